{#
  Builds weft.identity_members and, in the same transaction, its companions: identity_persons, identity_changes,
  identity_conflicts and identity_runs, so that a crash leaves no members and persons of different runs. A
  materialization and not a query in a model's body, because those statements must not run when dbt only compiles.
#}

{# DuckDB has transactions over DDL: the tables are replaced whole. #}
{% materialization weft_identity, adapter='duckdb' %}
  {{ run_hooks(pre_hooks) }}
  {%- set run = weft_identity_run(['changes', 'runs']) -%}
  {%- call statement('main') -%}create or replace table {{ run.tables.members }} as {{ weft_scratch(weft_identity_rows('members', run)) }}{%- endcall -%}
  {%- for name in ['persons', 'conflicts'] -%}
    {%- call statement(name) -%}create or replace table {{ run.tables[name] }} as {{ weft_scratch(weft_identity_rows(name, run)) }}{%- endcall -%}
  {%- endfor -%}
  {%- for name in ['changes', 'runs'] -%}
    {%- call statement(name) -%}{{ weft_scratch(weft_identity_insert(name, run)) }}{%- endcall -%}
  {%- endfor -%}
  {%- do adapter.commit() -%}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [run.tables.members]}) }}
{% endmaterialization %}

{# Snowflake commits at each DDL statement, so the tables are there before and the transaction is of DML alone. #}
{% materialization weft_identity, adapter='snowflake' %}
  {{ run_hooks(pre_hooks) }}
  {%- set run = weft_identity_run(['members', 'persons', 'changes', 'conflicts', 'runs']) -%}
  {%- do weft_execute('begin', 'begin') -%}
  {%- for name in ['members', 'persons', 'conflicts'] -%}
    {%- do weft_execute('delete_' ~ name, 'delete from ' ~ run.tables[name]) -%}
  {%- endfor -%}
  {%- call statement('main', auto_begin=False) -%}
    {#- Sorted, so that a person's rows lie together without a clustering key, whose upkeep would cost at every run. -#}
    {{ weft_scratch(weft_identity_insert('members', run)) }} order by weft_id
  {%- endcall -%}
  {%- for name in ['persons', 'changes', 'conflicts', 'runs'] -%}
    {%- do weft_execute('insert_' ~ name, weft_identity_insert(name, run)) -%}
  {%- endfor -%}
  {%- do weft_execute('commit', 'commit') -%}
  {%- do weft_drop_scratch() -%}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [run.tables.members]}) }}
{% endmaterialization %}

{# In BigQuery a transaction is a script; one that fails is rolled back when the script ends. #}
{% materialization weft_identity, adapter='bigquery' %}
  {{ run_hooks(pre_hooks) }}
  {%- set run = weft_identity_run(['members', 'persons', 'changes', 'conflicts', 'runs']) -%}
  {%- call statement('main') -%}
    begin transaction;
    {%- for name in ['members', 'persons', 'conflicts'] %}
    delete from {{ run.tables[name] }} where true;
    {%- endfor -%}
    {%- for name in ['members', 'persons', 'changes', 'conflicts', 'runs'] %}
    {{ weft_scratch(weft_identity_insert(name, run)) }};
    {%- endfor %}
    commit transaction;
  {%- endcall -%}
  {%- do weft_drop_scratch() -%}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [run.tables.members]}) }}
{% endmaterialization %}

{#
  Resolves the records and gives the clusters their ids; nothing that lasts has changed yet. `create` are the
  tables that must be there before. Returns what the statements that publish the run need.
#}
{% macro weft_identity_run(create) %}
  {%- set rules = config.get('meta')['identity'] -%}
  {%- set tables = {'members': this.incorporate(type='table')} -%}
  {%- for name in ['persons', 'changes', 'conflicts', 'runs'] -%}
    {%- do tables.update({name: api.Relation.create(database=this.database, schema=this.schema, identifier='identity_' ~ name)}) -%}
  {%- endfor -%}
  {%- set earlier = load_cached_relation(this) is not none -%}
  {%- for name in create -%}
    {%- do weft_execute('create_' ~ name, weft_identity_create(name, tables[name])) -%}
  {%- endfor -%}
  {%- set last = run_query('select run_number, last_person_id, rules_hash from ' ~ tables.runs ~ ' order by run_number desc limit 1').rows -%}
  {%- set first = last | length == 0 -%}
  {%- set run = {
    'tables': tables,
    'id': var('weft_run_id', invocation_id),
    'number': 1 if first else last[0][0] | int + 1,
    'last_person_id': 0 if first else last[0][1] | int,
    'reason': 'data' if first or not earlier or last[0][2] == rules.hash else 'rules',
    'rules': rules.hash,
  } -%}
  {%- do run.update({'rounds': weft_resolve(ref('identity_records'), ref('identity_links'), rules.types, rules.order_grain, rules.max_rounds)}) -%}
  {%- do weft_assign_ids(tables.members if earlier else none, tables.persons, run.id, run.number, run.last_person_id) -%}
  {%- if weft_number("select count(*) from @conflict where rule = 'undecided'") > 0 -%}
    {%- do exceptions.warn('identity: ' ~ rules.max_rounds ~ ' rounds left values undecided; they joined nothing. See identity_conflicts, rule undecided.') -%}
  {%- endif -%}
  {{ return(run) }}
{% endmacro %}
