{# dbt-bigquery writes the column of a partition as it is, and `at` is a reserved word there. #}
{% macro partition_by(partition_config) -%}
  {%- if partition_config is not none -%}
    partition by {{ partition_config.data_type }}_trunc({{ adapter.quote(partition_config.field) }}, {{ partition_config.granularity }})
  {%- endif -%}
{%- endmacro %}
