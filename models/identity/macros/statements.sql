{#
  Statements that the resolution sends one after the other. In all of them `@name` is a scratch table: of the
  session on DuckDB and Snowflake; on BigQuery, where dbt has no session, a table of the target schema that
  expires by itself and is dropped at the end of the run.
#}

{% macro weft_execute(name, sql) %}{%- do weft_send(name, weft_scratch(sql)) -%}{% endmacro %}

{# A scratch table of the rows that the block around selects; insert adds some. #}
{% macro weft_temp(table) %}
  {%- do weft_execute(table[1:], adapter.dispatch('weft_create_scratch')(table) ~ ' as ' ~ caller()) -%}
{% endmacro %}
{% macro weft_insert(table) %}{%- do weft_execute(table[1:], 'insert into ' ~ table ~ caller()) -%}{% endmacro %}

{# The one number that a statement returns. #}
{% macro weft_number(sql) %}{{ return(weft_ask(sql).columns[0].values()[0] | int) }}{% endmacro %}

{# Sends one statement whose scratch tables are named. On BigQuery, where each job waits its turn, it is kept until an
   answer is asked for, and goes with that as one script. #}
{% macro weft_send(name, text) %}{%- do adapter.dispatch('weft_send')(name, text) -%}{% endmacro %}
{% macro default__weft_send(name, text) %}
  {%- call statement('weft_' ~ name, fetch_result=False, auto_begin=False) -%}{{ text }}{%- endcall -%}
{% endmacro %}
{% macro bigquery__weft_send(name, text) %}
  {%- do model.update({'weft_unsent': model.get('weft_unsent', []) + [text]}) -%}
{% endmacro %}

{# What is still to be sent, as a text before the next statement; it counts as sent. #}
{% macro weft_unsent() %}
  {%- set unsent = model.get('weft_unsent', []) -%}
  {%- do model.update({'weft_unsent': []}) -%}
  {{ return(unsent | join(';\n') ~ ';\n' if unsent else '') }}
{% endmacro %}

{# The rows that a statement returns. #}
{% macro weft_ask(sql) %}{{ return(run_query(weft_unsent() ~ weft_scratch(sql))) }}{% endmacro %}

{% macro weft_scratch(sql) %}{{ return(sql | replace('@', adapter.dispatch('weft_scratch_prefix')())) }}{% endmacro %}
{% macro default__weft_scratch_prefix() %}{{ return('weft_scratch_') }}{% endmacro %}
{% macro snowflake__weft_scratch_prefix() %}{{ return(this.without_identifier() ~ '.weft_scratch_') }}{% endmacro %}
{# Two runs at a time must not meet in a table. #}
{% macro bigquery__weft_scratch_prefix() %}{{ return(this.without_identifier() ~ '.weft_scratch_' ~ invocation_id[:8] ~ '_') }}{% endmacro %}

{% macro default__weft_create_scratch(table) %}{{ return('create or replace temporary table ' ~ table) }}{% endmacro %}
{% macro bigquery__weft_create_scratch(table) %}{{ return('create or replace table ' ~ table ~ ' options (expiration_timestamp = timestamp_add(current_timestamp(), interval 12 hour))') }}{% endmacro %}

{#
  Signed 64-bit hash of two texts, for joins. Two values of one hash would weld their persons, so where the engine's own
  hash is made for speed alone it is the half of an MD5: DuckDB's gives one number to many texts of 16 digits.
#}
{% macro weft_hash(first, second) %}{{ return(adapter.dispatch('weft_hash')(first, second)) }}{% endmacro %}
{% macro duckdb__weft_hash(first, second) %}{{ return('cast(md5_number(' ~ weft_joined(first, second) ~ ') & 9223372036854775807 as bigint)') }}{% endmacro %}
{% macro snowflake__weft_hash(first, second) %}{{ return('mod(hash(' ~ first ~ ', ' ~ second ~ '), 9223372036854775807)') }}{% endmacro %}
{% macro bigquery__weft_hash(first, second) %}{{ return('farm_fingerprint(' ~ weft_joined(first, second) ~ ')') }}{% endmacro %}

{# Two texts as one, the first with its length before it: ('a|b', 'c') and ('a', 'b|c') must differ. #}
{% macro weft_joined(first, second) %}
  {{ return('cast(length(' ~ first ~ ') as ' ~ weft_type('text') ~ ") || ':' || " ~ first ~ " || '|' || " ~ second) }}
{% endmacro %}

{# 128-bit hash of a text as 32 hex digits. #}
{% macro weft_md5(text) %}{{ return(adapter.dispatch('weft_md5')(text)) }}{% endmacro %}
{% macro default__weft_md5(text) %}{{ return('md5(' ~ text ~ ')') }}{% endmacro %}
{% macro bigquery__weft_md5(text) %}{{ return('to_hex(md5(' ~ text ~ '))') }}{% endmacro %}

{# The start of a time's second, hour or day in UTC. #}
{% macro weft_grain(time, grain) %}{{ return(adapter.dispatch('weft_grain')(time, grain)) }}{% endmacro %}
{% macro duckdb__weft_grain(time, grain) %}{{ return("date_trunc('" ~ grain ~ "', " ~ time ~ ')') }}{% endmacro %}
{# A time there keeps the offset that it was written with, and is truncated in it. #}
{% macro snowflake__weft_grain(time, grain) %}{{ return("date_trunc('" ~ grain ~ "', convert_timezone('UTC', " ~ time ~ '))') }}{% endmacro %}
{% macro bigquery__weft_grain(time, grain) %}{{ return('timestamp_trunc(' ~ time ~ ', ' ~ grain ~ ')') }}{% endmacro %}
