{#
  Gives every cluster its lasting id. A record's age is (run that first saw it, time, source, key); each old id
  follows its oldest surviving member, its anchor. A cluster with several anchors takes the id created in the
  earliest run, then the one with the oldest anchor; one with none gets a hash of the run and its oldest member.
  Ids are never reused.

  Reads @record, @cluster, @before and @person_before. Leaves @assigned (rid, person_id, component, seen_run), @person
  (cluster, weft_id, person_id, component, created_run, is_new, is_fresh, records) and @change (change, weft_id,
  previous_weft_id). A component is named by the least person_id in it.
#}
{% macro weft_assign_ids(run) %}
  {%- call weft_temp('@now') %}
    select r.rid, r.recorded_at, coalesce(c.component, r.rid) as component,
      coalesce(c.cluster, r.rid) as cluster, b.person_id as old_person,
      coalesce(b.seen_run, {{ run.number }}) as seen_run
    from @record r
    left join @cluster c on c.rid = r.rid
    left join @before b on b.rid = r.rid
  {%- endcall -%}
  {%- do weft_oldest('@oldest', 'cluster') -%}
  {%- do weft_oldest('@anchor', 'old_person') -%}
  {%- call weft_temp('@rival') %}
    select cluster from @anchor group by cluster having count(*) > 1
  {%- endcall -%}
  {%- call weft_temp('@kept') %}
    select cluster, old_person
    from @anchor
    where cluster not in (select cluster from @rival)
    union all
    select cluster, old_person
    from (
      select a.cluster, a.old_person,
        row_number() over (partition by a.cluster order by p.created_run, a.seen_run, a.recorded_at nulls last, r.source, r.record_key) as place
      from @anchor a
      join @person_before p on p.person_id = a.old_person
      join @record r on r.rid = a.rid
      where a.cluster in (select cluster from @rival)
    ) x
    where place = 1
  {%- endcall -%}
  {%- call weft_temp('@named') %}
    select o.cluster, o.component,
      coalesce(p.weft_id, {{ weft_md5("'" ~ run.id ~ "' || '|' || " ~ weft_md5(weft_joined('r.source', 'r.record_key'))) }}) as weft_id,
      p.person_id, p.created_run, p.weft_id is null as is_new,
      o.old_members = 0 as is_fresh, o.records
    from @oldest o
    join @record r on r.rid = o.rid
    left join @kept k on k.cluster = o.cluster
    left join @person_before p on p.person_id = k.old_person
  {%- endcall -%}
  {%- call weft_temp('@person') %}
    select cluster, weft_id, person_id, min(person_id) over (partition by component) as component,
      created_run, is_new, is_fresh, records
    from (
      select cluster, component, weft_id,
        coalesce(person_id, {{ run.last_person_id }} + row_number() over (partition by is_new order by weft_id)) as person_id,
        coalesce(created_run, {{ run.number }}) as created_run, is_new,
        is_fresh, records
      from @named
    ) n
  {%- endcall -%}
  {%- call weft_temp('@assigned') %}
    select n.rid, p.person_id, p.component, n.seen_run
    from @now n
    join @person p on p.cluster = n.cluster
  {%- endcall -%}
  {%- call weft_temp('@change') %}
    select 'created' as change, weft_id,
      cast(null as {{ weft_type('text') }}) as previous_weft_id
    from @person
    where is_new and is_fresh
    union all
    select distinct
      case when k.old_person is null and a.cluster = n.cluster then 'merged' when p.is_new then 'split' else 'moved' end,
      p.weft_id, b.weft_id
    from @now n
    join @person p on p.cluster = n.cluster
    join @anchor a on a.old_person = n.old_person
    join @person_before b on b.person_id = n.old_person
    left join @kept k on k.old_person = n.old_person
    where n.old_person <> p.person_id
    union all
    select 'retired', p.weft_id, cast(null as {{ weft_type('text') }})
    from @person_before p
    where p.person_id not in (select old_person from @anchor)
  {%- endcall -%}
{% endmacro %}

{#
  The oldest record of each `group` of @now, with how many records the group has, and how many of them had a person
  before. Only those of one run and time are compared by their texts.
#}
{% macro weft_oldest(out, group) %}
  {%- set columns = ['rid', 'cluster', 'component', 'old_person', 'seen_run', 'recorded_at', 'records', 'old_members'] -%}
  {%- call weft_temp('@first') %}
    select {{ columns | join(', ') }}
    from (
      select n.*,
        rank() over (partition by {{ group }} order by seen_run, recorded_at nulls last) as place,
        count(*) over (partition by {{ group }}) as records,
        count(old_person) over (partition by {{ group }}) as old_members
      from @now n
      where {{ group }} is not null
    ) x
    where place = 1
  {%- endcall -%}
  {%- call weft_temp('@tied') %}
    select {{ group }} from @first group by {{ group }} having count(*) > 1
  {%- endcall -%}
  {%- call weft_temp(out) %}
    select {{ columns | join(', ') }}
    from @first
    where {{ group }} not in (select {{ group }} from @tied)
    union all
    select {{ columns | join(', ') }}
    from (
      select f.*, row_number() over (partition by f.{{ group }} order by r.source, r.record_key) as place
      from @first f
      join @record r on r.rid = f.rid
      where f.{{ group }} in (select {{ group }} from @tied)
    ) x
    where place = 1
  {%- endcall -%}
{% endmacro %}
