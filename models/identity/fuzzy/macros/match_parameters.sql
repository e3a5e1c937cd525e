{#
  Estimates the parameters of the model of Fellegi and Sunter ("A Theory for Record Linkage", 1969) as Splink does
  (Linacre et al., "Splink: Free software for probabilistic record linkage at scale", 2022): u from random pairs,
  which hardly ever match; m by expectation maximisation (Winkler, "Using the EM algorithm for weight computation in
  the Fellegi-Sunter model of record linkage", 1988), over the pairs of one blocking rule at a time, for the columns
  that the rule does not hold equal; m of several rules is their median.

  Everything is computed from counts of pairs that agree alike (the model's own query). A round is one statement
  that sums posteriors as whole numbers, so that the result depends on no order of rows and no engine's rounding.
#}
{% materialization weft_match_parameters, default %}
  {{ run_hooks(pre_hooks) }}
  {%- set target = weft_build_match_parameters(sql) -%}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% materialization weft_match_parameters, adapter='duckdb' %}
  {{ run_hooks(pre_hooks) }}
  {%- set target = weft_build_match_parameters(sql) -%}
  {%- do adapter.commit() -%}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% macro weft_build_match_parameters(query) %}
  {%- set match = config.get('meta')['match'] -%}
  {%- set target = this.incorporate(type='table') -%}
  {%- set training = api.Relation.create(database=this.database, schema=this.schema, identifier='identity_match_training') -%}
  {#- The query has texts of the declaration, in which an @ is no scratch table. -#}
  {%- do weft_send('patterns', weft_scratch(adapter.dispatch('weft_create_scratch')('@patterns')) ~ ' as ' ~ query) -%}
  {%- set estimated = weft_estimate(match) -%}
  {%- call statement('main') -%}create or replace table {{ target }} as {{ weft_parameter_rows(match, estimated) }}{%- endcall -%}
  {%- call statement('weft_training') -%}create or replace table {{ training }} as {{ weft_training_rows(match, estimated) }}{%- endcall -%}
  {%- do weft_drop_scratch() -%}
  {{ return(target) }}
{% endmacro %}

{# Posteriors are summed in hundred-millionths of a pair. #}
{% macro weft_pair_units() %}{{ return(100000000) }}{% endmacro %}

{# m of every comparison is a list by level, 0 the weakest; so is u. #}
{% macro weft_estimate(match) %}
  {%- set sizes = weft_ask("select pairs from @patterns where kind = 'records'").columns[0].values() | map('int') | list -%}
  {%- set records = sizes | sum -%}
  {%- set possible = namespace(pairs=records * (records - 1) / 2) -%}
  {%- if match.between_sources -%}
    {%- for size in sizes -%}{%- set possible.pairs = possible.pairs - size * (size - 1) / 2 -%}{%- endfor -%}
  {%- endif -%}
  {%- set random = weft_ask('select ' ~ weft_level_sums(match, 'pairs') ~ " from @patterns where kind = 'random'").rows[0] -%}
  {%- set u, m = {}, {} -%}
  {%- for c in match.comparisons -%}
    {%- do u.update({c.name: c.u or weft_shares(weft_levels_of(match, random, c.name, 0), 1)}) -%}
    {%- do m.update({c.name: c.m or weft_first_m(c.conditions | length)}) -%}
  {%- endfor -%}
  {%- set found = namespace(prior=match.prior or 1 / ([records, 2] | max), rules=[]) -%}
  {#- The second time without the matches among the random pairs, which are known by then. -#}
  {%- for pass in range(2) -%}
    {%- set found.rules = weft_train(match, m, u, found.prior) -%}
    {%- for c in match.comparisons if not c.m -%}
      {%- set estimates = weft_estimates_of(found.rules, c.name) -%}
      {%- if estimates -%}{%- do m.update({c.name: weft_median(estimates)}) -%}{%- endif -%}
    {%- endfor -%}
    {%- set found.prior = match.prior or weft_estimate_prior(match, m, u, found.prior, possible.pairs) -%}
    {%- if loop.first -%}
      {%- for c in match.comparisons if not c.u -%}
        {%- do u.update({c.name: weft_without_matches(weft_levels_of(match, random, c.name, 0), m[c.name], found.prior)}) -%}
      {%- endfor -%}
    {%- endif -%}
  {%- endfor -%}
  {%- for state in found.rules if state.open -%}
    {%- do exceptions.warn('identity: fuzzy matching: the parameters by blocking rule ' ~ state.number ~ ' still changed by ' ~ '%.5f' | format(state.change) ~ ' after ' ~ match.rounds ~ ' rounds. See identity_match_training; raise fuzzy.train.rounds.') -%}
  {%- endfor -%}
  {{ return({'m': m, 'u': u, 'prior': found.prior, 'rules': found.rules}) }}
{% endmacro %}

{# What each rule that made pairs found as m of one comparison. #}
{% macro weft_estimates_of(trained, name) %}
  {%- set estimates = [] -%}
  {%- for state in trained if state.pairs > 0 and name in state.active -%}{%- do estimates.append(state.m[name]) -%}{%- endfor -%}
  {{ return(estimates) }}
{% endmacro %}

{# Expectation maximisation of m for each training rule; one statement a round serves all that have not converged. #}
{% macro weft_train(match, m, u, lambda) %}
  {%- set states = [] -%}
  {%- for rule in match.rules if rule.trains -%}
    {%- set active = match.comparisons | map(attribute='name') | reject('in', rule.columns) | list -%}
    {%- set odds = namespace(value=lambda / (1 - lambda)) -%}
    {%- for name in rule.whole -%}{%- set odds.value = odds.value * m[name][-1] / u[name][-1] -%}{%- endfor -%}
    {%- set of_rule = {} -%}
    {%- for name in active -%}{%- do of_rule.update({name: m[name]}) -%}{%- endfor -%}
    {%- set wanted = match.comparisons | rejectattr('m') | map(attribute='name') | select('in', active) | list -%}
    {%- do states.append({'number': rule.number, 'active': active, 'm': of_rule, 'lambda': [odds.value / (1 + odds.value), 0.5] | min, 'rounds': 0, 'change': 1.0, 'pairs': 0, 'open': wanted | length > 0}) -%}
  {%- endfor -%}
  {%- for round in range(match.rounds) if states | selectattr('open') | list -%}
    {%- set queries = [] -%}
    {%- for state in states if state.open -%}
      {%- do queries.append('select ' ~ state.number ~ ' as rule_number, coalesce(sum(pairs), 0) as pairs, coalesce(sum(matching), 0) as matching, ' ~ weft_level_sums(match, 'matching') ~ ' from (' ~ weft_posteriors(match, state.m, u, state.lambda, 'rule_' ~ state.number ~ ' = 1') ~ ') p') -%}
    {%- endfor -%}
    {%- set sums = weft_ask(queries | join(' union all ')) -%}
    {%- for row in sums.rows -%}
      {%- for state in states if state.number == row[0] | int -%}{%- do weft_maximise(match, state, row) -%}{%- endfor -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(states) }}
{% endmacro %}

{# The maximisation step: new m and lambda of one rule from the posteriors' sums. #}
{% macro weft_maximise(match, state, row) %}
  {%- do state.update({'pairs': row[1] | int, 'rounds': state.rounds + 1}) -%}
  {%- if state.pairs == 0 -%}
    {%- do state.update({'open': false, 'change': 0.0}) -%}
  {%- else -%}
    {%- set lambda = (row[2] | float / weft_pair_units()) / state.pairs -%}
    {%- set step = namespace(change=(lambda - state.lambda) | abs) -%}
    {%- set next = {} -%}
    {%- for c in match.comparisons if c.name in state.active -%}
      {%- set values = c.m or weft_shares(weft_levels_of(match, row, c.name, 3), weft_pair_units()) -%}
      {%- for value in values -%}
        {%- set step.change = [step.change, (value - state.m[c.name][loop.index0]) | abs] | max -%}
      {%- endfor -%}
      {%- do next.update({c.name: values}) -%}
    {%- endfor -%}
    {#- A share of 0 or 1 would be an impossible or a certain match whatever the columns say. -#}
    {%- set bounded = [[lambda, 1e-9] | max, 1 - 1e-9] | min -%}
    {%- do state.update({'m': next, 'lambda': bounded, 'change': step.change, 'open': step.change >= match.tolerance}) -%}
  {%- endif -%}
{% endmacro %}

{# The share of matches among all possible pairs: those expected among the blocked pairs, of which `recall` are there. #}
{% macro weft_estimate_prior(match, m, u, start, possible) %}
  {%- set scored = [] -%}
  {%- for rule in match.rules if rule.scores -%}{%- do scored.append('rule_' ~ rule.number ~ ' = 1') -%}{%- endfor -%}
  {%- set prior = namespace(value=start, open=possible > 0) -%}
  {%- for round in range(match.rounds) if prior.open -%}
    {%- set matching = weft_ask('select coalesce(sum(matching), 0) as matching from (' ~ weft_posteriors(match, m, u, prior.value, '(' ~ scored | join(' or ') ~ ')') ~ ') p').columns[0].values()[0] | float / weft_pair_units() -%}
    {%- set next = [[matching / match.recall / possible, 1e-9] | max, 0.5] | min -%}
    {%- set prior.open = (next - prior.value) | abs > match.tolerance * next -%}
    {%- set prior.value = next -%}
  {%- endfor -%}
  {{ return(prior.value) }}
{% endmacro %}

{# The expectation step: each pattern with its pairs and how many of them match, in weft_pair_units. #}
{% macro weft_posteriors(match, m, u, lambda, condition) %}
  {%- set factors = [weft_double(lambda / (1 - lambda))] -%}
  {%- for c in match.comparisons if c.name in m -%}
    {%- set cases = [] -%}
    {%- for value in m[c.name] -%}{%- do cases.append('when ' ~ loop.index0 ~ ' then ' ~ weft_double(value / u[c.name][loop.index0])) -%}{%- endfor -%}
    {%- do factors.append('case level_' ~ c.name ~ ' ' ~ cases | join(' ') ~ ' else ' ~ weft_double(1.0) ~ ' end') -%}
  {%- endfor -%}
  {{ return('select x.*, cast(round(' ~ weft_pair_units() ~ ' * (odds / (1 + odds))) as ' ~ weft_type('integer') ~ ') * pairs as matching from (select t.*, ' ~ factors | join(' * ') ~ " as odds from @patterns t where kind = 'blocked' and " ~ condition ~ ') x') }}
{% endmacro %}

{# For each comparison and level, the sum of `what` over the patterns at it. #}
{% macro weft_level_sums(match, what) %}
  {%- set sums = [] -%}
  {%- for c in match.comparisons -%}
    {%- set comparison = loop.index -%}
    {%- for condition in c.conditions -%}
      {%- do sums.append('coalesce(sum(case when level_' ~ c.name ~ ' = ' ~ loop.index0 ~ ' then ' ~ what ~ ' else 0 end), 0) as s_' ~ comparison ~ '_' ~ loop.index0) -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(sums | join(', ')) }}
{% endmacro %}

{# One comparison's sums out of such a row, after its first `skip` columns. #}
{% macro weft_levels_of(match, row, name, skip) %}
  {%- set found = namespace(at=skip, values=[]) -%}
  {%- for c in match.comparisons -%}
    {%- if c.name == name -%}
      {%- for condition in c.conditions -%}{%- do found.values.append(row[found.at + loop.index0] | float) -%}{%- endfor -%}
    {%- endif -%}
    {%- set found.at = found.at + c.conditions | length -%}
  {%- endfor -%}
  {{ return(found.values) }}
{% endmacro %}

{# Counts in `unit`s as shares. Half a pair more at each level: one that was not seen is rare, not impossible. #}
{% macro weft_shares(counts, unit) %}
  {%- set shares = [] -%}
  {%- set total = counts | sum + 0.5 * unit * counts | length -%}
  {%- for count in counts -%}{%- do shares.append((count + 0.5 * unit) / total) -%}{%- endfor -%}
  {{ return(shares) }}
{% endmacro %}

{#
  Random pairs are a mixture: prior * m of them match. What is left is u, but never less than the counts' own
  standard error, which says how little is known of a rarer one.
#}
{% macro weft_without_matches(counts, m, prior) %}
  {%- set left = [] -%}
  {%- set pairs = counts | sum -%}
  {%- for count in counts -%}
    {%- do left.append([count + 0.5 - prior * m[loop.index0] * pairs, (count + 0.5) ** 0.5] | max) -%}
  {%- endfor -%}
  {%- set total = left | sum -%}
  {%- set shares = [] -%}
  {%- for count in left -%}{%- do shares.append(count / total) -%}{%- endfor -%}
  {{ return(shares) }}
{% endmacro %}

{# Where estimation begins: nine matches in ten are equal in a column. #}
{% macro weft_first_m(levels) %}
  {%- set values = [] -%}
  {%- for level in range(levels - 1) -%}{%- do values.append(0.1 / (levels - 1)) -%}{%- endfor -%}
  {{ return(values + [0.9]) }}
{% endmacro %}

{# The median of several rules' lists, level by level, as shares. #}
{% macro weft_median(lists) %}
  {%- set values = [] -%}
  {%- for level in range(lists[0] | length) -%}
    {%- set sorted = lists | map(attribute=level) | sort -%}
    {%- set middle = sorted | length // 2 -%}
    {%- do values.append(sorted[middle] if sorted | length % 2 else (sorted[middle - 1] + sorted[middle]) / 2) -%}
  {%- endfor -%}
  {%- set total = values | sum -%}
  {%- set shares = [] -%}
  {%- for value in values -%}{%- do shares.append(value / total) -%}{%- endfor -%}
  {{ return(shares) }}
{% endmacro %}

{# A number with all its digits: a decimal literal would be computed as one. #}
{% macro weft_double(value) %}{{ return('cast(' ~ '%.17e' | format(value | float) ~ ' as ' ~ weft_type('double') ~ ')') }}{% endmacro %}

{% macro weft_parameter_rows(match, estimated) %}
  {%- set rows = [] -%}
  {%- set prior = estimated.prior -%}
  {%- do rows.append("select '~prior' as comparison, 0 as level, 'two random records match' as " ~ weft_quote('condition') ~ ', ' ~ weft_double(prior) ~ ' as m, ' ~ weft_double(1 - prior) ~ ' as u, 0 as trained_by') -%}
  {%- for c in match.comparisons -%}
    {%- set name = c.name -%}
    {%- set trained_by = 0 if c.m else weft_estimates_of(estimated.rules, name) | length -%}
    {%- for condition in c.conditions -%}
      {%- do rows.append("select '" ~ name ~ "', " ~ loop.index0 ~ ", '" ~ condition ~ "', " ~ weft_double(estimated.m[name][loop.index0]) ~ ', ' ~ weft_double(estimated.u[name][loop.index0]) ~ ', ' ~ trained_by) -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return('select comparison, cast(level as ' ~ weft_type('integer') ~ ') as level, ' ~ weft_quote('condition') ~ ', m, u, ln(m / u) / ln(2) as weight, cast(trained_by as ' ~ weft_type('integer') ~ ') as trained_by from (' ~ rows | join(' union all ') ~ ') p') }}
{% endmacro %}

{# One row a blocking rule: its pairs, the records that it left out, and for one that trains how estimation ended. #}
{% macro weft_training_rows(match, estimated) %}
  {%- set rows = [weft_no_rows([['run_id', 'text'], ['rule', 'integer'], ['block_on', 'text'], ['pairs', 'integer'], ['left_out', 'integer'], ['matches', 'double'], ['rounds', 'integer'], ['last_change', 'double'], ['converged', 'integer']])] -%}
  {%- set sums = [] -%}
  {%- for rule in match.rules -%}
    {%- for kind in ['blocked', 'crowded'] -%}
      {%- do sums.append("coalesce(sum(case when kind = '" ~ kind ~ "' and rule_" ~ rule.number ~ ' = 1 then pairs else 0 end), 0) as ' ~ kind ~ '_' ~ rule.number) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- set counted = weft_ask('select ' ~ sums | join(', ') ~ ' from @patterns').rows[0] -%}
  {%- for rule in match.rules -%}
    {%- set state = estimated.rules | selectattr('number', 'equalto', rule.number) | first -%}
    {%- set ended = [weft_double(state.lambda * state.pairs), state.rounds, weft_double(state.change), 0 if state.open else 1] if state else ['null', 'null', 'null', 'null'] -%}
    {%- do rows.append('select ' ~ weft_run_id() ~ ', ' ~ rule.number ~ ", '" ~ rule.text ~ "', " ~ counted[2 * loop.index0] | int ~ ', ' ~ counted[2 * loop.index0 + 1] | int ~ ', ' ~ ended | join(', ')) -%}
  {%- endfor -%}
  {{ return(rows | join(' union all ')) }}
{% endmacro %}
