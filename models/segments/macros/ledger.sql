{# Members by a ledger of changes: the pairs whose latest change is `entered`. Nobody before the first run. #}
{% macro weft_members_by_ledger(ledger) %}
  {%- set at = weft_quote('at') -%}
  {%- if execute and adapter.get_relation(ledger.database, ledger.schema, ledger.identifier) is none -%}
    {{ weft_no_rows([['segment', 'text'], ['weft_id', 'text'], ['at', 'timestamp']]) }}
  {%- else -%}
    select segment, weft_id, {{ at }}
    from (
      select segment, weft_id, {{ at }}, change, row_number() over (partition by segment, weft_id order by {{ at }} desc, change) as place
      from {{ ledger }}
    ) as ordered
    where place = 1 and change = 'entered'
  {%- endif -%}
{% endmacro %}

{# Each segment's definition at the run before. segment_runs is written after its readers, so it is no ref. #}
{% macro weft_latest_definitions() %}
  {%- set runs = adapter.get_relation(this.database, this.schema, 'segment_runs') if execute else none -%}
  {%- if runs is none -%}
    {{ weft_no_rows([['segment', 'text'], ['definition', 'text']]) }}
  {%- else -%}
    select segment, definition
    from (select segment, definition, row_number() over (partition by segment order by {{ weft_quote('at') }} desc, run_id) as place from {{ runs }}) as ordered
    where place = 1
  {%- endif -%}
{% endmacro %}

{# Columns without a row. Not every engine filters a select that reads nothing. #}
{% macro weft_no_rows(columns) %}
  select {% for column, kind in columns %}cast(null as {{ weft_type(kind) }}) as {{ weft_quote(column) }}{% if not loop.last %}, {% endif %}{% endfor %} from (select 1 as one) as nothing where false
{% endmacro %}

{# Persons whose identity this run changed: made from others, merged away or split. #}
{% macro weft_identity_changes_of_run() %}
  {%- set changes = api.Relation.create(database=this.database, schema=this.schema, identifier='identity_changes') -%}
  select distinct weft_id from (
    select weft_id from {{ changes }}
    where run_id = {{ weft_run_id() }} and change <> 'created'
    union all
    select previous_weft_id from {{ changes }}
    where run_id = {{ weft_run_id() }} and previous_weft_id is not null
  ) as changed
{% endmacro %}
