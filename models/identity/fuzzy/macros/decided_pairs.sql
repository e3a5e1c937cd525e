{#
  Pairs of records about which a person decided `same` or `different`, both ways round, where that is in force: no
  `undo` names it, and no newer decision is about the same two. None before the first decision.
#}
{% macro weft_decided_pairs() %}
  {%- set decided = weft_decisions_in_force() -%}
  {%- if decided is none -%}
    {{ weft_no_rows([['source', 'text'], ['record_key', 'text'], ['other_source', 'text'], ['other_record_key', 'text'], ['decision', 'text']]) }}
  {%- else -%}
    select source, record_key, other_source, other_record_key, decision from ({{ decided }}) as one_way where decision <> 'alone'
    union all
    select other_source, other_record_key, source, record_key, decision from ({{ decided }}) as other_way where decision <> 'alone'
  {%- endif -%}
{% endmacro %}

{# Records that a person set apart: their likeness joins nothing either. #}
{% macro weft_lone_records() %}
  {%- set decided = weft_decisions_in_force() -%}
  {%- if decided is none -%}
    {{ weft_no_rows([['source', 'text'], ['record_key', 'text']]) }}
  {%- else -%}
    select source, record_key from ({{ decided }}) as decided where decision = 'alone'
  {%- endif -%}
{% endmacro %}

{# The ledger is no model: it is there from the first decision on. #}
{% macro weft_decisions_in_force() %}
  {%- set ledger = adapter.get_relation(this.database, this.schema, 'identity_decisions') if execute else none -%}
  {%- if ledger is none -%}{{ return(none) }}{%- endif -%}
  {%- set one, other = weft_joined('d.source', 'd.record_key'), weft_joined('d.other_source', 'd.other_record_key') -%}
  {%- set pair = 'case when d.other_source is null then ' ~ one ~ ' else least(' ~ one ~ ', ' ~ other ~ ") || ' ' || greatest(" ~ one ~ ', ' ~ other ~ ') end' -%}
  {{ return("select source, record_key, other_source, other_record_key, decision from (select d.*, row_number() over (partition by " ~ pair ~ " order by d.decided_at desc, d.decision_id desc) as place from " ~ ledger ~ " as d left join (select distinct undoes from " ~ ledger ~ " where decision = 'undo') as u on u.undoes = d.decision_id where d.decision <> 'undo' and u.undoes is null) as standing where place = 1") }}
{% endmacro %}
