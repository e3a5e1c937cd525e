{# Statements that the resolution sends one after the other; the temporary tables are the session's own. #}

{% macro weft_execute(name, sql) %}
  {%- call statement('weft_' ~ name, fetch_result=False, auto_begin=False) -%}{{ sql }}{%- endcall -%}
{% endmacro %}

{% macro weft_temp(name, sql) %}
  {%- do weft_execute(name, 'create or replace temp table ' ~ name ~ ' as ' ~ sql) -%}
{% endmacro %}

{# The one number that a statement returns. #}
{% macro weft_number(sql) %}
  {{ return(run_query(sql).columns[0].values()[0] | int) }}
{% endmacro %}

{# 64-bit hash of texts, for joins within one run; what is kept uses md5, which no engine's version changes. #}
{% macro weft_hash(first, second) %}{{ return(adapter.dispatch('weft_hash')(first, second)) }}{% endmacro %}
{% macro duckdb__weft_hash(first, second) %}{{ return('hash(' ~ first ~ ', ' ~ second ~ ')') }}{% endmacro %}

{# md5 of two texts, the first with its length before it: ('a|b', 'c') and ('a', 'b|c') must differ. #}
{% macro weft_md5(first, second) %}
  {{ return('md5(cast(length(' ~ first ~ ") as varchar) || ':' || " ~ first ~ " || '|' || " ~ second ~ ')') }}
{% endmacro %}
