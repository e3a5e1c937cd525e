{#
  One stage joins the clusters of wi_member by the values of one priority, in the fixed order of wi_link.ord,
  as if one value were taken after the other: a value whose union would break a limit of this stage's type or
  a stronger one joins nothing (conflict `limit`); clusters that were over such a limit when the stage began
  are set aside (conflict `full`). What `max_rounds` leaves open joins nothing (conflict `undecided`).

  Tables: wi_member (rid, cluster), wi_link (rid, vid, code, ord), wi_types (code, type, priority, max_values),
  wi_active (vid, cluster, ord): the values still to be decided, each with the clusters that carry it.
#}
{% macro weft_stage(priority, max_rounds) %}
  {%- set limited = 'select distinct m.cluster, k.code, k.vid, t.max_values from wi_member m join wi_link k on k.rid = m.rid join wi_types t on t.code = k.code where t.max_values is not null and t.priority <= ' ~ priority -%}
  {%- do weft_temp('wi_carried', 'select distinct k.vid, m.cluster, k.ord from wi_link k join wi_member m on m.rid = k.rid join wi_types t on t.code = k.code where t.priority = ' ~ priority) -%}
  {%- do weft_temp('wi_full', 'select distinct cluster from (select cluster, code from (' ~ limited ~ ') x group by cluster, code, max_values having count(*) > max_values) y') -%}
  {%- do weft_execute('full', "insert into wi_conflict select distinct 'full', c.vid from wi_carried c where c.vid in (select vid from wi_carried group by vid having count(*) > 1) and c.cluster in (select cluster from wi_full)") -%}
  {%- do weft_temp('wi_active', 'select vid, cluster, ord from (select vid, cluster, ord, count(*) over (partition by vid) as clusters from wi_carried where cluster not in (select cluster from wi_full)) x where clusters > 1') -%}
  {%- set stage = namespace(open=true, rounds=0) -%}
  {%- for i in range(max_rounds + 1) if stage.open -%}
    {%- if weft_number('select count(*) from wi_active') == 0 -%}
      {%- set stage.open = false -%}
    {%- elif stage.rounds == max_rounds -%}
      {%- do weft_execute('undecided', "insert into wi_conflict select distinct 'undecided', vid from wi_active") -%}
    {%- else -%}
      {%- do weft_block(limited) -%}
      {%- if stage.rounds > 0 -%}{%- do weft_join_firsts(limited) -%}{%- endif -%}
      {%- do weft_join_within_limits(limited) -%}
      {%- set stage.rounds = stage.rounds + 1 -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(stage.rounds) }}
{% endmacro %}

{# Clusters only grow: a value whose own union breaks a limit now will break it at its turn. #}
{% macro weft_block(limited) %}
  {%- do weft_temp('wi_limited', limited) -%}
  {%- do weft_temp('wi_blocked', 'select distinct vid from (select a.vid from wi_active a join wi_limited l on l.cluster = a.cluster group by a.vid, l.code, l.max_values having count(distinct l.vid) > l.max_values) x') -%}
  {%- do weft_execute('limit', "insert into wi_conflict select 'limit', vid from wi_blocked") -%}
  {%- do weft_temp('wi_next', 'select vid, cluster, ord from wi_active where vid not in (select vid from wi_blocked)') -%}
  {%- do weft_temp('wi_active', 'select * from wi_next') -%}
{% endmacro %}

{# A value that comes first for every cluster that carries it is next in the order for all of them. #}
{% macro weft_join_firsts(limited) %}
  {%- do weft_temp('wi_label', 'with best as (select cluster, min(ord) as ord from wi_active group by cluster), ready as (select a.vid from wi_active a join best b on b.cluster = a.cluster group by a.vid having max(a.ord - b.ord) = 0) select a.cluster as node, min(a.cluster) over (partition by a.vid) as root from wi_active a where a.vid in (select vid from ready)') -%}
  {%- do weft_relabel('wi_label') -%}
  {%- do weft_temp('wi_limited', limited) -%}
{% endmacro %}

{#
  Components of undecided values that stay within every limit are joined whole. Of a component that does not,
  only the first half of the values, by order, is tried again, down to none.
#}
{% macro weft_join_within_limits(limited) %}
  {%- do weft_temp('wi_trial', 'select vid, cluster, ord from wi_active') -%}
  {%- set trial = namespace(open=true) -%}
  {%- for i in range(64) if trial.open -%}
    {%- if weft_number('select count(*) from wi_trial') == 0 -%}
      {%- set trial.open = false -%}
    {%- else -%}
      {%- do weft_temp('wi_trial_edges', 'select a.cluster as u, b.v from wi_trial a join (select vid, min(cluster) as v from wi_trial group by vid) b on b.vid = a.vid where a.cluster <> b.v') -%}
      {%- do weft_components('wi_trial_edges', 'wi_trial_roots') -%}
      {%- do weft_temp('wi_label_all', 'select node, root from wi_trial_roots union all select distinct root, root from wi_trial_roots') -%}
      {%- do weft_temp('wi_broken', 'select distinct root from (select l.root from wi_label_all l join wi_limited v on v.cluster = l.node group by l.root, v.code, v.max_values having count(distinct v.vid) > v.max_values) x') -%}
      {%- do weft_temp('wi_label', 'select node, root from wi_label_all where root not in (select root from wi_broken)') -%}
      {%- do weft_temp('wi_retry', 'select w.vid, w.cluster, w.ord, l.root from wi_trial w join wi_label_all l on l.node = w.cluster where l.root in (select root from wi_broken)') -%}
      {%- do weft_relabel('wi_label') -%}
      {%- do weft_temp('wi_trial', 'select r.vid, r.cluster, r.ord from wi_retry r join (select vid, row_number() over (partition by root order by ord) as i, count(*) over (partition by root) as n from (select distinct vid, ord, root from wi_retry) x) h on h.vid = r.vid where h.i * 2 <= h.n') -%}
    {%- endif -%}
  {%- endfor -%}
{% endmacro %}

{# Moves members and undecided values to their clusters' new roots; a value within one cluster is decided. #}
{% macro weft_relabel(label) %}
  {%- do weft_temp('wi_next', 'select m.rid, coalesce(l.root, m.cluster) as cluster from wi_member m left join ' ~ label ~ ' l on l.node = m.cluster') -%}
  {%- do weft_temp('wi_member', 'select * from wi_next') -%}
  {%- do weft_temp('wi_next', 'select vid, cluster, ord from (select vid, cluster, ord, count(*) over (partition by vid) as clusters from (select distinct a.vid, coalesce(l.root, a.cluster) as cluster, a.ord from wi_active a left join ' ~ label ~ ' l on l.node = a.cluster) x) y where clusters > 1') -%}
  {%- do weft_temp('wi_active', 'select * from wi_next') -%}
{% endmacro %}
