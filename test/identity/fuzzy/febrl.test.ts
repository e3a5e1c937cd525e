import { beforeAll, describe, expect, test } from 'vitest';
import {
  type FebrlSet,
  febrlColumns,
  febrlResources,
  febrlRules,
  febrlSets,
  readFebrl,
  scorePairs,
  splinkFuzzy,
} from '../../../cli/bench/identity/febrl.ts';
import { installBenchPython } from '../../../cli/bootstrap/bench-environment.ts';
import { projectRoot, toolchainFolder } from '../../../connectors/settings.ts';
import { build, workspaceOf } from '../../fixtures/build.ts';
import { makeTable } from '../../fixtures/tables.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';

const weft = useWarehouse('ducklake');
let python = '';

beforeAll(async () => {
  python = await installBenchPython(projectRoot, toolchainFolder());
  await weft.warehouse.execute('create schema if not exists raw');
}, 300_000);

/** Loads a set by its files; the names of its records. */
async function load(set: FebrlSet): Promise<string[]> {
  const records = readFebrl(python, set);
  const columns = ['rec_id', ...febrlColumns];
  for (const file of febrlSets[set].files) {
    await makeTable(
      weft.warehouse,
      `raw.${file}`,
      Object.fromEntries(columns.map((column) => [column, 'text' as const])),
      records
        .filter(({ source }) => source === file)
        .map((record) => Object.fromEntries(columns.map((column) => [column, record[column] ?? null]))),
    );
  }
  return records.map((record) => String(record.rec_id));
}

/** F1 as the founders measured it for Splink, by other comparisons; a fall below it would be a fault of ours. */
const sets: [FebrlSet, { records: number; f1: number }][] = [
  ['febrl1', { records: 1000, f1: 0.9989 }],
  ['febrl3', { records: 5000, f1: 0.9941 }],
  ['febrl4', { records: 10_000, f1: 0.9994 }],
];

describe.each(sets)('%s', (set, expected) => {
  test('finds the duplicates at least as well as Splink by the same comparisons, with the same parameters', async () => {
    const names = await load(set);
    expect(names.length).toBe(expected.records);
    const run = await build(weft, workspaceOf(febrlResources(set)), { id: set, select: ['+identity_pairs'] });
    const joined = await weft.warehouse.query(
      "select record_key, other_record_key from weft.identity_pairs where outcome = 'join'",
    );
    const ours = scorePairs(
      names,
      joined.map((row) => [String(row.record_key), String(row.other_record_key)] as const),
    );
    const features = await weft.warehouse.query('select * from weft.identity_features');
    const splink = await splinkFuzzy(python, febrlRules(set), features);
    const theirs = scorePairs(names, splink.pairs);
    const models = run.nodes.filter(({ kind }) => kind === 'model');
    const seconds = models.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0);
    console.log(
      `${set}: F1 ${ours.f1.toFixed(4)} in ${seconds.toFixed(1)} s (Splink ${theirs.f1.toFixed(4)} in ${splink.seconds.toFixed(1)} s)`,
    );
    expect(ours.f1).toBeGreaterThanOrEqual(theirs.f1);
    expect(ours.f1).toBeGreaterThanOrEqual(expected.f1);

    const parameters = await weft.warehouse.query('select * from weft.identity_match_parameters');
    expect(splink.parameters.length).toBeGreaterThan(25);
    // Both draw their random pairs, of other records.
    for (const theirs of splink.parameters) {
      const own = parameters.find(
        (row) => row.comparison === theirs.comparison && Number(row.level) === theirs.level,
      );
      expect(Math.abs(Number(own?.m) - theirs.m), `m of ${theirs.comparison} ${theirs.level}`).toBeLessThan(
        0.02,
      );
      expect(Math.abs(Number(own?.u) - theirs.u), `u of ${theirs.comparison} ${theirs.level}`).toBeLessThan(
        0.002 + 0.1 * theirs.u,
      );
    }
    const training = await weft.warehouse.query('select converged from weft.identity_match_training');
    expect(training.map(({ converged }) => String(converged))).toEqual(['1', '1', '1', '1']);
  }, 300_000);
});
