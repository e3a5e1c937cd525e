{#
  What a model's own table of the last good refresh holds, for columns that cannot be computed now: no row, and no
  value, where there is none. `values` is the alias of that table.
#}
{% macro weft_join_last(values, person) %}
  {%- if execute and weft_last_table() is not none -%}
    left join {{ this }} as {{ values }} on {{ values }}.weft_id = {{ person }}.weft_id
  {%- endif -%}
{% endmacro %}

{% macro weft_last_value(values, name, type) %}
  {%- set there = weft_last_table() if execute else none -%}
  {%- set columns = adapter.get_columns_in_relation(there) | map(attribute='name') | map('lower') | list if there is not none else [] -%}
  {{ return(values ~ '.' ~ weft_quote(name) if name | lower in columns else 'cast(null as ' ~ type ~ ')') }}
{% endmacro %}

{% macro weft_last_table() %}
  {{ return(adapter.get_relation(this.database, this.schema, this.identifier)) }}
{% endmacro %}
