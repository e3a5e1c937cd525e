import { z } from 'zod';
import { levelsOf } from './fuzzy-levels.ts';
import { slug } from './shared.ts';

const probability = z.number().gt(0).lt(1);
const rising = (values: number[]) =>
  values.every((value, place) => place === 0 || value > (values[place - 1] ?? 0));
const falling = (values: number[]) => rising([...values].reverse());

/**
 * One column by which records are compared. Levels of agreement, strongest first: equal, then what is declared in
 * the order of the fields below, then everything else. A value that is not set says nothing either way.
 */
const comparison = z
  .strictObject({
    /** `source.column`, in order of preference. */
    from: z.array(z.string().regex(/^[a-z][a-z0-9_]*\..+$/, 'must be source.column')).min(1),
    /** Jaro and Winkler's similarity of at least this, from 0 to 1: for names. */
    jaro_winkler: z.array(probability).refine(falling, 'must fall: the closest first').default([]),
    /** At most so many characters inserted, left out or replaced: for codes and numbers with typing errors. */
    levenshtein: z.array(z.int().min(1)).refine(rising, 'must rise: the closest first').default([]),
    /** Dates at most so many days apart. */
    days: z.array(z.int().min(1)).refine(rising, 'must rise: the closest first').default([]),
    /** Numbers at most so far apart. */
    difference: z.array(z.number().gt(0)).refine(rising, 'must rise: the closest first').default([]),
    /** Weighs an agreement by how rare the value is: two called Szczepański say more than two called Smith. */
    term_frequency: z.boolean().default(false),
    /** How often matches fall into each level, strongest first; estimated unless given. */
    m: z.array(probability).optional(),
    /** How often other pairs do. */
    u: z.array(probability).optional(),
  })
  .superRefine((given, context) => {
    const levels = levelsOf(given).length;
    for (const name of ['m', 'u'] as const) {
      const values = given[name];
      if (values === undefined) continue;
      const sum = values.reduce((total, value) => total + value, 0);
      const message =
        values.length !== levels
          ? `needs ${levels} values, one for each level (${levelsOf(given).join('; ')})`
          : Math.abs(sum - 1) > 0.001
            ? `the values add up to ${Number(sum.toFixed(6))} instead of 1`
            : undefined;
      if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
    }
  });
export type Comparison = z.infer<typeof comparison>;

/** A comparison's column, whole or its first characters. */
const blockColumn = z.union([slug, z.strictObject({ column: slug, first: z.int().min(1) })]);
export type BlockColumn = z.infer<typeof blockColumn>;
const blockRule = z.array(blockColumn).min(1);
export type BlockRule = z.infer<typeof blockRule>;

const training = z.strictObject({
  /** About how many random pairs estimate `u`. */
  pairs: z.int().min(1000).max(1_000_000_000).default(1_000_000),
  /** Rounds of expectation maximisation after which what it has is taken, with a warning. */
  rounds: z.int().min(1).max(100).default(25),
  /** It ends when no parameter changes by more. */
  tolerance: probability.default(0.0001),
  /** The share of all matches that `block_on` is thought to find. */
  recall: z.number().gt(0).max(1).default(0.95),
  /** Blocking rules whose pairs estimate `m`, each for the comparisons that it does not name; `block_on` by default. */
  block_on: z.array(blockRule).min(1).optional(),
});

/** Fuzzy matching of records that no identifier joins (Fellegi and Sunter's model); off unless declared. */
export const fuzzySchema = z
  .strictObject({
    compare: z.record(slug, comparison).refine((given) => Object.keys(given).length > 0, 'names no column'),
    /** Only pairs that agree in all columns of one of these rules are compared at all. */
    block_on: z.array(blockRule).min(1),
    /** A value (or combination) that more records share makes no pairs. */
    max_block: z.int().min(2).default(1000),
    /** Whether records of one source are compared with each other. */
    within_source: z.boolean().default(true),
    /** Pairs of at least this probability join. */
    join_at: probability.default(0.95),
    /** Pairs of at least this probability that do not join are asked of a person. */
    review_at: probability.default(0.5),
    /** The probability that two random records match; estimated unless given. */
    prior: probability.optional(),
    train: training.default(training.parse({})),
  })
  .refine(({ join_at, review_at }) => review_at <= join_at, {
    path: ['review_at'],
    message: 'must not be above join_at',
  });
export type Fuzzy = z.infer<typeof fuzzySchema>;

/** The rules whose pairs estimate `m`. */
export const trainingRules = (fuzzy: Fuzzy): BlockRule[] => fuzzy.train.block_on ?? fuzzy.block_on;
