{# The tables of identity: their columns, and the rows that a run gives them. #}

{% macro weft_identity_columns(name) %}
  {{ return({
    'members': [['source', 'text'], ['record_key', 'text'], ['recorded_at', 'timestamp'], ['weft_id', 'text'], ['person_id', 'integer'], ['component', 'text'], ['seen_run', 'integer']],
    'persons': [['weft_id', 'text'], ['person_id', 'integer'], ['created_run', 'integer'], ['created_at', 'timestamp'], ['records', 'integer']],
    'changes': [['run_id', 'text'], ['at', 'timestamp'], ['change', 'text'], ['weft_id', 'text'], ['previous_weft_id', 'text'], ['reason', 'text']],
    'conflicts': [['run_id', 'text'], ['type', 'text'], ['value', 'text'], ['rule', 'text'], ['clusters', 'integer']],
    'runs': [['run_id', 'text'], ['run_number', 'integer'], ['at', 'timestamp'], ['rules_hash', 'text'], ['records', 'integer'], ['identifiers', 'integer'], ['persons', 'integer'], ['conflicts', 'integer'], ['rounds', 'integer'], ['last_person_id', 'integer']],
  }[name]) }}
{% endmacro %}

{% macro weft_identity_create(name, relation) %}
  {%- set columns = [] -%}
  {%- for column, kind in weft_identity_columns(name) -%}{%- do columns.append(weft_quote(column) ~ ' ' ~ weft_type(kind)) -%}{%- endfor -%}
  {{ return('create table if not exists ' ~ relation ~ ' (' ~ columns | join(', ') ~ ')' ~ adapter.dispatch('weft_identity_layout')(name)) }}
{% endmacro %}
{% macro default__weft_identity_layout(name) %}{{ return('') }}{% endmacro %}
{% macro bigquery__weft_identity_layout(name) %}{{ return(' cluster by weft_id' if name in ['members', 'persons'] else '') }}{% endmacro %}

{% macro weft_identity_insert(name, run) %}
  {%- set columns = [] -%}
  {%- for column, kind in weft_identity_columns(name) -%}{%- do columns.append(weft_quote(column)) -%}{%- endfor -%}
  {{ return('insert into ' ~ run.tables[name] ~ ' (' ~ columns | join(', ') ~ ') ' ~ weft_identity_rows(name, run)) }}
{% endmacro %}

{# The rows of a table, in the order of its columns; conflicts reads the links to name the values. #}
{% macro weft_identity_rows(name, run) %}
  {%- if name == 'members' -%}
    {{ return('select source, record_key, recorded_at, weft_id, person_id, component, seen_run from @assigned') }}
  {%- elif name == 'persons' -%}
    {{ return('select p.weft_id, p.person_id, p.created_run, r.run_at as created_at, p.records from @person p left join (select run_number, ' ~ weft_quote('at') ~ ' as run_at from ' ~ run.tables.runs ~ ' union all select ' ~ run.number ~ ', ' ~ weft_now() ~ ') r on r.run_number = p.created_run') }}
  {%- elif name == 'changes' -%}
    {{ return("select '" ~ run.id ~ "', " ~ weft_now() ~ ", change, weft_id, previous_weft_id, '" ~ run.reason ~ "' from @change") }}
  {%- elif name == 'conflicts' -%}
    {{ return("select '" ~ run.id ~ "' as run_id, l.type, l.value, c.rule, count(distinct m.weft_id) as clusters from (select distinct rule, vid from @conflict) c join @value v on v.vid = c.vid join " ~ ref('identity_links') ~ ' l on ' ~ weft_hash('l.type', 'l.value') ~ ' = c.vid join @assigned m on m.source = l.source and m.record_key = l.record_key group by l.type, l.value, c.rule') }}
  {%- elif name == 'runs' -%}
    {{ return("select '" ~ run.id ~ "', " ~ run.number ~ ', ' ~ weft_now() ~ ", '" ~ run.rules ~ "', (select count(*) from @record), (select count(*) from @value), (select count(*) from @person), (select count(distinct vid) from @conflict), " ~ run.rounds ~ ', (select greatest(' ~ run.last_person_id ~ ', coalesce(max(person_id), 0)) from @person)') }}
  {%- endif -%}
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
  {%- if drops -%}{%- do weft_execute('drop_scratch', drops | join(';\n')) -%}{%- endif -%}
{% endmacro %}
{# dbt keeps the session for the models after this one. #}
{% macro snowflake__weft_drop_scratch() %}
  {%- set left = run_query("select table_name from " ~ this.database ~ ".information_schema.tables where table_schema = upper('" ~ this.schema ~ "') and startswith(table_name, 'WEFT_SCRATCH_')") -%}
  {%- for row in left.rows -%}{%- do weft_execute('drop_scratch', 'drop table if exists ' ~ this.without_identifier() ~ '.' ~ row[0]) -%}{%- endfor -%}
{% endmacro %}
