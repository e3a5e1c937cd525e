{#
  Builds weft.identity_members and, in the same transaction, its companions: identity_persons, identity_changes,
  identity_conflicts and identity_runs. A materialization and not a query in a model's body, because those
  statements must not run when dbt only compiles.
#}
{% materialization weft_identity, adapter='duckdb' %}
  {%- set members = this.incorporate(type='table') -%}
  {%- set rules = config.get('meta')['identity'] -%}
  {%- set run_id = var('weft_run_id', invocation_id) -%}
  {%- set companion = {} -%}
  {%- for name in ['persons', 'changes', 'conflicts', 'runs'] -%}
    {%- do companion.update({name: api.Relation.create(database=this.database, schema=this.schema, identifier='identity_' ~ name)}) -%}
  {%- endfor -%}
  {%- set earlier = load_cached_relation(this) is not none -%}
  {{ run_hooks(pre_hooks) }}

  {%- do weft_execute('runs', 'create table if not exists ' ~ companion.runs ~ ' (run_id varchar, run_number bigint, ' ~ adapter.quote('at') ~ ' timestamptz, rules_hash varchar, records bigint, identifiers bigint, persons bigint, conflicts bigint, rounds bigint, last_person_id bigint)') -%}
  {%- do weft_execute('changes', 'create table if not exists ' ~ companion.changes ~ ' (run_id varchar, ' ~ adapter.quote('at') ~ ' timestamptz, change varchar, weft_id varchar, previous_weft_id varchar, reason varchar)') -%}
  {%- set last = run_query('select coalesce(max(run_number), 0) as run_number, coalesce(max(last_person_id), 0) as last_person_id, max_by(rules_hash, run_number) as rules_hash from ' ~ companion.runs) -%}
  {%- set run_number = last.columns[0].values()[0] | int + 1 -%}
  {%- set last_person_id = last.columns[1].values()[0] | int -%}
  {%- set reason = 'data' if not earlier or last.columns[2].values()[0] == rules.hash else 'rules' -%}

  {%- set rounds = weft_resolve(ref('identity_records'), ref('identity_links'), rules.types, rules.order_grain, rules.max_rounds) -%}
  {%- do weft_assign_ids(this if earlier else none, companion.persons, run_id, run_number, last_person_id) -%}
  {%- if weft_number("select count(*) from wi_conflict where rule = 'undecided'") > 0 -%}
    {%- do exceptions.warn('identity: ' ~ rules.max_rounds ~ ' rounds left values undecided; they joined nothing. See identity_conflicts, rule undecided.') -%}
  {%- endif -%}

  {%- call statement('main') -%}
    create or replace table {{ members }} as
    select source, record_key, recorded_at, weft_id, person_id, component, seen_run from wi_assigned
  {%- endcall -%}
  {%- call statement('persons') -%}
    create or replace table {{ companion.persons }} as
    select p.weft_id, p.person_id, p.created_run, r.run_at as created_at, p.records
    from (select weft_id, person_id, created_run, records from wi_person) p
    left join (select run_number, {{ adapter.quote('at') }} as run_at from {{ companion.runs }} union all select {{ run_number }}, {{ weft_now() }}) r on r.run_number = p.created_run
  {%- endcall -%}
  {%- call statement('changes') -%}
    insert into {{ companion.changes }} (run_id, {{ adapter.quote('at') }}, change, weft_id, previous_weft_id, reason)
    select '{{ run_id }}', {{ weft_now() }}, change, weft_id, previous_weft_id, '{{ reason }}' from wi_change
  {%- endcall -%}
  {%- call statement('conflicts') -%}
    create or replace table {{ companion.conflicts }} as
    select '{{ run_id }}' as run_id, l.type, l.value, c.rule, count(distinct m.weft_id) as clusters
    from (select distinct rule, vid from wi_conflict) c
    join wi_value v on v.vid = c.vid
    join {{ ref('identity_links') }} l on {{ weft_hash('l.type', 'l.value') }} = c.vid
    join wi_assigned m on m.source = l.source and m.record_key = l.record_key
    group by l.type, l.value, c.rule
  {%- endcall -%}
  {%- call statement('metrics') -%}
    insert into {{ companion.runs }} (run_id, run_number, {{ adapter.quote('at') }}, rules_hash, records, identifiers, persons, conflicts, rounds, last_person_id)
    select '{{ run_id }}', {{ run_number }}, {{ weft_now() }}, '{{ rules.hash }}',
      (select count(*) from wi_record), (select count(*) from wi_value), (select count(*) from wi_person),
      (select count(distinct vid) from wi_conflict), {{ rounds }},
      (select greatest({{ last_person_id }}, coalesce(max(person_id), 0)) from wi_person)
  {%- endcall -%}
  {%- do adapter.commit() -%}

  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [members]}) }}
{% endmaterialization %}
