{#
  The tables of identity: their columns, and the statements by which a run publishes what it found. A full run
  replaces them; an incremental one takes out what belongs to the touched components and writes it anew. All of a
  run's statements are one transaction, so that no reader and no crash sees members and persons of different runs.
#}

{% macro weft_identity_columns(name) %}
  {{ return({
    'members': [['source', 'text'], ['record_key', 'text'], ['recorded_at', 'timestamp'], ['weft_id', 'text'], ['person_id', 'integer'], ['component', 'integer'], ['seen_run', 'integer'], ['digest', 'integer'], ['record_hash', 'integer']],
    'links': [['source', 'text'], ['record_key', 'text'], ['type', 'text'], ['value', 'text'], ['excluded', 'text'], ['record_hash', 'integer'], ['value_hash', 'integer']],
    'identifiers': [['weft_id', 'text'], ['person_id', 'integer'], ['type', 'text'], ['value', 'text'], ['first_seen', 'timestamp'], ['last_seen', 'timestamp'], ['records', 'integer'], ['value_hash', 'integer']],
    'lookup': [['type', 'text'], ['value', 'text'], ['weft_id', 'text'], ['person_id', 'integer'], ['value_hash', 'integer']],
    'persons': [['weft_id', 'text'], ['person_id', 'integer'], ['created_run', 'integer'], ['created_at', 'timestamp'], ['records', 'integer']],
    'dropped': [['type', 'text'], ['value', 'text'], ['records', 'integer']],
    'conflicts': [['run_id', 'text'], ['type', 'text'], ['value', 'text'], ['rule', 'text'], ['clusters', 'integer'], ['component', 'integer']],
    'changes': [['run_id', 'text'], ['at', 'timestamp'], ['change', 'text'], ['weft_id', 'text'], ['previous_weft_id', 'text'], ['reason', 'text']],
    'exclusions': [['run_id', 'text'], ['source', 'text'], ['type', 'text'], ['reason', 'text'], ['links', 'integer']],
    'sizes': [['run_id', 'text'], ['records', 'integer'], ['persons', 'integer']],
    'runs': [['run_id', 'text'], ['run_number', 'integer'], ['at', 'timestamp'], ['rules_hash', 'text'], ['engine', 'text'], ['mode', 'text'], ['reason', 'text'], ['records', 'integer'], ['changed_records', 'integer'], ['identifiers', 'integer'], ['persons', 'integer'], ['conflicts', 'integer'], ['dropped', 'integer'], ['largest', 'integer'], ['rounds', 'integer'], ['seconds', 'double'], ['last_person_id', 'integer']],
  }[name]) }}
{% endmacro %}

{# Tables that a run replaces or amends, in the order in which they are written; and those that only grow. #}
{% macro weft_identity_state() %}{{ return(['members', 'persons', 'identifiers', 'lookup', 'dropped', 'conflicts', 'links']) }}{% endmacro %}
{% macro weft_identity_history() %}{{ return(['changes', 'exclusions', 'sizes', 'runs']) }}{% endmacro %}

{% macro weft_identity_tables() %}
  {%- set tables = {} -%}
  {%- for name in weft_identity_state() + weft_identity_history() -%}
    {%- do tables.update({name: api.Relation.create(database=this.database, schema=this.schema, identifier='identity_' ~ name)}) -%}
  {%- endfor -%}
  {{ return(tables) }}
{% endmacro %}

{% macro weft_identity_create(name, relation) %}
  {%- set columns = [] -%}
  {%- for column, kind in weft_identity_columns(name) -%}{%- do columns.append(weft_quote(column) ~ ' ' ~ weft_type(kind)) -%}{%- endfor -%}
  {{ return('create table if not exists ' ~ relation ~ ' (' ~ columns | join(', ') ~ ')' ~ adapter.dispatch('weft_identity_layout')(name)) }}
{% endmacro %}
{% macro default__weft_identity_layout(name) %}{{ return('') }}{% endmacro %}
{% macro bigquery__weft_identity_layout(name) %}
  {%- set columns = {'members': 'weft_id', 'persons': 'weft_id', 'identifiers': 'weft_id', 'lookup': 'type, value', 'links': 'type, value'} -%}
  {{ return(' cluster by ' ~ columns[name] if name in columns else '') }}
{% endmacro %}

{# The statements that publish a run, in order. Those of one table follow each other. #}
{% macro weft_identity_publish(run) %}
  {%- set statements = [] -%}
  {%- for name in weft_identity_state() -%}
    {%- if run.mode == 'full' -%}
      {%- do statements.extend(adapter.dispatch('weft_identity_replace')(run.tables[name], name, run)) -%}
    {%- else -%}
      {%- do statements.append('delete from ' ~ run.tables[name] ~ ' where ' ~ weft_identity_outdated(name)) -%}
      {%- do statements.append(weft_identity_insert(name, run)) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- for name in weft_identity_history() -%}{%- do statements.append(weft_identity_insert(name, run)) -%}{%- endfor -%}
  {{ return(statements) }}
{% endmacro %}

{# DuckDB has transactions over DDL. The links are the last, because the others are made from them. #}
{% macro duckdb__weft_identity_replace(relation, name, run) %}
  {%- if name == 'links' -%}
    {{ return(['drop table if exists ' ~ relation, 'alter table ' ~ weft_next(relation) ~ ' rename to ' ~ relation.identifier]) }}
  {%- endif -%}
  {{ return(['create or replace table ' ~ relation ~ ' as ' ~ weft_identity_rows(name, run)]) }}
{% endmacro %}
{% macro weft_next(relation) %}
  {{ return(api.Relation.create(database=relation.database, schema=relation.schema, identifier=relation.identifier ~ '_next')) }}
{% endmacro %}
{% macro default__weft_identity_replace(relation, name, run) %}
  {{ return(['delete from ' ~ relation ~ ' where true', weft_identity_insert(name, run)]) }}
{% endmacro %}

{% macro weft_identity_insert(name, run) %}
  {%- set columns = [] -%}
  {%- for column, kind in weft_identity_columns(name) -%}{%- do columns.append(weft_quote(column)) -%}{%- endfor -%}
  {{ return('insert into ' ~ run.tables[name] ~ ' (' ~ columns | join(', ') ~ ') ' ~ weft_identity_rows(name, run)) }}
{% endmacro %}

{# Which rows an incremental run takes out before it writes its own. #}
{% macro weft_identity_outdated(name) %}
  {{ return({
    'members': 'component in (select component from @component)',
    'links': 'record_hash in (select rid from @changed)',
    'persons': 'person_id in (select person_id from @person_before)',
    'identifiers': 'person_id in (select person_id from @person_before)',
    'lookup': 'value_hash in (select vid from @looked_up)',
    'dropped': weft_hash('type', 'value') ~ ' in (select vid from @touched)',
    'conflicts': 'component in (select component from @component)',
  }[name]) }}
{% endmacro %}

{# The rows that a run gives a table, in the order of its columns. #}
{% macro weft_identity_rows(name, run) %}
  {%- set t = run.tables -%}
  {%- set id = "'" ~ run.id ~ "'" -%}
  {%- if name == 'members' -%}
    {#- On Snowflake sorted, so that a person's rows lie together without a clustering key, whose upkeep costs at every run. -#}
    {%- set rows %}
      select source, record_key, recorded_at, weft_id, person_id, component, seen_run,
        digest, rid as record_hash
      from @assigned{{ (' order by weft_id' if target.type == 'snowflake' else '') }}
    {%- endset -%}
    {{ return(rows) }}
  {%- elif name == 'links' -%}
    {%- set rows %}
      select source, record_key, type, value, excluded, record_hash, value_hash
      from {{ ('@links' if run.mode == 'full' else '@changed_links') }}
    {%- endset -%}
    {{ return(rows) }}
  {%- elif name == 'persons' -%}
    {%- set rows %}
      select p.weft_id, p.person_id, p.created_run, r.run_at as created_at, p.records
      from @person p
      left join (
        select run_number, {{ weft_quote('at') }} as run_at
        from {{ t.runs }}
        union all
        select {{ run.number }}, {{ weft_now() }}
      ) r on r.run_number = p.created_run
    {%- endset -%}
    {{ return(rows) }}
  {%- elif name == 'identifiers' -%}
    {%- set rows %}
      select p.weft_id, i.person_id, i.type, i.value, i.first_seen, i.last_seen, i.records,
        i.value_hash
      from (
        select a.person_id, l.value_hash, any_value(l.type) as type,
          any_value(l.value) as value, min(a.recorded_at) as first_seen,
          max(a.recorded_at) as last_seen, count(*) as records
        from @links l
        join @assigned a on a.rid = l.record_hash
        where l.type in ({{ run.listed }})
          and coalesce(l.excluded, 'outside') in ('outside', 'alone')
        group by a.person_id, l.value_hash
      ) i
      join @person p on p.person_id = i.person_id
    {%- endset -%}
    {{ return(rows) }}
  {%- elif name == 'lookup' -%}
    {{ return(weft_identity_lookup(t.identifiers, run)) }}
  {%- elif name == 'dropped' -%}
    {%- set rows %}
      select l.type, l.value, d.records
      from @dropped d
      join (
        select distinct type, value, value_hash
        from {{ '@links' if run.mode == 'full' else '@touched_values' }}
        where value_hash in (select vid from @dropped){{ ' and excluded is null' if run.mode == 'full' else '' }}
      ) l on l.value_hash = d.vid
    {%- endset -%}
    {{ return(rows) }}
  {%- elif name == 'conflicts' -%}
    {%- set rows %}
      select {{ id }} as run_id, l.type, l.value, c.rule,
        count(distinct a.person_id) as clusters, min(a.component) as component
      from (select distinct rule, vid from @conflict) c
      join @links l on l.value_hash = c.vid
      join @assigned a on a.rid = l.record_hash
      where l.excluded is null
      group by l.type, l.value, c.rule
    {%- endset -%}
    {{ return(rows) }}
  {%- elif name == 'changes' -%}
    {%- set rows %}
      select {{ id }}, {{ weft_now() }}, change, weft_id, previous_weft_id,
        '{{ run.reason }}'
      from @change
    {%- endset -%}
    {{ return(rows) }}
  {%- elif name == 'exclusions' -%}
    {%- set rows %}
      select {{ id }} as run_id, source, type, excluded as reason, count(*) as links
      from {{ t.links }}
      where excluded is not null and type not like '~%'
      group by source, type, excluded
      union all
      select {{ id }}, null, type, 'max_records', sum(records)
      from {{ t.dropped }}
      group by type
    {%- endset -%}
    {{ return(rows) }}
  {%- elif name == 'sizes' -%}
    {%- set rows %}
      select {{ id }} as run_id,
        case
          when records <= 5 then records
          when records <= 10 then 6
          when records <= 20 then 11
          when records <= 50 then 21
          when records <= 100 then 51
          when records <= 1000 then 101
          else 1001
        end as bucket,
        count(*) as persons
      from {{ t.persons }}
      group by 2
    {%- endset -%}
    {{ return(rows) }}
  {%- elif name == 'runs' -%}
    {%- set seconds = (modules.datetime.datetime.now() - run.started).total_seconds() -%}
    {%- set rows %}
      select
        {{ id }}, {{ run.number }}, {{ weft_now() }}, '{{ run.rules }}', '{{ run.engine }}', '{{ run.mode }}', '{{ run.reason }}',
        (select count(*) from {{ t.members }}),
        {{ run.changed }},
        {{ weft_count_of_identifiers(run) }},
        (select count(*) from {{ t.persons }}),
        (select count(*) from (select distinct type, value from {{ t.conflicts }}) c),
        (select count(*) from {{ t.dropped }}),
        (select coalesce(max(records), 0) from {{ t.persons }}),
        {{ run.rounds }},
        cast({{ seconds }} as {{ weft_type('double') }}),
        (select greatest({{ run.last_person_id }}, coalesce(max(person_id), 0)) from @person)
    {%- endset -%}
    {{ return(rows) }}
  {%- endif -%}
{% endmacro %}

{# Distinct identifiers that are kept: all, or those of the run before with what the changed records gave and took. #}
{% macro weft_count_of_identifiers(run) %}
  {%- if run.mode == 'full' -%}
    (select count(*) from @value v join @types t on t.code = v.code where t.type not like '~%')
  {%- else -%}
    (
      select {{ run.identifiers_before }} + count(case when kept_now and not kept_before then 1 end)
        - count(case when kept_before and not kept_now then 1 end)
      from @touched
      where type not like '~%'
    )
  {%- endif -%}
{% endmacro %}

{#
  Of several persons that carry a value, the one with most records of it, then the first seen, then the least id.
  Most values have one person, and are spared the ranking.
#}
{% macro weft_identity_lookup(identifiers, run) %}
  {%- set from = identifiers ~ (' where value_hash in (select vid from @looked_up)' if run.mode == 'incremental' else ' where true') -%}
  {%- set shared = '(select value_hash from ' ~ from ~ ' group by value_hash having count(*) > 1)' -%}
  {%- set rows %}
    select type, value, weft_id, person_id, value_hash
    from {{ from }} and value_hash not in {{ shared }}
    union all
    select type, value, weft_id, person_id, value_hash
    from (
      select type, value, weft_id, person_id, value_hash,
        row_number() over (partition by value_hash order by records desc, first_seen nulls last, weft_id) as place
      from {{ from }} and value_hash in {{ shared }}
    ) r
    where place = 1
  {%- endset -%}
  {{ return(rows) }}
{% endmacro %}

{# Drops the scratch tables of this run; what a crash leaves goes with the session, or expires. #}
{% macro weft_drop_scratch() %}{% do adapter.dispatch('weft_drop_scratch')() %}{% endmacro %}
{# DuckDB's go with its session, which ends with the run. #}
{% macro default__weft_drop_scratch() %}{% endmacro %}
{% macro bigquery__weft_drop_scratch() %}
  {%- set prefix = 'weft_scratch_' ~ invocation_id[:8] ~ '_' -%}
  {%- set left = run_query("select table_name from " ~ this.without_identifier() ~ ".INFORMATION_SCHEMA.TABLES where starts_with(table_name, '" ~ prefix ~ "')") -%}
  {%- set drops = [] -%}
  {%- for row in left.rows -%}{%- do drops.append('drop table if exists ' ~ this.without_identifier() ~ '.' ~ row[0]) -%}{%- endfor -%}
  {%- if drops -%}{%- do run_query(drops | join(';\n')) -%}{%- endif -%}
{% endmacro %}
{# dbt keeps the session for the models after this one. #}
{% macro snowflake__weft_drop_scratch() %}
  {%- set left = run_query("select table_name from " ~ this.database ~ ".information_schema.tables where table_schema = upper('" ~ this.schema ~ "') and startswith(table_name, 'WEFT_SCRATCH_')") -%}
  {%- for row in left.rows -%}{%- do weft_execute('drop_scratch', 'drop table if exists ' ~ this.without_identifier() ~ '.' ~ row[0]) -%}{%- endfor -%}
{% endmacro %}
