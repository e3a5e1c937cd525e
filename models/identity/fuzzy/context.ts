import type { Dialect } from '../../../connectors/warehouses/dialect.ts';
import { type Generation, kindsOf, relationOf } from '../../dbt/context.ts';
import type { Model } from '../../dbt/model.ts';
import { folderBeside } from '../../template/folder.ts';
import { type BlockRule, type Comparison, type Fuzzy, trainingRules } from '../../workspace/kinds/fuzzy.ts';
import { blockColumnName, levelsOf } from '../../workspace/kinds/fuzzy-levels.ts';
import type { Identity } from '../../workspace/kinds/identity.ts';
import type { Source } from '../../workspace/kinds/source.ts';
import { identitySources } from '../context.ts';
import { withoutAccents } from '../normalize/texts.ts';
import { meaningfulSteps, type Step, stepChain } from '../normalize.ts';
import { hasRecord, recordKey } from '../record-key.ts';
import { frequencyColumn, levelColumn, levelExpression, typedColumns } from './levels.ts';

const templates = folderBeside(import.meta.url, 'templates');

/** Whether fuzzy matching is on, so that there is a model `identity_pairs`. */
export const hasFuzzy = (identity: Identity | undefined): identity is Identity & { fuzzy: Fuzzy } =>
  identity?.fuzzy !== undefined;

const comparisonsOf = (fuzzy: Fuzzy): [string, Comparison][] => Object.entries(fuzzy.compare);

/** Text as it is compared: trimmed, in lower case, blanks made one, no accents, dates of eight digits as ISO 8601. */
function comparedSteps(
  dialect: Dialect,
  comparison: Comparison,
  kind: Parameters<typeof meaningfulSteps>[1],
): Step[] {
  const steps = [
    ...meaningfulSteps(dialect, kind),
    (value: string) => dialect.regexpReplace(`lower(${value})`, '[[:space:]]+', ' '),
    // Some engines count a letter with an accent as two.
    withoutAccents(dialect),
  ];
  if (comparison.days.length > 0) {
    steps.push(
      (value) =>
        `case when ${dialect.regexpMatches(value, '^[0-9]{8}$')} then substr(${value}, 1, 4) || '-' || substr(${value}, 5, 2) || '-' || substr(${value}, 7, 2) else ${value} end`,
    );
  }
  return steps;
}

/** One source's records with their compared values, null where it has no such column. */
function featuresOf(generation: Generation, fuzzy: Fuzzy, source: Source) {
  const { dialect } = generation;
  const kindOf = kindsOf(generation, source);
  const columns = comparisonsOf(fuzzy).flatMap(([name, comparison], index) =>
    comparison.from
      .filter((from) => from.startsWith(`${source.slug}.`))
      .map((from, place) => {
        const column = from.slice(source.slug.length + 1);
        return {
          compared: name,
          name: `value_${index + 1}_${place + 1}`,
          from: dialect.ident(column),
          region: null,
          steps: comparedSteps(dialect, comparison, kindOf(column)),
        };
      }),
  );
  const time = source.time === undefined ? 'null' : dialect.ident(source.time);
  const chain = stepChain(
    `${relationOf(generation, source)} where ${hasRecord(dialect, source)}`,
    [
      { name: 'record_key', expression: recordKey(dialect, source, kindOf) },
      { name: 'recorded_at', expression: dialect.cast(time, 'timestamp') },
    ],
    columns,
  );
  const values = comparisonsOf(fuzzy).map(([name]) => {
    const found = columns.filter((column) => column.compared === name).map((column) => column.name);
    const value =
      found.length > 1 ? `coalesce(${found.join(', ')})` : (found[0] ?? dialect.cast('null', 'text'));
    return { name, value };
  });
  return {
    source: source.slug,
    ctes: chain.ctes
      .map(
        (cte) => `${cte.name} as (\n    select ${cte.columns.join(',\n      ')}\n    from ${cte.from}\n  )`,
      )
      .join(',\n  '),
    last: chain.last,
    values,
  };
}

/** Sources that have a compared column and records of their own. */
export const fuzzySources = (generation: Generation, fuzzy: Fuzzy): Source[] => {
  const named = new Set(
    comparisonsOf(fuzzy).flatMap(([, { from }]) => from.map((path) => path.split('.')[0] ?? '')),
  );
  return identitySources(generation).filter(({ slug, shape }) => named.has(slug) && shape !== 'events');
};

/** The columns of one blocking rule as expressions over a record. */
const blockExpressions = (dialect: Dialect, rule: BlockRule): string[] =>
  rule.map((column) =>
    typeof column === 'string'
      ? dialect.ident(column)
      : `substr(${dialect.ident(column.column)}, 1, ${column.first})`,
  );

function pairsContext({ dialect }: Generation, fuzzy: Fuzzy) {
  // Those that only train make no pairs to be scored, so each rule says whether it does.
  const scored = new Set(fuzzy.block_on.map((rule) => JSON.stringify(rule)));
  const rules = allRules(fuzzy).map((rule, index) => {
    const keys = blockExpressions(dialect, rule).map((expression, place) => ({
      name: `key_${place + 1}`,
      expression,
    }));
    return {
      number: index + 1,
      first: index === 0,
      flags: allRules(fuzzy)
        .map((_, other) => (other === index ? 1 : 0))
        .join(', '),
      scores: scored.has(JSON.stringify(rule)) ? 1 : 0,
      keys: keys.map(({ name, expression }) => `${expression} as ${name}`).join(', '),
      partition: keys.map(({ name }) => name).join(', '),
      present: keys.map(({ name }) => `${name} is not null`).join(' and '),
      equal: keys.map(({ name }) => `l.${name} = r.${name}`).join(' and '),
    };
  });
  return {
    rules,
    comparisons: comparisonsContext(dialect, fuzzy),
    typed: comparisonsOf(fuzzy).flatMap(([name, comparison]) => typedColumns(dialect, name, comparison)),
    max_block: fuzzy.max_block,
    between_sources: !fuzzy.within_source,
    // Of so many records every pair is taken.
    sample: Math.ceil((1 + Math.sqrt(1 + 8 * fuzzy.train.pairs)) / 2),
    sample_order: dialect.md5(`source || '/' || record_key`),
  };
}

/** Rules that score, and those that only train. */
function allRules(fuzzy: Fuzzy): BlockRule[] {
  const rules = new Map(
    [...fuzzy.block_on, ...trainingRules(fuzzy)].map((rule) => [JSON.stringify(rule), rule]),
  );
  return [...rules.values()];
}

const comparisonsContext = (dialect: Dialect, fuzzy: Fuzzy) =>
  comparisonsOf(fuzzy).map(([name, comparison]) => ({
    name,
    level: levelColumn(name),
    expression: levelExpression(dialect, name, comparison),
    frequency: comparison.term_frequency ? frequencyColumn(name) : null,
    /** The number of the level at which values are equal. */
    exact: levelsOf(comparison).length - 1,
    levels: levelsOf(comparison).map((_, level) => level),
  }));

/** What the materialization that estimates the parameters has to know (macros/match_parameters.sql). */
function trainingContext(fuzzy: Fuzzy) {
  const rules = allRules(fuzzy);
  const training = new Set(trainingRules(fuzzy).map((rule) => JSON.stringify(rule)));
  return {
    prior: fuzzy.prior ?? null,
    recall: fuzzy.train.recall,
    rounds: fuzzy.train.rounds,
    tolerance: fuzzy.train.tolerance,
    between_sources: !fuzzy.within_source,
    comparisons: comparisonsOf(fuzzy).map(([name, comparison]) => ({
      name,
      // Level 0 is the weakest, so the declared order is turned.
      conditions: levelsOf(comparison).toReversed(),
      m: comparison.m?.toReversed() ?? null,
      u: comparison.u?.toReversed() ?? null,
    })),
    rules: rules.map((rule, index) => ({
      number: index + 1,
      text: rule
        .map((column) => (typeof column === 'string' ? column : `${column.column}:${column.first}`))
        .join(', '),
      columns: rule.map(blockColumnName),
      /** Columns that are equal throughout the rule's pairs. */
      whole: rule.filter((column) => typeof column === 'string'),
      trains: training.has(JSON.stringify(rule)),
      /** Those of `block_on` come first. */
      scores: index < fuzzy.block_on.length,
    })),
  };
}

const ends = [
  { name: 'source', description: 'Slug of the source.', tests: ['not_null'] },
  { name: 'record_key', description: 'Key of the record within its source.', tests: ['not_null'] },
];

/** The models of fuzzy matching; none where it is off. */
export function fuzzyModels(generation: Generation): Model[] {
  const { workspace, render, dialect } = generation;
  const identity = workspace.identity;
  if (!hasFuzzy(identity)) return [];
  const { fuzzy } = identity;
  const sources = fuzzySources(generation, fuzzy);
  if (sources.length === 0) return [];
  const folder = 'identity' as const;
  const pairs = pairsContext(generation, fuzzy);
  const frequencies = comparisonsOf(fuzzy).filter(([, comparison]) => comparison.term_frequency);
  return [
    {
      folder,
      name: 'identity_features',
      description:
        'One row per record that fuzzy matching compares, with its values as they are compared. Key: source, record_key; record_number is its place in the order of these.',
      config: { materialized: 'table' },
      columns: [
        { name: 'record_number', description: 'Number of the record within this run.' },
        ...ends,
        ...comparisonsOf(fuzzy).map(([name]) => ({ name, description: 'Compared value.' })),
      ],
      sql: render(templates, 'identity_features', {
        columns: comparisonsOf(fuzzy).map(([name]) => ({ name })),
        all: comparisonsOf(fuzzy)
          .map(([name]) => dialect.ident(name))
          .join(', '),
        present: comparisonsOf(fuzzy)
          .map(([name]) => `${dialect.ident(name)} is not null`)
          .join(' or '),
        frequencies: frequencies.map(([name]) => ({ name, frequency: frequencyColumn(name) })),
        sources: sources.map((source, index) => ({
          ...featuresOf(generation, fuzzy, source),
          first: index === 0,
        })),
      }),
    },
    {
      folder,
      name: 'identity_pair_levels',
      description:
        'One row per pair of records that a blocking rule makes, with the level at which each compared column agrees: the higher the closer, -1 where a value is missing. Key: record_number, other_record_number.',
      config: { materialized: 'table' },
      columns: [
        { name: 'record_number', description: 'Number of the lesser record.' },
        { name: 'other_record_number', description: 'Number of the other.' },
        ...pairs.rules.map(({ number }) => ({
          name: `rule_${number}`,
          description: `1 where blocking rule ${number} makes the pair.`,
        })),
        ...pairs.comparisons.map(({ name, level }) => ({ name: level, description: `Level of ${name}.` })),
      ],
      sql: render(templates, 'identity_pair_levels', pairs),
    },
    {
      folder,
      name: 'identity_match_parameters',
      description:
        'One row per compared column and level: how often matches (m) and other pairs (u) reach it, and its weight, log2(m / u). Row `~prior`: the probability that two random records match. Key: comparison, level.',
      config: { materialized: 'weft_match_parameters', meta: { match: trainingContext(fuzzy) } },
      columns: [
        { name: 'comparison', description: 'The compared column, or ~prior.' },
        { name: 'level', description: 'Level of agreement; 0 is none.' },
        { name: 'condition', description: 'What the level asks.' },
        { name: 'm', description: 'Share of matches at this level.' },
        { name: 'u', description: 'Share of other pairs at this level.' },
        { name: 'weight', description: 'log2(m / u).' },
        { name: 'trained_by', description: 'How many blocking rules estimated m; 0 for one that was given.' },
      ],
      sql: render(templates, 'identity_match_parameters', pairs),
    },
    {
      folder,
      name: 'identity_pairs',
      description:
        'One row per pair of records that probably are one person. Key: source, record_key, other_source, other_record_key; the lesser record comes first.',
      config: { materialized: 'table' },
      columns: [
        ...ends,
        { name: 'other_source', description: 'Source of the other record.', tests: ['not_null'] },
        { name: 'other_record_key', description: 'Key of the other record.', tests: ['not_null'] },
        { name: 'match_weight', description: 'log2 of the odds that they match.' },
        { name: 'match_probability', description: 'The probability that they match.' },
        {
          name: 'outcome',
          description: 'join, or review where a person is asked.',
          tests: [{ accepted_values: { arguments: { values: ['join', 'review'] } } }],
        },
      ],
      sql: render(templates, 'identity_pairs', {
        comparisons: pairs.comparisons,
        // A pair joins by its probability alone; compared as a weight it would depend on a logarithm's last digit.
        join_at: fuzzy.join_at,
        review_at: fuzzy.review_at,
      }),
    },
  ];
}
