{#
  Connected components of the edge table `edges` (u, v with u > v) by min-label contraction: each node points
  to its least neighbour, pointers jump until they rest, the edges are contracted to the roots, until none is
  left. Rounds are logarithmic in the number of nodes, for chains as well (Bögeholz, Brand and Todor,
  "In-database connected component analysis"; Kiveris et al., "Connected components in MapReduce and beyond").
  Leaves `out` (node, root) with a row for each node that is not its own root.
#}
{% macro weft_components(edges, out) %}
  {%- set round = namespace(edges=edges, number=0, open=true) -%}
  {%- for i in range(64) if round.open -%}
    {%- set pointers = weft_rest_pointers(round.edges) -%}
    {%- if round.number == 0 -%}
      {%- call weft_temp(out) %}
        select n as node, p as root from {{ pointers }}
      {%- endcall -%}
    {%- else -%}
      {%- call weft_temp(out) %}
        select l.node, coalesce(p.p, l.root) as root
        from {{ out }} l
        left join {{ pointers }} p on p.n = l.root
        union all
        select n, p
        from {{ pointers }}
      {%- endcall -%}
    {%- endif -%}
    {%- set contracted = '@edges_' ~ round.number % 2 -%}
    {%- call weft_temp(contracted) %}
      select distinct greatest(a, b) as u, least(a, b) as v
      from (
        select p.p as a, coalesce(q.p, e.v) as b
        from {{ round.edges }} e
        join {{ pointers }} p on p.n = e.u and p.nearest <> e.v
        left join {{ pointers }} q on q.n = e.v
      ) x
      where a <> b
    {%- endcall -%}
    {%- set round.edges = contracted -%}
    {%- set round.number = round.number + 1 -%}
    {%- if weft_number('select count(*) from ' ~ contracted) == 0 -%}{%- set round.open = false -%}{%- endif -%}
  {%- endfor -%}
  {%- if round.open -%}{{ exceptions.raise_compiler_error('identity: the components did not converge in 64 rounds') }}{%- endif -%}
{% endmacro %}

{#
  Each node's least neighbour, followed until it rests; returns the table's name. The first statement jumps once, as
  many graphs are at rest then, the others four times.
#}
{% macro weft_rest_pointers(edges) %}
  {%- call weft_temp('@pointers_0') %}
    select u as n, min(v) as p, min(v) as nearest from {{ edges }} group by u
  {%- endcall -%}
  {%- set jump = namespace(number=0, moving=true) -%}
  {%- for i in range(32) if jump.moving -%}
    {%- set before = '@pointers_' ~ jump.number % 2 -%}
    {%- set after = '@pointers_' ~ (jump.number + 1) % 2 -%}
    {%- call weft_temp(after) %}
      {%- if jump.number > 0 %}
      {#- A second jump over twice as far a first one is four. #}
      with twice as (
        select a.n, coalesce(b.p, a.p) as p, a.nearest
        from {{ before }} a
        left join {{ before }} b on b.n = a.p
      )
      {%- endif %}
      {%- set from = 'twice' if jump.number > 0 else before %}
      select t.n, coalesce(u.p, t.p) as p, t.nearest, case when u.p is null then 0 else 1 end as moved
      from {{ from }} t
      left join {{ from }} u on u.n = t.p
    {%- endcall -%}
    {%- set jump.number = jump.number + 1 -%}
    {%- if weft_number('select coalesce(max(moved), 0) from ' ~ after) == 0 -%}{%- set jump.moving = false -%}{%- endif -%}
  {%- endfor -%}
  {%- if jump.moving -%}{{ exceptions.raise_compiler_error('identity: pointers did not rest in 128 jumps') }}{%- endif -%}
  {{ return('@pointers_' ~ jump.number % 2) }}
{% endmacro %}
