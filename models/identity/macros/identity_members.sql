{#
  Builds weft.identity_members and, in the same transaction, the other tables of identity. A materialization and not
  a query in a model's body, because its statements must not run when dbt only compiles. The body is the query of the
  links between records and identifiers.
#}

{# DuckDB has transactions over DDL: a full run replaces the tables whole. #}
{% materialization weft_identity, adapter='duckdb' %}
  {{ run_hooks(pre_hooks) }}
  {%- set run = weft_identity_run() -%}
  {#- Writing takes memory, which what only the resolution needed still holds. -#}
  {%- for table in ['@hashed', '@counted', '@star', '@root', '@cluster', '@now', '@first', '@oldest', '@named', '@anchor', '@kept'] -%}
    {%- do weft_execute('free', 'drop table if exists ' ~ table) -%}
  {%- endfor -%}
  {%- for sql in weft_identity_publish(run) -%}
    {%- call statement('main' if loop.first else 'publish') -%}{{ weft_scratch(sql) }}{%- endcall -%}
  {%- endfor -%}
  {%- do adapter.commit() -%}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [run.tables.members]}) }}
{% endmaterialization %}

{# Snowflake commits at each DDL statement, so the tables are there before and the transaction is of DML alone. #}
{% materialization weft_identity, adapter='snowflake' %}
  {{ run_hooks(pre_hooks) }}
  {%- set run = weft_identity_run() -%}
  {%- do weft_execute('begin', 'begin') -%}
  {%- for sql in weft_identity_publish(run) -%}
    {%- call statement('main' if loop.first else 'publish', auto_begin=False) -%}{{ weft_scratch(sql) }}{%- endcall -%}
  {%- endfor -%}
  {%- do weft_execute('commit', 'commit') -%}
  {%- do weft_drop_scratch() -%}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [run.tables.members]}) }}
{% endmaterialization %}

{# In BigQuery a transaction is a script; one that fails is rolled back when the script ends. #}
{% materialization weft_identity, adapter='bigquery' %}
  {{ run_hooks(pre_hooks) }}
  {%- set run = weft_identity_run() -%}
  {%- call statement('main') -%}
    {{ weft_unsent() }}
    begin transaction;
    {%- for sql in weft_identity_publish(run) %}
    {{ weft_scratch(sql) }};
    {%- endfor %}
    commit transaction;
  {%- endcall -%}
  {%- do weft_drop_scratch() -%}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [run.tables.members]}) }}
{% endmaterialization %}

{# A table that the run of identity_members writes: a node of its own for those who read it and for its tests. #}
{% materialization weft_written_with_members, default %}
  {{ run_hooks(pre_hooks) }}
  {%- call statement('main') -%}select 1{%- endcall -%}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [this.incorporate(type='view' if this.identifier | lower in ['identity_links', 'identity_lookup'] else 'table')]}) }}
{% endmaterialization %}

{#
  Resolves the records and gives the clusters their ids; nothing that lasts has changed yet but that each table and
  view is there. Returns what the statements that publish the run need.
#}
{% macro weft_identity_run() %}
  {%- set rules = config.get('meta')['identity'] -%}
  {%- set tables = weft_identity_tables() -%}
  {%- set earlier = namespace(ids=true, whole=true) -%}
  {%- for name in tables -%}
    {%- set missing = weft_missing_columns(name, tables[name]) -%}
    {%- if name in weft_identity_state() and missing != [] -%}{%- set earlier.whole = false -%}{%- endif -%}
    {%- if name in ['members', 'persons'] and (missing is none or weft_followed_by_ids(missing)) -%}{%- set earlier.ids = false -%}{%- endif -%}
    {%- if missing is none -%}{%- do weft_execute('create_' ~ name, weft_identity_create(name, tables[name])) -%}{%- endif -%}
    {#- A table that an earlier version of Weft made gets the columns of today. -#}
    {%- for column, kind in missing or [] -%}
      {%- do weft_execute('add_column', 'alter table ' ~ tables[name] ~ ' add column ' ~ weft_quote(column) ~ ' ' ~ weft_type(kind)) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- do weft_create_identity_views(tables) -%}
  {%- set last = weft_ask('select run_number, last_person_id, rules_hash, engine, identifiers from ' ~ tables.runs ~ ' order by run_number desc limit 1').rows -%}
  {%- set first = last | length == 0 -%}
  {%- set engine = adapter.dispatch('weft_engine')() ~ ' ' ~ rules.reading -%}
  {%- set run = {
    'started': modules.datetime.datetime.now(),
    'tables': tables,
    'earlier': earlier.ids,
    'id': weft_run(),
    'number': 1 if first else last[0][0] | int + 1,
    'last_person_id': 0 if first else last[0][1] | int,
    'identifiers_before': 0 if first else last[0][4] | int,
    'reason': 'data' if first or not earlier.ids or last[0][2] == rules.hash else 'rules',
    'rules': rules.hash,
    'engine': engine,
    'listed': "'" ~ rules.types | selectattr('listed') | map(attribute='type') | join("', '") ~ "'",
    'mode': 'full',
    'changed': 0,
  } -%}
  {%- do weft_reserved_links(rules) -%}
  {%- do weft_identity_types(rules.types) -%}
  {%- if earlier.whole and not first and not flags.FULL_REFRESH and last[0][2] == rules.hash and last[0][3] == engine -%}
    {%- do weft_find_changes(run) -%}
  {%- endif -%}
  {%- if run.mode == 'full' -%}{%- do weft_read_all(run) -%}{%- else -%}{%- do weft_read_touched(run) -%}{%- endif -%}
  {%- set priorities = [0] + rules.types | selectattr('joins') | map(attribute='priority') | unique | list -%}
  {%- if rules.fuzzy -%}{%- do priorities.append(priorities | last + 1) -%}{%- endif -%}
  {%- do run.update({'rounds': weft_resolve(run, priorities, rules.order_grain, rules.max_rounds)}) -%}
  {%- do weft_assign_ids(run) -%}
  {%- do weft_check_result(run, rules) -%}
  {%- do weft_spread_values(run, rules.types) -%}
  {{ return(run) }}
{% endmacro %}

{# The columns of today that a table lacks; none where there is no such table. #}
{% macro weft_missing_columns(name, table) %}
  {%- set relation = adapter.get_relation(table.database, table.schema, table.identifier) -%}
  {%- if relation is none -%}{{ return(none) }}{%- endif -%}
  {%- set present = adapter.get_columns_in_relation(relation) | map(attribute='name') | map('lower') | list -%}
  {%- set missing = [] -%}
  {%- for column in weft_identity_columns(name) if column[0] not in present -%}{%- do missing.append(column) -%}{%- endfor -%}
  {{ return(missing) }}
{% endmacro %}

{# Whether one of the columns is among those that ids follow from run to run. #}
{% macro weft_followed_by_ids(columns) %}
  {%- set followed = ['source', 'record_key', 'weft_id', 'person_id', 'seen_run', 'created_run'] -%}
  {{ return(columns | map('first') | select('in', followed) | list | length > 0) }}
{% endmacro %}

{# An engine's version, for as long as which its hashes last, where it does not promise them for ever. #}
{% macro default__weft_engine() %}{{ return('') }}{% endmacro %}
{% macro duckdb__weft_engine() %}{{ return(run_query('select version()').rows[0][0]) }}{% endmacro %}

{# Stops a run that would weld most records into one person, before anything is published; warns of a cap reached. #}
{% macro weft_check_result(run, rules) %}
  {%- set all = '(select count(*) from @record)' if run.mode == 'full' else '(select count(*) from ' ~ run.tables.members ~ ') - (select count(*) from @before) + (select count(*) from @record)' -%}
  {%- set found = weft_ask("select (select count(*) from @conflict where rule = 'undecided'), (select coalesce(max(records), 0) from @person), " ~ all).rows[0] -%}
  {%- set largest, records = found[1] | int, found[2] | int -%}
  {%- if records > 100 and largest > records * rules.max_person_share -%}
    {%- set by = weft_ask('select t.type, max(v.records) as carried from @value v join @types t on t.code = v.code group by t.type order by carried desc, t.type limit 1').rows -%}
    {%- set most = ' The value that most of them carry is of type ' ~ by[0][0] ~ ': ' ~ by[0][1] ~ ' records.' if by else '' -%}
    {%- do weft_drop_scratch() -%}
    {%- do exceptions.raise_compiler_error('identity: one person would hold ' ~ largest ~ ' of ' ~ records ~ ' records; nothing was changed.' ~ most ~ ' Block that value or give its type max_records; where it is meant, raise max_person_share of the identity rules.') -%}
  {%- endif -%}
  {%- if found[0] | int > 0 -%}
    {%- do exceptions.warn('identity_members: ' ~ rules.max_rounds ~ ' rounds left values undecided; they joined nothing. See identity_conflicts, rule undecided.') -%}
  {%- endif -%}
{% endmacro %}
