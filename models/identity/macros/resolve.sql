{#
  Resolves @record into clusters by @hashed and @value, one stage for each of `priorities`. Leaves @cluster (rid,
  component, cluster) for each record that is joined to another or lies in a staged component, and @conflict (rule,
  vid), @held_back (the same with the rid of each carrier) and @text. Returns the greatest number of rounds of a stage.
#}
{% macro weft_resolve(run, priorities, order_grain, max_rounds) %}
  {%- call weft_temp('@star') %}
    select h.rid as u, v.first_rid as v
    from @hashed h
    join @value v on v.vid = h.vid
    where v.records > 1 and h.rid <> v.first_rid
  {%- endcall -%}
  {%- do weft_components('@star', '@root') -%}
  {#-
    Every kept value lies in one component, so a component's distinct values of a type are a count. A pair that is
    kept apart has a type of its own, with a value for each of the two.
  -#}
  {%- call weft_temp('@over') %}
    select distinct component
    from (
      select coalesce(r.root, v.first_rid) as component, v.code
      from @value v
      left join @root r on r.node = v.first_rid
      join @types t on t.code = v.code
      where t.max_values is not null
      group by 1, 2, t.max_values
      having count(*) > t.max_values
    ) x
  {%- endcall -%}
  {%- set done = namespace(rounds=0) -%}
  {%- if weft_number('select count(*) from @over') == 0 -%}
    {%- call weft_temp('@conflict') %}
      select cast('' as {{ weft_type('text') }}) as rule, vid from @value where false
    {%- endcall -%}
    {%- call weft_temp('@cluster') %}
      select node as rid, root as component, root as cluster from @root
    {%- endcall -%}
    {%- call weft_temp('@held_back') %}
      select rule, vid, vid as rid from @conflict
    {%- endcall -%}
    {%- do weft_read_texts(run, 'select vid from @conflict') -%}
    {{ return(0) }}
  {%- endif -%}
  {%- call weft_temp('@member') %}
    select node as rid, node as cluster
    from @root
    where root in (select component from @over)
    union all
    select component, component
    from @over
  {%- endcall -%}
  {%- call weft_temp('@staged') %}
    select h.rid, h.vid, h.code
    from @hashed h
    where h.rid in (select rid from @member) and h.vid in (select vid from @value)
  {%- endcall -%}
  {%- do weft_read_texts(run, 'select vid from @staged') -%}
  {%- call weft_temp('@order') %}
    select vid, row_number() over (order by first_seen nulls last, tie) as ord
    from (
      select v.vid, {{ weft_grain('v.first_seen', order_grain) }} as first_seen,
        {{ weft_md5(weft_joined('x.type', 'x.value')) }} as tie
      from @value v
      join @text x on x.vid = v.vid
      where v.vid in (select vid from @staged)
    ) y
  {%- endcall -%}
  {%- call weft_temp('@link') %}
    select s.rid, s.vid, s.code, o.ord from @staged s join @order o on o.vid = s.vid
  {%- endcall -%}
  {%- call weft_temp('@conflict') %}
    select cast('' as {{ weft_type('text') }}) as rule, vid from @link where false
  {%- endcall -%}
  {#- A value of one record joins nothing at any stage. -#}
  {%- set busy = weft_ask('select distinct t.priority from @types t join @link k on k.code = t.code join @value v on v.vid = k.vid where v.records > 1').columns[0].values() | map('int') | list -%}
  {%- for priority in priorities if priority in busy -%}
    {%- set rounds = weft_stage(priority, max_rounds) -%}
    {%- if rounds > done.rounds -%}{%- set done.rounds = rounds -%}{%- endif -%}
  {%- endfor -%}
  {%- call weft_temp('@held_back') %}
    select distinct c.rule, c.vid, k.rid from @conflict c join @link k on k.vid = c.vid
  {%- endcall -%}
  {%- call weft_temp('@cluster') %}
    select coalesce(m.rid, r.node) as rid, coalesce(r.root, m.rid) as component,
      coalesce(m.cluster, r.root) as cluster
    from @root r
    full outer join @member m on m.rid = r.node
  {%- endcall -%}
  {{ return(done.rounds) }}
{% endmacro %}
