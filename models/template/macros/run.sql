{# The id and the time of a run: Weft gives both; a dbt run of the team's own uses dbt's. #}
{% macro weft_run_id() %}'{{ var('weft_run_id', invocation_id) }}'{% endmacro %}
{% macro weft_now() %}{{ return(adapter.dispatch('weft_timestamp')(var('weft_now', run_started_at.isoformat()))) }}{% endmacro %}

{# The engine's type for a kind of column: text, integer, double or timestamp. #}
{% macro weft_type(kind) %}{{ return(adapter.dispatch('weft_types')()[kind]) }}{% endmacro %}

{# A name of Weft's own as the engine stores it, quoted, for names that are reserved words somewhere. #}
{% macro weft_quote(name) %}{{ return(adapter.dispatch('weft_quote')(name)) }}{% endmacro %}
{% macro default__weft_quote(name) %}{{ return(adapter.quote(name)) }}{% endmacro %}
{% macro snowflake__weft_quote(name) %}{{ return(adapter.quote(name | upper)) }}{% endmacro %}

{% macro duckdb__weft_timestamp(text) %}{{ return("timestamptz '" ~ text ~ "'") }}{% endmacro %}
{% macro snowflake__weft_timestamp(text) %}{{ return("to_timestamp_tz('" ~ text ~ "')") }}{% endmacro %}
{% macro bigquery__weft_timestamp(text) %}{{ return("timestamp '" ~ text ~ "'") }}{% endmacro %}

{% macro duckdb__weft_types() %}{{ return({'text': 'varchar', 'integer': 'bigint', 'timestamp': 'timestamptz', 'double': 'double'}) }}{% endmacro %}
{% macro snowflake__weft_types() %}{{ return({'text': 'varchar', 'integer': 'number(38, 0)', 'timestamp': 'timestamp_tz(6)', 'double': 'float'}) }}{% endmacro %}
{% macro bigquery__weft_types() %}{{ return({'text': 'string', 'integer': 'int64', 'timestamp': 'timestamp', 'double': 'float64'}) }}{% endmacro %}

{# As Weft's own statements are labelled: app, workspace, run and resource. #}
{% macro weft_query_comment(node) %}
  {%- do return(tojson({'app': 'weft', 'workspace': var('weft_workspace', ''), 'run': var('weft_run_id', invocation_id), 'resource': node.name if node else ''})) -%}
{% endmacro %}
