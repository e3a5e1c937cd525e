{#
  Gives every cluster its lasting id. A record's age is (run that first saw it, time, source, key); each old id
  follows its oldest surviving member, its anchor. A cluster with several anchors takes the id created in the
  earliest run, then the one with the oldest anchor; one with none gets a hash of the run and its oldest member.
  Ids are never reused.

  Reads @record, @cluster, @before and @person_before. Leaves @assigned (rid, source, record_key, recorded_at, digest,
  component, weft_id, person_id, seen_run), @person (cluster, weft_id, person_id, created_run, is_new, is_fresh,
  records) and @change (change, weft_id, previous_weft_id).
#}
{% macro weft_assign_ids(run) %}
  {%- set age = 'seen_run, recorded_at nulls last, source, record_key' -%}
  {%- call weft_temp('@now') %}
    select r.rid, r.source, r.record_key, r.recorded_at, r.digest,
      coalesce(c.component, r.rid) as component, coalesce(c.cluster, r.rid) as cluster,
      b.weft_id as old_id, coalesce(b.seen_run, {{ run.number }}) as seen_run
    from @record r
    left join @cluster c on c.rid = r.rid
    left join @before b on b.rid = r.rid
  {%- endcall -%}
  {%- call weft_temp('@anchor') %}
    select old_id, cluster, seen_run, recorded_at, source, record_key
    from (
      select *, row_number() over (partition by old_id order by {{ age }}) as place
      from @now
      where old_id is not null
    ) x
    where place = 1
  {%- endcall -%}
  {%- call weft_temp('@kept') %}
    select cluster, old_id
    from (
      select a.cluster, a.old_id,
        row_number() over (partition by a.cluster order by p.created_run, a.seen_run, a.recorded_at nulls last, a.source, a.record_key) as place
      from @anchor a
      join @person_before p on p.weft_id = a.old_id
    ) x
    where place = 1
  {%- endcall -%}
  {%- call weft_temp('@named') %}
    select f.cluster,
      coalesce(k.old_id, {{ weft_md5("'" ~ run.id ~ "' || '|' || " ~ weft_md5(weft_joined('f.source', 'f.record_key'))) }}) as weft_id,
      k.old_id is null as is_new, f.old_members = 0 as is_fresh, f.records
    from (
      select cluster, source, record_key,
        row_number() over (partition by cluster order by {{ age }}) as place,
        count(*) over (partition by cluster) as records,
        count(old_id) over (partition by cluster) as old_members
      from @now
    ) f
    left join @kept k on k.cluster = f.cluster
    where f.place = 1
  {%- endcall -%}
  {%- call weft_temp('@person') %}
    select n.cluster, n.weft_id,
      coalesce(p.person_id, {{ run.last_person_id }} + row_number() over (partition by p.person_id is null order by n.weft_id)) as person_id,
      coalesce(p.created_run, {{ run.number }}) as created_run, n.is_new, n.is_fresh,
      n.records
    from @named n
    left join @person_before p on p.weft_id = n.weft_id
  {%- endcall -%}
  {%- call weft_temp('@assigned') %}
    select n.rid, n.source, n.record_key, n.recorded_at, n.digest, c.name as component,
      p.weft_id, p.person_id, n.seen_run
    from @now n
    join @person p on p.cluster = n.cluster
    join (
      select x.component, min(y.person_id) as name
      from (select distinct component, cluster from @now) x
      join @person y on y.cluster = x.cluster
      group by x.component
    ) c on c.component = n.component
  {%- endcall -%}
  {%- call weft_temp('@change') %}
    select 'created' as change, weft_id,
      cast(null as {{ weft_type('text') }}) as previous_weft_id
    from @person
    where is_new and is_fresh
    union all
    select distinct
      case when k.old_id is null and a.cluster = n.cluster then 'merged' when p.is_new then 'split' else 'moved' end,
      p.weft_id, n.old_id
    from @now n
    join @person p on p.cluster = n.cluster
    join @anchor a on a.old_id = n.old_id
    left join @kept k on k.old_id = n.old_id
    where n.old_id <> p.weft_id
    union all
    select 'retired', p.weft_id, cast(null as {{ weft_type('text') }})
    from @person_before p
    where p.weft_id not in (select old_id from @anchor)
  {%- endcall -%}
{% endmacro %}
