import { projectRoot, toolchainFolder } from '../../../connectors/settings.ts';
import { type Kind, type Resource, schemas, Workspace } from '../../../models/workspace/resource.ts';
import { installBenchPython } from '../../bootstrap/bench-environment.ts';
import { note } from '../../output.ts';
import {
  type FebrlSet,
  febrlColumns,
  febrlResources,
  febrlRules,
  febrlSets,
  readFebrl,
  scorePairs,
  splinkFuzzy,
} from './febrl.ts';
import { type Bench, runModels } from './run-models.ts';
import { judged, plain, type Result } from './targets.ts';

export const febrlNames = Object.keys(febrlSets) as FebrlSet[];

/** Fuzzy matching of one FEBRL set by Weft and by Splink with the same comparisons: F1 of the pairs, and seconds. */
export async function measureFuzzy(bench: Bench, set: FebrlSet): Promise<Result[]> {
  const { warehouse } = bench;
  const python = await installBenchPython(projectRoot, toolchainFolder(), note);
  const records = readFebrl(python, set);
  const columns = ['rec_id', ...febrlColumns];
  for (const file of febrlSets[set].files) {
    await warehouse.execute(
      `create or replace table raw.${file} (${columns.map((column) => `${column} varchar`).join(', ')})`,
    );
    const rows = records
      .filter((record) => record.source === file)
      .map((record) => Object.fromEntries(columns.map((column) => [column, record[column] ?? null])));
    await warehouse.append(`raw.${file}`, rows);
  }
  const resources: ({ kind: Kind } & Record<string, unknown>)[] = febrlResources(set);
  const workspace = new Workspace(
    resources.map((resource): Resource => schemas[resource.kind].parse(resource)),
  );
  note(`${set}: matching`);
  const weft = await runModels(bench, workspace, { id: set, select: '+identity_pairs' });
  const pairs = await warehouse.query(
    "select record_key, other_record_key from weft.identity_pairs where outcome = 'join'",
  );
  note(`${set}: splink`);
  const splink = await splinkFuzzy(
    python,
    febrlRules(set),
    await warehouse.query('select * from weft.identity_features'),
  );
  const names = records.map((record) => String(record.rec_id));
  const ours = scorePairs(
    names,
    pairs.map((row) => [String(row.record_key), String(row.other_record_key)] as const),
  );
  const theirs = scorePairs(names, splink.pairs);
  const peer = 'splink 5 with the same comparisons';
  return [
    plain(`${set}.records`, records.length, 'records'),
    judged(
      `${set}.weft_f1`,
      ours.f1,
      'F1',
      peer,
      { bound: 'at least', target: theirs.f1, from: 0 },
      records.length,
    ),
    plain(`${set}.weft_precision`, ours.precision, 'share'),
    plain(`${set}.weft_recall`, ours.recall, 'share'),
    plain(`${set}.splink_precision`, theirs.precision, 'share'),
    plain(`${set}.splink_recall`, theirs.recall, 'share'),
    judged(
      `${set}.weft_seconds`,
      weft.seconds,
      'seconds',
      peer,
      { bound: 'at most', target: splink.seconds, from: 0 },
      records.length,
    ),
    plain(`${set}.weft_wall_seconds`, weft.wallSeconds, 'seconds'),
  ];
}
