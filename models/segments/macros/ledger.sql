{# Members by a ledger of changes: the pairs whose latest change is `entered`. Nobody before the first run. #}
{% macro weft_members_by_ledger(ledger) %}
  {%- if execute and adapter.get_relation(ledger.database, ledger.schema, ledger.identifier) is none -%}
    select cast(null as varchar) as segment, cast(null as varchar) as weft_id, cast(null as timestamptz) as {{ adapter.quote('at') }} where false
  {%- else -%}
    select segment, weft_id, {{ adapter.quote('at') }}
    from (
      select segment, weft_id, {{ adapter.quote('at') }}, change, row_number() over (partition by segment, weft_id order by {{ adapter.quote('at') }} desc, change) as place
      from {{ ledger }}
    ) as ordered
    where place = 1 and change = 'entered'
  {%- endif -%}
{% endmacro %}

{# Each segment's definition at the run before. segment_runs is written after its readers, so it is no ref. #}
{% macro weft_latest_definitions() %}
  {%- set runs = adapter.get_relation(this.database, this.schema, 'segment_runs') if execute else none -%}
  {%- if runs is none -%}
    select cast(null as varchar) as segment, cast(null as varchar) as definition where false
  {%- else -%}
    select segment, definition
    from (select segment, definition, row_number() over (partition by segment order by {{ adapter.quote('at') }} desc, run_id) as place from {{ runs }}) as ordered
    where place = 1
  {%- endif -%}
{% endmacro %}

{# Persons whose identity this run changed: made from others, merged away or split. #}
{% macro weft_identity_changes_of_run() %}
  select weft_id from {{ this.database }}.{{ this.schema }}.identity_changes
  where run_id = {{ weft_run_id() }} and change <> 'created'
  union
  select previous_weft_id from {{ this.database }}.{{ this.schema }}.identity_changes
  where run_id = {{ weft_run_id() }} and previous_weft_id is not null
{% endmacro %}
