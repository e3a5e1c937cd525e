{#
  Members by a ledger of changes: the pairs whose latest change is `entered`, each with the time since when the
  membership counts. A membership that another person's went on in counts from the earlier of the two. Nobody before
  the first run.
#}
{% macro weft_members_by_ledger(ledger) %}
  {%- set at = weft_quote('at') -%}
  {%- set there = execute and adapter.get_relation(ledger.database, ledger.schema, ledger.identifier) is not none -%}
  {%- if execute and not there -%}
    {{ weft_no_rows([['segment', 'text'], ['weft_id', 'text'], ['entered_at', 'timestamp']]) }}
  {%- else -%}
    {#- A ledger of an earlier version gets its newer columns when this run appends to it. -#}
    {%- set columns = adapter.get_columns_in_relation(ledger) | map(attribute='name') | map('lower') | list if there else ['entered_at'] -%}
    {%- if 'entered_at' in columns -%}
      select l.segment, l.weft_id, least(min(l.entered_at), coalesce(min(c.entered_at), min(l.entered_at))) as entered_at
      from ({{ weft_latest_entries(ledger, 'coalesce(entered_at, ' ~ at ~ ')') }}) as l
      left join {{ ledger }} as c
        on c.segment = l.segment and c.continued_by = l.weft_id and c.change = 'left' and c.{{ at }} >= l.{{ at }}
      group by l.segment, l.weft_id
    {%- else -%}
      select segment, weft_id, entered_at from ({{ weft_latest_entries(ledger, at) }}) as l
    {%- endif -%}
  {%- endif -%}
{% endmacro %}

{# The pairs of a ledger whose latest change is `entered`. #}
{% macro weft_latest_entries(ledger, entered_at) %}
  {%- set at = weft_quote('at') -%}
  select segment, weft_id, {{ at }}, entered_at
  from (
    select segment, weft_id, {{ at }}, {{ entered_at }} as entered_at, change,
      row_number() over (partition by segment, weft_id order by {{ at }} desc, change) as place
    from {{ ledger }}
  ) as ordered
  where place = 1 and change = 'entered'
{% endmacro %}

{# Each segment's definition at the run before. segment_runs is written after its readers, so it is no ref. #}
{% macro weft_latest_definitions() %}
  {%- set runs = weft_segment_runs() -%}
  {%- if runs is none -%}
    {{ weft_no_rows([['segment', 'text'], ['definition', 'text']]) }}
  {%- else -%}
    select segment, definition
    from (select segment, definition, row_number() over (partition by segment order by {{ weft_quote('at') }} desc, run_id) as place from {{ runs }}) as ordered
    where place = 1
  {%- endif -%}
{% endmacro %}

{# The table of runs, or none before the first. #}
{% macro weft_segment_runs() %}
  {{ return(adapter.get_relation(this.database, this.schema, 'segment_runs') if execute else none) }}
{% endmacro %}

{# The ledger, for a model that is built before it. #}
{% macro weft_segment_changes() %}
  {{ return(api.Relation.create(database=this.database, schema=this.schema, identifier='segment_changes')) }}
{% endmacro %}

{# Columns without a row. Not every engine filters a select that reads nothing. #}
{% macro weft_no_rows(columns) %}
  select {% for column, kind in columns %}cast(null as {{ weft_type(kind) }}) as {{ weft_quote(column) }}{% if not loop.last %}, {% endif %}{% endfor %} from (select 1 as one) as nothing where false
{% endmacro %}

{#
  Changes of persons, with the order of their runs, and whether segments have not seen them yet: a refresh that
  stopped before the segments leaves its changes to the next.
#}
{% macro weft_identity_changes() %}
  {%- set changes = api.Relation.create(database=this.database, schema=this.schema, identifier='identity_changes') -%}
  {%- set runs = api.Relation.create(database=this.database, schema=this.schema, identifier='identity_runs') -%}
  {%- set segment_runs = weft_segment_runs() -%}
  {%- set at = weft_quote('at') -%}
  select c.change, c.weft_id, c.previous_weft_id, r.run_number,
    {% if segment_runs is none %}1{% else %}case when c.run_id = {{ weft_run_id() }} or s.until is null or c.{{ at }} > s.until then 1 else 0 end{% endif %} as unseen
  from {{ changes }} as c
  join (select run_id, max(run_number) as run_number from {{ runs }} group by run_id) as r on r.run_id = c.run_id
  {% if segment_runs is not none %}cross join (select max({{ at }}) as until from {{ segment_runs }}) as s{% endif %}
  where c.change <> 'created'
{% endmacro %}
