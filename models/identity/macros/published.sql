{#
  The tables of identity: their columns, and the statements by which a run publishes what it found. A full run
  replaces them; an incremental one takes out what belongs to the touched components and writes it anew. All of a
  run's statements are one transaction, so that no reader and no crash sees members and persons of different runs.
#}

{% macro weft_identity_columns(name) %}
  {{ return({
    'members': [['source', 'text'], ['record_key', 'text'], ['recorded_at', 'timestamp'], ['weft_id', 'text'], ['person_id', 'integer'], ['component', 'integer'], ['seen_run', 'integer'], ['digest', 'integer'], ['record_hash', 'integer']],
    'edges': [['record_hash', 'integer'], ['type', 'text'], ['value', 'text'], ['excluded', 'text'], ['value_hash', 'integer']],
    'identifiers': [['weft_id', 'text'], ['person_id', 'integer'], ['type', 'text'], ['value', 'text'], ['first_seen', 'timestamp'], ['last_seen', 'timestamp'], ['records', 'integer'], ['value_hash', 'integer'], ['owner', 'boolean']],
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
{% macro weft_identity_state() %}{{ return(['members', 'persons', 'identifiers', 'dropped', 'conflicts', 'edges']) }}{% endmacro %}
{% macro weft_identity_history() %}{{ return(['changes', 'exclusions', 'sizes', 'runs']) }}{% endmacro %}

{% macro weft_identity_tables() %}
  {%- set tables = {} -%}
  {%- for name in weft_identity_state() + weft_identity_history() -%}
    {%- do tables.update({name: weft_identity_relation(name)}) -%}
  {%- endfor -%}
  {{ return(tables) }}
{% endmacro %}

{% macro weft_identity_relation(name) %}
  {{ return(api.Relation.create(database=this.database, schema=this.schema, identifier='identity_' ~ name)) }}
{% endmacro %}

{% macro weft_identity_create(name, relation) %}
  {%- set columns = [] -%}
  {%- for column, kind in weft_identity_columns(name) -%}{%- do columns.append(weft_quote(column) ~ ' ' ~ weft_type(kind)) -%}{%- endfor -%}
  {{ return('create table if not exists ' ~ relation ~ ' (' ~ columns | join(', ') ~ ')' ~ adapter.dispatch('weft_identity_layout')(name)) }}
{% endmacro %}
{% macro default__weft_identity_layout(name) %}{{ return('') }}{% endmacro %}
{% macro bigquery__weft_identity_layout(name) %}
  {%- set columns = {'members': 'weft_id', 'persons': 'weft_id', 'identifiers': 'weft_id', 'edges': 'type, value'} -%}
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

{# DuckDB has transactions over DDL. The edges are the last, because the others are made from them. #}
{% macro duckdb__weft_identity_replace(relation, name, run) %}
  {%- if name == 'edges' -%}
    {{ return(['drop table if exists ' ~ relation, 'alter table ' ~ weft_next(relation) ~ ' rename to ' ~ relation.identifier]) }}
  {%- endif -%}
  {%- set create = 'create or replace table ' ~ relation ~ ' as ' ~ weft_identity_rows(name, run) -%}
  {#- Of two conditions on a join and one on a null DuckDB concludes that few rows are left, and would hash every text. -#}
  {{ return(["set disabled_optimizers = 'join_order,build_side_probe_side'", create, 'reset disabled_optimizers'] if name == 'identifiers' else [create]) }}
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
    'edges': 'record_hash in (select rid from @changed)',
    'persons': 'person_id in (select person_id from @person_before)',
    'identifiers': 'person_id in (select person_id from @person_before) or value_hash in (select value_hash from @others)',
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
      select r.source, r.record_key, r.recorded_at, p.weft_id, a.person_id, a.component,
        a.seen_run, r.digest, r.rid as record_hash
      from @record r
      join @assigned a on a.rid = r.rid
      join @person p on p.person_id = a.person_id{{ (' order by p.weft_id' if target.type == 'snowflake' else '') }}
    {%- endset -%}
    {{ return(rows) }}
  {%- elif name == 'edges' -%}
    {%- set rows %}
      select record_hash, type, value, excluded, value_hash
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
    {{ return(weft_identity_identifiers(run)) }}
  {%- elif name == 'dropped' -%}
    {%- set rows %}
      select x.type, x.value, d.records from @dropped d join @text x on x.vid = d.vid
    {%- endset -%}
    {{ return(rows) }}
  {%- elif name == 'conflicts' -%}
    {%- set rows %}
      select {{ id }} as run_id, x.type, x.value, c.rule,
        count(distinct a.person_id) as clusters, min(a.component) as component
      from @held_back c
      join @text x on x.vid = c.vid
      join @assigned a on a.rid = c.rid
      group by x.type, x.value, c.rule
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
      select {{ id }} as run_id, m.source, e.type, e.excluded as reason, count(*) as links
      from (
        select record_hash, type, excluded
        from {{ t.edges }}
        where excluded is not null and type not like '~%'
      ) e
      join {{ t.members }} m on m.record_hash = e.record_hash
      group by m.source, e.type, e.excluded
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
  The identifiers of persons. A value that joined all who carry it has one person, and is read from its first record's
  link; the others, of @spread, are grouped. Of several persons that carry a value its owner is the one with most
  records of it, then the first seen, then the least id.
#}
{% macro weft_identity_identifiers(run) %}
  {%- set columns = 'weft_id, person_id, type, value, first_seen, last_seen, records, value_hash' -%}
  {%- set rows %}
    select p.weft_id, v.person_id, l.type, l.value, v.first_seen, v.last_seen, v.records,
      l.value_hash, true as owner
    from @links l
    join (
      select v.vid, v.first_rid, v.first_seen, v.last_seen, v.records, a.person_id
      from @value v
      join @assigned a on a.rid = v.first_rid
      where v.vid not in (select vid from @spread) and v.code in (
        select code from @types where type in ({{ run.listed }})
      )
    ) v on v.vid = l.value_hash and v.first_rid = l.record_hash
    join @person p on p.person_id = v.person_id
    where l.excluded is null
    union all
    select {{ columns }}, place = 1 as owner
    from (
      select {{ columns }},
        row_number() over (partition by value_hash order by records desc, first_seen nulls last, weft_id) as place
      from (
        select p.weft_id, g.person_id, g.type, g.value, g.first_seen, g.last_seen, g.records,
          g.value_hash
        from (
          select a.person_id, l.value_hash, any_value(l.type) as type,
            any_value(l.value) as value, min(r.recorded_at) as first_seen,
            max(r.recorded_at) as last_seen, count(*) as records
          from @links l
          join @assigned a on a.rid = l.record_hash
          join @record r on r.rid = l.record_hash
          where l.value_hash in (select vid from @spread)
            and l.type in ({{ run.listed }})
            and coalesce(l.excluded, 'outside') in ('outside', 'alone')
          group by a.person_id, l.value_hash
        ) g
        join @person p on p.person_id = g.person_id
        {%- if run.mode == 'incremental' %}
        union all
        select {{ columns }}
        from @others
        {%- endif %}
      ) carried
    ) ranked
  {%- endset -%}
  {{ return(rows) }}
{% endmacro %}

{# Values that several persons may carry: held back or dropped, of links that join nothing, or of a person outside. #}
{% macro weft_spread_values(run, types) %}
  {%- set weak = types | rejectattr('joins') | map(attribute='type') | map('tojson') | join(', ') | replace('"', "'") -%}
  {%- call weft_temp('@spread') %}
    select distinct vid
    from (
      select vid
      from @conflict
      union all
      select vid
      from @dropped
      union all
      select value_hash
      from @links
      where excluded in ('outside', 'alone'){{ ' or (excluded is null and type in (' ~ weak ~ '))' if weak else '' }}
      {%- if run.mode == 'incremental' %}
      union all
      select l.value_hash
      from @links l
      where l.excluded is null and l.value_hash not in (select vid from @value)
      union all
      select value_hash
      from @others
      {%- endif %}
    ) x
  {%- endcall -%}
{% endmacro %}

{# Views of the tables, for reading: links with the keys of their records, and the owner of each value. #}
{% macro weft_create_identity_views(tables) %}
  {%- call weft_identity_view('links') %}
    select m.source, m.record_key, e.type, e.value, e.excluded, e.record_hash, e.value_hash
    from {{ tables.edges }} e
    join {{ tables.members }} m on m.record_hash = e.record_hash
  {%- endcall -%}
  {%- call weft_identity_view('lookup') %}
    select type, value, weft_id, person_id, value_hash from {{ tables.identifiers }} where owner
  {%- endcall -%}
{% endmacro %}
{% macro weft_identity_view(name) %}
  {%- set view = weft_identity_relation(name) -%}
  {%- set present = adapter.get_relation(view.database, view.schema, view.identifier) -%}
  {#- An earlier version of Weft had a table in its place. -#}
  {%- if present is not none and present.type == 'table' -%}{%- do weft_execute('drop_' ~ name, 'drop table ' ~ view) -%}{%- endif -%}
  {%- do weft_execute(name, 'create or replace view ' ~ view ~ ' as ' ~ caller()) -%}
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
