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
