{#
  The decisions in force, as a query: those that no `undo` names, of several about one pair, or one record, the
  newest. None where the ledger is not there, which is no model and is made with the first decision.
#}
{% macro weft_decisions_in_force() %}
  {%- set ledger = adapter.get_relation(this.database, this.schema, 'identity_decisions') if execute else none -%}
  {%- if ledger is none -%}{{ return(none) }}{%- endif -%}
  {%- set one, other = weft_joined('source', 'record_key'), weft_joined('other_source', 'other_record_key') -%}
  {%- set decided %}
    select decision_id, decision, source, record_key, other_source, other_record_key
    from (
      select d.*, row_number() over (partition by subject order by decided_at desc, decision_id desc) as place
      from (
        select *,
          case
            when other_source is null then {{ one }}
            else least({{ one }}, {{ other }}) || ' ' || greatest({{ one }}, {{ other }})
          end as subject
        from {{ ledger }}
        where decision <> 'undo' and decision_id not in (
          select undoes from {{ ledger }} where decision = 'undo' and undoes is not null
        )
      ) d
    ) standing
    where place = 1
  {%- endset -%}
  {{ return(decided) }}
{% endmacro %}
