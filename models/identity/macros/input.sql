{#
  What a run reads. A full run reads every record. An incremental one reads the records whose digest, decisions or
  pairs have changed, and with them whole components: those of the changed records, and those of all who carried a
  value that a changed record carries, before or now, if it was kept before or is kept now. Each shortcut breaks the
  equality with a full run.

  Both leave @record (rid, source, record_key, recorded_at, digest), @before (the same records' rid, person_id,
  seen_run of the run before), @person_before, @links (record_hash, type, value, excluded, value_hash), @hashed (rid,
  vid, code, recorded_at), @value (vid, code, first_rid, records, first_seen, last_seen: those kept, with their number
  here) and @dropped (vid, records: those over max_records).
#}

{# Codes of the types: those of the rules from 1, `~same` 0, `~fuzzy` behind them, one from 1001 on for each pair kept apart. #}
{% macro weft_identity_types(types) %}
  {%- set integer = weft_type('integer') -%}
  {%- set joining = types | selectattr('joins') | list -%}
  {%- call weft_temp('@types') %}
    select 0 as code, '~same' as type, 0 as priority, cast(null as {{ integer }}) as max_values,
      cast(null as {{ integer }}) as max_records
    {%- for t in joining %}
    union all
    select {{ loop.index }}, '{{ t.type }}', {{ t.priority }}, {{ t.limit if t.limit is not none else 'null' }}, {{ t.max_records if t.max_records is not none else 'null' }}
    {%- endfor %}
    union all
    select {{ joining | length + 1 }}, '~fuzzy', {{ (joining | last).priority + 1 }}, null, null
    union all
    select 1000 + row_number() over (order by type), type, 0, 1, null
    from (select distinct type from @reserved where type like '~different:%') d
  {%- endcall -%}
{% endmacro %}

{# The decisions in force and the fuzzy pairs as links of reserved types. #}
{% macro weft_reserved_links(rules) %}
  {%- set decided = weft_decisions_in_force() -%}
  {%- if decided is not none -%}
    {%- call weft_temp('@decided') %}
      {{ decided }}
    {%- endcall -%}
  {%- endif -%}
  {%- call weft_temp('@reserved') %}
    {{ weft_no_rows([['source', 'text'], ['record_key', 'text'], ['type', 'text'], ['value', 'text']]) }}
    {%- if decided is not none %}
    union all
    select source, record_key, '~same', decision_id from @decided where decision = 'same'
    union all
    select other_source, other_record_key, '~same', decision_id from @decided where decision = 'same'
    union all
    select source, record_key, '~different:' || decision_id, '1' from @decided where decision = 'different'
    union all
    select other_source, other_record_key, '~different:' || decision_id, '2' from @decided where decision = 'different'
    union all
    select source, record_key, '~alone', '' from @decided where decision = 'alone'
    {%- endif %}
    {%- if rules.fuzzy %}
    {%- set pair = weft_md5(weft_joined(weft_joined('source', 'record_key'), weft_joined('other_source', 'other_record_key'))) %}
    union all
    select source, record_key, '~fuzzy', {{ pair }} from {{ ref('identity_pairs') }} where outcome = 'join'
    union all
    select other_source, other_record_key, '~fuzzy', {{ pair }} from {{ ref('identity_pairs') }} where outcome = 'join'
    {%- endif %}
  {%- endcall -%}
{% endmacro %}

{#
  The links of records to a table: of all, or of those that `changed` names, with the reserved ones of `records`.
  Where a record has several rows (`repeated`), a link may come several times and is taken once.
#}
{% macro weft_read_links(create, changed, records, repeated) %}
  {%- set query = sql if changed is none else sql | replace('/*[[', '') | replace(']]*/', '') | replace('weft_changed_records', weft_scratch(changed)) -%}
  {%- set head %}
    {{ create }} as
    select {{ 'distinct ' if repeated else '' }}{{ weft_hash('l.source', 'l.record_key') }} as record_hash,
      l.type, l.value,
      case
        when l.excluded is null and a.source is not null and l.type <> '~same' and l.type not like '~different:%' then 'alone'
        else l.excluded
      end as excluded,
      {{ weft_hash('l.type', 'l.value') }} as value_hash
    from (
      select source, record_key, type, value, excluded from (
  {%- endset -%}
  {%- set tail %}
      ) q
      union all
      select v.source, v.record_key, v.type, v.value, cast(null as {{ weft_type('text') }})
      from @reserved v
      join {{ records }} r on r.source = v.source and r.record_key = v.record_key
    ) l
    left join (
      select distinct source, record_key from @reserved where type = '~alone'
    ) a on a.source = l.source and a.record_key = l.record_key
  {%- endset -%}
  {#- The query is the declaration's own text, in which an @ is no scratch table. -#}
  {%- do weft_send('links', weft_scratch(head) ~ '\n' ~ query ~ '\n' ~ weft_scratch(tail)) -%}
{% endmacro %}

{# All links to @links. On DuckDB they are written once, to a table that takes the place of the published one. #}
{% macro weft_read_all_links(run, repeated) %}{%- do adapter.dispatch('weft_read_all_links')(run, repeated) -%}{% endmacro %}
{% macro default__weft_read_all_links(run, repeated) %}
  {%- do weft_read_links(adapter.dispatch('weft_create_scratch')('@links'), none, '@record', repeated) -%}
{% endmacro %}
{% macro duckdb__weft_read_all_links(run, repeated) %}
  {%- do weft_read_links('create or replace table ' ~ weft_next(run.tables.edges), none, '@record', repeated) -%}
  {%- do weft_execute('links', 'create or replace temporary view @links as select * from ' ~ weft_next(run.tables.edges)) -%}
{% endmacro %}

{% macro weft_read_all(run) %}
  {%- call weft_temp('@record') %}
    {{ weft_rows_of_records() }}
  {%- endcall -%}
  {%- set repeated = weft_number('select count(*) - count(distinct rid) from @record') > 0 -%}
  {%- if repeated -%}
    {%- call weft_temp('@row') %}
      select * from @record
    {%- endcall -%}
    {%- call weft_temp('@record') %}
      {{ weft_grouped_records('@row') }}
    {%- endcall -%}
  {%- endif -%}
  {%- do weft_read_all_links(run, repeated) -%}
  {%- do weft_before(run, 'true') -%}
  {%- do weft_hashed_links() -%}
  {%- call weft_temp('@counted') %}
    {{ weft_counted_values('@hashed') }}
  {%- endcall -%}
  {%- call weft_temp('@value') %}
    select c.vid, c.code, c.first_rid, c.records, c.first_seen, c.last_seen
    from @counted c
    join @types t on t.code = c.code
    where c.records <= coalesce(t.max_records, c.records)
  {%- endcall -%}
  {%- call weft_temp('@dropped') %}
    select c.vid, c.records
    from @counted c
    join @types t on t.code = c.code
    where c.records > t.max_records
  {%- endcall -%}
{% endmacro %}

{# The links that may join, as integers, each with the time of its record. #}
{% macro weft_hashed_links() %}
  {%- call weft_temp('@hashed') %}
    select l.record_hash as rid, l.value_hash as vid, t.code, r.recorded_at
    from @links l
    join @types t on t.type = l.type
    join @record r on r.rid = l.record_hash
    where l.excluded is null
  {%- endcall -%}
{% endmacro %}
{% macro weft_counted_values(hashed) %}
  {%- set rows %}
    select vid, min(code) as code, min(rid) as first_rid, count(*) as records,
      min(recorded_at) as first_seen, max(recorded_at) as last_seen
    from {{ hashed }}
    group by vid
  {%- endset -%}
  {{ return(rows) }}
{% endmacro %}

{% macro weft_rows_of_records() %}
  {%- set rows %}
    select {{ weft_hash('source', 'record_key') }} as rid, source, record_key, recorded_at,
      digest
    from {{ ref('identity_records') }}
  {%- endset -%}
  {{ return(rows) }}
{% endmacro %}
{# Rows of one key are one record, written when the latest of them was. #}
{% macro weft_grouped_records(rows) %}
  {%- set rows %}
    select rid, any_value(source) as source, any_value(record_key) as record_key,
      max(recorded_at) as recorded_at,
      cast(mod(sum(digest), 9007199254740991) as {{ weft_type('integer') }}) as digest
    from {{ rows }}
    group by rid
  {%- endset -%}
  {{ return(rows) }}
{% endmacro %}

{# Who the records were before: none at a first run. #}
{% macro weft_before(run, condition) %}
  {%- if run.earlier -%}
    {#- Of a version before this one only what the ids follow is there. -#}
    {%- set read = 'record_hash as rid, source, record_key, recorded_at, digest, ' if run.mode == 'incremental' else weft_hash('source', 'record_key') ~ ' as rid, ' -%}
    {%- call weft_temp('@before') %}
      select {{ read }}person_id, seen_run
      from {{ run.tables.members }}
      where {{ condition }}
    {%- endcall -%}
    {%- call weft_temp('@person_before') %}
      select p.weft_id, p.person_id, p.created_run
      from {{ run.tables.persons }} p{{ (' where p.person_id in (select person_id from @before)' if run.mode == 'incremental' else '') }}
    {%- endcall -%}
  {%- else -%}
    {%- call weft_temp('@before') %}
      {{ weft_no_rows([['rid', 'integer'], ['person_id', 'integer'], ['seen_run', 'integer']]) }}
    {%- endcall -%}
    {%- call weft_temp('@person_before') %}
      {{ weft_no_rows([['weft_id', 'text'], ['person_id', 'integer'], ['created_run', 'integer']]) }}
    {%- endcall -%}
  {%- endif -%}
{% endmacro %}

{# Finds the records that changed; leaves the run `full` where they are so many that to begin anew is faster. #}
{% macro weft_find_changes(run) %}
  {%- set members, edges = run.tables.members, run.tables.edges -%}
  {%- call weft_temp('@unmet') %}
    select coalesce(r.rid, m.record_hash) as rid, r.source, r.record_key, r.recorded_at,
      r.digest, m.record_hash is not null as earlier
    from ({{ weft_rows_of_records() }}) r
    full outer join (
      select record_hash, digest from {{ members }}
    ) m on m.record_hash = r.rid and m.digest = r.digest
    where r.rid is null or m.record_hash is null
  {%- endcall -%}
  {%- call weft_temp('@row') %}
    select rid, source, record_key, recorded_at, digest from @unmet where not earlier
  {%- endcall -%}
  {%- call weft_temp('@lost') %}
    select rid from @unmet where earlier
  {%- endcall -%}
  {#- A row that does not meet its record, while another row of the key does, or does not either: the key has several. -#}
  {%- call weft_temp('@several') %}
    select rid
    from @row
    group by rid
    having count(*) > 1
    union all
    select m.record_hash
    from {{ members }} m
    where m.record_hash in (select rid from @row)
      and m.record_hash not in (select rid from @lost)
  {%- endcall -%}
  {%- if weft_number('select count(*) from @several') > 0 -%}
    {%- call weft_temp('@unmet') %}
      select *
      from @row
      where rid not in (select rid from @several)
      union all
      select *
      from ({{ weft_rows_of_records() }}) r
      where rid in (select rid from @several)
    {%- endcall -%}
    {%- call weft_temp('@row') %}
      {{ weft_grouped_records('@unmet') }}
    {%- endcall -%}
  {%- endif -%}
  {%- call weft_temp('@differing') %}
    select coalesce(r.rid, m.record_hash) as rid, coalesce(r.source, m.source) as source,
      coalesce(r.record_key, m.record_key) as record_key, r.recorded_at, r.digest,
      r.rid is null as gone
    from @row r
    full outer join (
      select record_hash, source, record_key, digest
      from {{ members }}
      where record_hash in (select rid from @lost union all select rid from @row)
    ) m on m.record_hash = r.rid
    where r.rid is null or m.record_hash is null or r.digest <> m.digest
  {%- endcall -%}
  {#- Reserved links of today and of the run before that do not meet; a decision on a record that is gone waits. -#}
  {%- call weft_temp('@decided_anew') %}
    select distinct source, record_key
    from (
      select source, record_key, type, value
      from @reserved
      union all
      select m.source, m.record_key, e.type, e.value
      from {{ edges }} e
      join {{ members }} m on m.record_hash = e.record_hash
      where e.type like '~%'
    ) b
    group by source, record_key, type, value
    having count(*) = 1
  {%- endcall -%}
  {%- call weft_temp('@changed') %}
    select rid, source, record_key, recorded_at, digest, gone
    from @differing
    union all
    select m.record_hash, m.source, m.record_key, m.recorded_at, m.digest, false
    from {{ members }} m
    join @decided_anew d on d.source = m.source and d.record_key = m.record_key
    left join @differing x on x.rid = m.record_hash
    where x.rid is null
  {%- endcall -%}
  {%- set counted = weft_ask('select (select count(*) from @changed), (select count(*) from ' ~ members ~ ')').rows[0] -%}
  {%- do run.update({'changed': counted[0] | int}) -%}
  {%- if counted[0] | int * 4 <= counted[1] | int -%}{%- do run.update({'mode': 'incremental'}) -%}{%- endif -%}
{% endmacro %}

{% macro weft_read_touched(run) %}
  {%- set members, edges = run.tables.members, run.tables.edges -%}
  {%- call weft_temp('@present') %}
    select source, record_key from @changed where not gone
  {%- endcall -%}
  {%- do weft_read_links(adapter.dispatch('weft_create_scratch')('@changed_links'), '@present', '@present', true) -%}
  {%- call weft_temp('@touched_values') %}
    select distinct l.type, l.value_hash
    from (
      select type, excluded, value_hash
      from @changed_links
      union all
      select type, excluded, value_hash
      from {{ edges }}
      where record_hash in (select rid from @changed)
    ) l
    where l.excluded is null
  {%- endcall -%}
  {%- call weft_temp('@carriers') %}
    select record_hash as rid, value_hash as vid
    from {{ edges }}
    where excluded is null and value_hash in (select value_hash from @touched_values)
  {%- endcall -%}
  {#- A value is counted over the whole table. -#}
  {%- call weft_temp('@touched') %}
    select x.vid, x.type, x.before_records, x.now_records,
      coalesce(x.before_records between 1 and coalesce(t.max_records, x.before_records), false) as kept_before,
      coalesce(x.now_records between 1 and coalesce(t.max_records, x.now_records), false) as kept_now
    from (
      select v.value_hash as vid, v.type, coalesce(b.n, 0) as before_records,
        coalesce(b.unchanged, 0) + coalesce(c.n, 0) as now_records
      from @touched_values v
      left join (
        select k.vid, count(*) as n, count(case when x.rid is null then 1 end) as unchanged
        from @carriers k
        left join @changed x on x.rid = k.rid
        group by k.vid
      ) b on b.vid = v.value_hash
      left join (
        select value_hash, count(*) as n
        from @changed_links
        where excluded is null
        group by 1
      ) c on c.value_hash = v.value_hash
    ) x
    join @types t on t.type = x.type
  {%- endcall -%}
  {%- call weft_temp('@component') %}
    select distinct component
    from {{ members }}
    where record_hash in (
      select rid
      from @changed
      union all
      select k.rid
      from @carriers k
      join @touched t on t.vid = k.vid
      where t.kept_before or t.kept_now
    )
  {%- endcall -%}
  {%- do weft_before(run, 'component in (select component from @component)') -%}
  {%- call weft_temp('@unchanged') %}
    select b.rid from @before b left join @changed c on c.rid = b.rid where c.rid is null
  {%- endcall -%}
  {%- call weft_temp('@record') %}
    select rid, source, record_key, recorded_at, digest
    from @before
    where rid in (select rid from @unchanged)
    union all
    select rid, source, record_key, recorded_at, digest
    from @changed
    where not gone
  {%- endcall -%}
  {%- call weft_temp('@links') %}
    select record_hash, type, value, excluded, value_hash
    from @changed_links
    union all
    select record_hash, type, value, excluded, value_hash
    from {{ edges }}
    where record_hash in (select rid from @unchanged)
  {%- endcall -%}
  {%- do weft_hashed_links() -%}
  {%- call weft_temp('@dropped') %}
    select vid, now_records as records from @touched where now_records > 0 and not kept_now
  {%- endcall -%}
  {#- What no changed record carries is dropped as it was before. -#}
  {%- set dropped_before = '(select ' ~ weft_hash('type', 'value') ~ ' as vid from ' ~ run.tables.dropped ~ ') d' -%}
  {%- call weft_temp('@kept_links') %}
    select *
    from @hashed
    where vid not in (
      select vid
      from @dropped
      union all
      select d.vid
      from {{ dropped_before }}
      left join @touched t on t.vid = d.vid
      where t.vid is null
    )
  {%- endcall -%}
  {%- call weft_temp('@value') %}
    {{ weft_counted_values('@kept_links') }}
  {%- endcall -%}
  {#- A person who is not touched may own a value, or lose it, that one who is carries: their rows are written anew. -#}
  {%- call weft_temp('@others') %}
    select weft_id, person_id, type, value, first_seen, last_seen, records, value_hash
    from {{ run.tables.identifiers }}
    where person_id not in (select person_id from @person_before) and value_hash in (
      select value_hash
      from {{ run.tables.identifiers }}
      where person_id in (select person_id from @person_before)
      union all
      select value_hash
      from @links
    )
  {%- endcall -%}
{% endmacro %}

{# The texts of values that few need: of @dropped, and of those that `hashes` selects. #}
{% macro weft_read_texts(run, hashes) %}
  {%- call weft_temp('@text') %}
    select distinct vid, type, value
    from (
      select value_hash as vid, type, value
      from @links
      where excluded is null and value_hash in (select vid from @dropped union all {{ hashes }})
      {%- if run.mode == 'incremental' %}
      union all
      select vid, type, value
      from (select {{ weft_hash('type', 'value') }} as vid, type, value from {{ run.tables.dropped }}) d
      where vid in (select vid from @dropped)
      {%- endif %}
    ) x
  {%- endcall -%}
{% endmacro %}
