{#
  Resolves records into clusters. `types` is a list of {type, limit, max_records} in order of priority.
  Leaves wi_record (rid, source, record_key, recorded_at), wi_cluster (rid, component, cluster) for each record
  that is joined to another or lies in a staged component, and wi_conflict (rule, vid).
#}
{% macro weft_resolve(records, links, types, order_grain, max_rounds) %}
  {%- set rows = [] -%}
  {%- for t in types -%}
    {%- do rows.append('select ' ~ loop.index ~ " as code, '" ~ t.type ~ "' as type, " ~ loop.index ~ ' as priority, cast(' ~ (t.limit if t.limit is not none else 'null') ~ ' as bigint) as max_values, cast(' ~ (t.max_records if t.max_records is not none else 'null') ~ ' as bigint) as max_records') -%}
  {%- endfor -%}
  {%- do weft_temp('wi_types', rows | join(' union all ')) -%}
  {%- set rid = weft_hash('source', 'record_key') -%}
  {%- do weft_temp('wi_record', 'select ' ~ rid ~ ' as rid, source, record_key, recorded_at from ' ~ records) -%}
  {%- do weft_temp('wi_hashed', 'select ' ~ rid ~ ' as rid, ' ~ weft_hash('l.type', 'l.value') ~ ' as vid, t.code from ' ~ links ~ ' l join wi_types t on t.type = l.type') -%}
  {%- do weft_temp('wi_value', 'select x.vid, x.code, x.first_rid, x.records from (select vid, min(code) as code, min(rid) as first_rid, count(*) as records from wi_hashed group by vid) x join wi_types t on t.code = x.code where x.records <= coalesce(t.max_records, x.records)') -%}
  {%- do weft_temp('wi_star', 'select h.rid as u, v.first_rid as v from wi_hashed h join wi_value v on v.vid = h.vid where v.records > 1 and h.rid <> v.first_rid') -%}
  {%- do weft_components('wi_star', 'wi_root') -%}
  {#- Every kept value lies in one component, so a component's distinct values of a type are a count. -#}
  {%- do weft_temp('wi_over', 'select distinct component from (select coalesce(r.root, v.first_rid) as component, v.code from wi_value v left join wi_root r on r.node = v.first_rid join wi_types t on t.code = v.code where t.max_values is not null group by coalesce(r.root, v.first_rid), v.code, t.max_values having count(*) > t.max_values) x') -%}
  {%- do weft_temp('wi_member', 'select node as rid, node as cluster from wi_root where root in (select component from wi_over) union all select component, component from wi_over') -%}
  {%- do weft_temp('wi_staged', 'select h.rid, h.vid, h.code from wi_hashed h where h.rid in (select rid from wi_member) and h.vid in (select vid from wi_value)') -%}
  {%- do weft_temp('wi_order', "select vid, row_number() over (order by first_seen nulls last, tie) as ord from (select " ~ weft_hash('l.type', 'l.value') ~ " as vid, date_trunc('" ~ order_grain ~ "', min(r.recorded_at)) as first_seen, min(" ~ weft_md5('l.type', 'l.value') ~ ') as tie from ' ~ links ~ ' l join wi_record r on r.source = l.source and r.record_key = l.record_key where ' ~ weft_hash('l.type', 'l.value') ~ ' in (select vid from wi_staged) group by 1) x') -%}
  {%- do weft_temp('wi_link', 'select s.rid, s.vid, s.code, o.ord from wi_staged s join wi_order o on o.vid = s.vid') -%}
  {%- do weft_temp('wi_conflict', "select cast('' as varchar) as rule, vid from wi_link where false") -%}
  {%- set done = namespace(rounds=0) -%}
  {%- if weft_number('select count(*) from wi_over') > 0 -%}
    {%- for t in types -%}
      {%- set rounds = weft_stage(loop.index, max_rounds) -%}
      {%- if rounds > done.rounds -%}{%- set done.rounds = rounds -%}{%- endif -%}
    {%- endfor -%}
  {%- endif -%}
  {%- do weft_temp('wi_cluster', 'select coalesce(m.rid, r.node) as rid, coalesce(r.root, m.rid) as component, coalesce(m.cluster, r.root) as cluster from wi_root r full join wi_member m on m.rid = r.node') -%}
  {{ return(done.rounds) }}
{% endmacro %}
