{# The id and the time of a run: Weft gives both; a dbt run of the team's own uses dbt's. #}
{% macro weft_run_id() %}'{{ var('weft_run_id', invocation_id) }}'{% endmacro %}
{% macro weft_now() %}timestamptz '{{ var('weft_now', run_started_at.isoformat()) }}'{% endmacro %}
