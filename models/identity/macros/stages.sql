{#
  One stage joins the clusters of @member by the values of one priority, in the fixed order of @link.ord,
  as if one value were taken after the other: a value whose union would break a limit of this stage's type or
  a stronger one joins nothing (conflict `limit`); clusters that were over such a limit when the stage began
  are set aside (conflict `full`). What `max_rounds` leaves open joins nothing (conflict `undecided`).

  Tables: @member (rid, cluster), @link (rid, vid, code, ord), @types (code, type, priority, max_values),
  @active (vid, cluster, ord): the values still to be decided, each with the clusters that carry it.
#}
{% macro weft_stage(priority, max_rounds) %}
  {%- set limited %}
    select distinct m.cluster, k.code, k.vid, t.max_values
    from @member m
    join @link k on k.rid = m.rid
    join @types t on t.code = k.code
    where t.max_values is not null and t.priority <= {{ priority }}
  {%- endset -%}
  {%- call weft_temp('@carried') %}
    select distinct k.vid, m.cluster, k.ord
    from @link k
    join @member m on m.rid = k.rid
    join @types t on t.code = k.code
    where t.priority = {{ priority }}
  {%- endcall -%}
  {%- call weft_temp('@full') %}
    select distinct cluster
    from (
      select cluster, code
      from ({{ limited }}) x
      group by cluster, code, max_values
      having count(*) > max_values
    ) y
  {%- endcall -%}
  {%- call weft_insert('@conflict') %}
    select distinct 'full', c.vid
    from @carried c
    where c.vid in (
      select vid from @carried group by vid having count(*) > 1
    ) and c.cluster in (select cluster from @full)
  {%- endcall -%}
  {%- call weft_temp('@active') %}
    select vid, cluster, ord
    from (
      select vid, cluster, ord, count(*) over (partition by vid) as clusters
      from @carried
      where cluster not in (select cluster from @full)
    ) x
    where clusters > 1
  {%- endcall -%}
  {%- set stage = namespace(open=true, rounds=0, halvings=0) -%}
  {%- for i in range(max_rounds + 1) if stage.open -%}
    {%- if weft_number('select count(*) from @active') == 0 -%}
      {%- set stage.open = false -%}
    {%- elif stage.rounds == max_rounds -%}
      {%- call weft_insert('@conflict') %}
        select distinct 'undecided', vid from @active
      {%- endcall -%}
    {%- else -%}
      {%- do weft_block(limited) -%}
      {%- if stage.rounds > 0 -%}{%- do weft_join_firsts(limited) -%}{%- endif -%}
      {%- set stage.halvings = weft_join_within_limits(limited, [stage.halvings - 1, 0] | max) -%}
      {%- set stage.rounds = stage.rounds + 1 -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(stage.rounds) }}
{% endmacro %}

{# The groups, by `column`, of `clusters` that together hold more values of a type than one person may. #}
{% macro weft_over_a_limit(column, clusters) %}
  select distinct {{ column }}
  from (
    select g.{{ column }}
    from ({{ clusters }}) g
    join @limited l on l.cluster = g.cluster
    group by g.{{ column }}, l.code, l.max_values
    having count(distinct l.vid) > l.max_values
  ) x
{% endmacro %}

{# Clusters only grow: a value whose own union breaks a limit now will break it at its turn. #}
{% macro weft_block(limited) %}
  {%- call weft_temp('@limited') %}
    {{ limited }}
  {%- endcall -%}
  {%- call weft_temp('@blocked') %}
    {{ weft_over_a_limit('vid', 'select vid, cluster from @active') }}
  {%- endcall -%}
  {%- call weft_insert('@conflict') %}
    select 'limit', vid from @blocked
  {%- endcall -%}
  {%- call weft_temp('@active') %}
    select vid, cluster, ord from @active where vid not in (select vid from @blocked)
  {%- endcall -%}
{% endmacro %}

{# A value that comes first for every cluster that carries it is next in the order for all of them. #}
{% macro weft_join_firsts(limited) %}
  {%- call weft_temp('@label') %}
    with best as (
      select cluster, min(ord) as ord from @active group by cluster
    ),
    ready as (
      select a.vid
      from @active a
      join best b on b.cluster = a.cluster
      group by a.vid
      having max(a.ord - b.ord) = 0
    )
    select a.cluster as node, min(a.cluster) over (partition by a.vid) as root
    from @active a
    where a.vid in (select vid from ready)
  {%- endcall -%}
  {%- do weft_relabel('@label') -%}
  {%- call weft_temp('@limited') %}
    {{ limited }}
  {%- endcall -%}
{% endmacro %}

{#
  Components of undecided values that stay within every limit are joined whole. Of a component that does not,
  only the first half of the values, by order, is tried again, down to none. It begins with the first values of all,
  halved `halvings` times: what was far too much in the round before will be again. Returns the halvings at the end.
#}
{% macro weft_join_within_limits(limited, halvings) %}
  {%- if halvings == 0 -%}
    {%- call weft_temp('@trial') %}
      select vid, cluster, ord from @active
    {%- endcall -%}
  {%- else -%}
    {%- call weft_temp('@trial') %}
      select a.vid, a.cluster, a.ord
      from @active a
      join (
        select vid, row_number() over (order by ord) as i, count(*) over () as n
        from (select distinct vid, ord from @active) x
      ) h on h.vid = a.vid
      where h.i = 1 or h.i * {{ 2 ** halvings }} <= h.n
    {%- endcall -%}
  {%- endif -%}
  {%- set trial = namespace(open=true, halvings=halvings - 1) -%}
  {%- for i in range(64) if trial.open -%}
    {%- if weft_number('select count(*) from @trial') == 0 -%}
      {%- set trial.open = false -%}
    {%- else -%}
      {%- set trial.halvings = trial.halvings + 1 -%}
      {%- call weft_temp('@trial_edges') %}
        select a.cluster as u, b.v
        from @trial a
        join (select vid, min(cluster) as v from @trial group by vid) b on b.vid = a.vid
        where a.cluster <> b.v
      {%- endcall -%}
      {%- do weft_components('@trial_edges', '@trial_roots') -%}
      {%- call weft_temp('@label_all') %}
        select node, root
        from @trial_roots
        union all
        select distinct root, root
        from @trial_roots
      {%- endcall -%}
      {%- call weft_temp('@broken') %}
        {{ weft_over_a_limit('root', 'select root, node as cluster from @label_all') }}
      {%- endcall -%}
      {%- call weft_temp('@label') %}
        select node, root from @label_all where root not in (select root from @broken)
      {%- endcall -%}
      {%- call weft_temp('@retry') %}
        select w.vid, w.cluster, w.ord, l.root
        from @trial w
        join @label_all l on l.node = w.cluster
        where l.root in (select root from @broken)
      {%- endcall -%}
      {%- do weft_relabel('@label') -%}
      {%- call weft_temp('@trial') %}
        select r.vid, r.cluster, r.ord
        from @retry r
        join (
          select vid, row_number() over (partition by root order by ord) as i,
            count(*) over (partition by root) as n
          from (select distinct vid, ord, root from @retry) x
        ) h on h.vid = r.vid
        where h.i * 2 <= h.n
      {%- endcall -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(trial.halvings) }}
{% endmacro %}

{# Moves members and undecided values to their clusters' new roots; a value within one cluster is decided. #}
{% macro weft_relabel(label) %}
  {%- call weft_temp('@member') %}
    select m.rid, coalesce(l.root, m.cluster) as cluster
    from @member m
    left join {{ label }} l on l.node = m.cluster
  {%- endcall -%}
  {%- call weft_temp('@active') %}
    select vid, cluster, ord
    from (
      select vid, cluster, ord, count(*) over (partition by vid) as clusters
      from (
        select distinct a.vid, coalesce(l.root, a.cluster) as cluster, a.ord
        from @active a
        left join {{ label }} l on l.node = a.cluster
      ) x
    ) y
    where clusters > 1
  {%- endcall -%}
{% endmacro %}
