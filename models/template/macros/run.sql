{#
  The id and the time of a run: Weft gives both in the environment; a dbt run of the team's own uses dbt's. Variables
  would have dbt parse every file of each run anew, and so would an environment that is read while it parses.
#}
{% macro weft_run() %}{{ return(env_var('WEFT_RUN_ID', invocation_id) if execute else invocation_id) }}{% endmacro %}
{% macro weft_run_id() %}'{{ weft_run() }}'{% endmacro %}
{% macro weft_now() %}
  {%- set started = run_started_at.isoformat() -%}
  {{ return(adapter.dispatch('weft_timestamp')(env_var('WEFT_NOW', started) if execute else started)) }}
{% endmacro %}

{# The same, where only the day of it is asked: a model that asks no more is as it was until midnight. #}
{% macro weft_today() %}{{ return(weft_now()) }}{% endmacro %}

{# The engine's type for a kind of column: text, integer, double, boolean or timestamp. #}
{% macro weft_type(kind) %}{{ return(adapter.dispatch('weft_types')()[kind]) }}{% endmacro %}

{# A name of Weft's own as the engine stores it, quoted, for names that are reserved words somewhere. #}
{% macro weft_quote(name) %}{{ return(adapter.dispatch('weft_quote')(name)) }}{% endmacro %}
{% macro default__weft_quote(name) %}{{ return(adapter.quote(name)) }}{% endmacro %}
{% macro snowflake__weft_quote(name) %}{{ return(adapter.quote(name | upper)) }}{% endmacro %}

{% macro duckdb__weft_timestamp(text) %}{{ return("timestamptz '" ~ text ~ "'") }}{% endmacro %}
{% macro snowflake__weft_timestamp(text) %}{{ return("to_timestamp_tz('" ~ text ~ "')") }}{% endmacro %}
{% macro bigquery__weft_timestamp(text) %}{{ return("timestamp '" ~ text ~ "'") }}{% endmacro %}

{% macro duckdb__weft_types() %}{{ return({'text': 'varchar', 'integer': 'bigint', 'timestamp': 'timestamptz', 'double': 'double', 'boolean': 'boolean'}) }}{% endmacro %}
{% macro snowflake__weft_types() %}{{ return({'text': 'varchar', 'integer': 'number(38, 0)', 'timestamp': 'timestamp_tz(6)', 'double': 'float', 'boolean': 'boolean'}) }}{% endmacro %}
{% macro bigquery__weft_types() %}{{ return({'text': 'string', 'integer': 'int64', 'timestamp': 'timestamp', 'double': 'float64', 'boolean': 'bool'}) }}{% endmacro %}

{# As Weft's own statements are labelled: app, workspace, run and resource. dbt writes it apart from any model. #}
{% macro weft_query_comment(node) %}
  {%- do return(tojson({'app': 'weft', 'workspace': var('weft_workspace', ''), 'run': env_var('WEFT_RUN_ID', invocation_id), 'resource': node.name if node else ''})) -%}
{% endmacro %}
