{#
  Resolves records into clusters. `types` is a list of {type, limit, max_records} in order of priority.
  Leaves @record (rid, source, record_key, recorded_at), @cluster (rid, component, cluster) for each record
  that is joined to another or lies in a staged component, and @conflict (rule, vid).
#}
{% macro weft_resolve(records, links, types, order_grain, max_rounds) %}
  {%- set rows = [] -%}
  {%- for t in types -%}
    {%- do rows.append('select ' ~ loop.index ~ " as code, '" ~ t.type ~ "' as type, " ~ loop.index ~ ' as priority, cast(' ~ (t.limit if t.limit is not none else 'null') ~ ' as ' ~ weft_type('integer') ~ ') as max_values, cast(' ~ (t.max_records if t.max_records is not none else 'null') ~ ' as ' ~ weft_type('integer') ~ ') as max_records') -%}
  {%- endfor -%}
  {%- do weft_temp('@types', rows | join(' union all ')) -%}
  {%- set rid = weft_hash('source', 'record_key') -%}
  {%- do weft_temp('@record', 'select ' ~ rid ~ ' as rid, source, record_key, recorded_at from ' ~ records) -%}
  {%- do weft_temp('@hashed', 'select ' ~ rid ~ ' as rid, ' ~ weft_hash('l.type', 'l.value') ~ ' as vid, t.code from ' ~ links ~ ' l join @types t on t.type = l.type') -%}
  {%- do weft_temp('@value', 'select x.vid, x.code, x.first_rid, x.records from (select vid, min(code) as code, min(rid) as first_rid, count(*) as records from @hashed group by vid) x join @types t on t.code = x.code where x.records <= coalesce(t.max_records, x.records)') -%}
  {%- do weft_temp('@star', 'select h.rid as u, v.first_rid as v from @hashed h join @value v on v.vid = h.vid where v.records > 1 and h.rid <> v.first_rid') -%}
  {%- do weft_components('@star', '@root') -%}
  {#- Every kept value lies in one component, so a component's distinct values of a type are a count. -#}
  {%- do weft_temp('@over', 'select distinct component from (select coalesce(r.root, v.first_rid) as component, v.code from @value v left join @root r on r.node = v.first_rid join @types t on t.code = v.code where t.max_values is not null group by 1, 2, t.max_values having count(*) > t.max_values) x') -%}
  {%- do weft_temp('@member', 'select node as rid, node as cluster from @root where root in (select component from @over) union all select component, component from @over') -%}
  {%- do weft_temp('@staged', 'select h.rid, h.vid, h.code from @hashed h where h.rid in (select rid from @member) and h.vid in (select vid from @value)') -%}
  {%- do weft_temp('@order', "select vid, row_number() over (order by first_seen nulls last, tie) as ord from (select " ~ weft_hash('l.type', 'l.value') ~ " as vid, " ~ weft_grain('min(r.recorded_at)', order_grain) ~ " as first_seen, min(" ~ weft_md5(weft_joined('l.type', 'l.value')) ~ ') as tie from ' ~ links ~ ' l join @record r on r.source = l.source and r.record_key = l.record_key where ' ~ weft_hash('l.type', 'l.value') ~ ' in (select vid from @staged) group by 1) x') -%}
  {%- do weft_temp('@link', 'select s.rid, s.vid, s.code, o.ord from @staged s join @order o on o.vid = s.vid') -%}
  {%- do weft_temp('@conflict', "select cast('' as " ~ weft_type('text') ~ ") as rule, vid from @link where false") -%}
  {%- set done = namespace(rounds=0) -%}
  {%- if weft_number('select count(*) from @over') > 0 -%}
    {%- for t in types -%}
      {%- set rounds = weft_stage(loop.index, max_rounds) -%}
      {%- if rounds > done.rounds -%}{%- set done.rounds = rounds -%}{%- endif -%}
    {%- endfor -%}
  {%- endif -%}
  {%- do weft_temp('@cluster', 'select coalesce(m.rid, r.node) as rid, coalesce(r.root, m.rid) as component, coalesce(m.cluster, r.root) as cluster from @root r full outer join @member m on m.rid = r.node') -%}
  {{ return(done.rounds) }}
{% endmacro %}
