{#
  The numbers of every fit, to be read FROM: always Weft's own table, also where models are built in another schema.
  Weft makes it with the first fit; before that, as in a dbt run of the team's own, it has no rows.
#}
{% macro weft_prediction_parameters() %}
  {%- set parameters = adapter.get_relation(this.database, 'weft', 'prediction_parameters') if execute else none -%}
  {%- if parameters is not none -%}{{ return(parameters) }}{%- endif -%}
  {%- set kinds = {'fit_id': 'text', 'trait': 'text', 'model': 'text', 'definition': 'text', 'fitted_at': 'timestamp', 'parameter': 'text', 'place': 'integer', 'label': 'text', 'value': 'double'} -%}
  {%- set columns = [] -%}
  {%- for name, kind in kinds.items() -%}{%- do columns.append('cast(null as ' ~ weft_type(kind) ~ ') as ' ~ name) -%}{%- endfor -%}
  {{ return('(select ' ~ columns | join(', ') ~ ' limit 0) as no_fits') }}
{% endmacro %}
