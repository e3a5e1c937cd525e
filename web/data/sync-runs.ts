import 'server-only';
import type { Row } from '../../connectors/warehouses/connection.ts';
import { sentence } from '../words/sentence.ts';
import { authorise } from './authorise.ts';
import { numberOf, textOf, textOrNull } from './values.ts';
import { row, rows } from './warehouse.ts';

/** Outcomes of a row, in the order in which the equation names them. */
export const rowStatuses = ['accepted', 'rejected', 'skipped', 'pending'] as const;
export type RowStatus = (typeof rowStatuses)[number];

export interface SyncRun {
  id: string;
  sync: string;
  destination: string;
  mode: string;
  /** What it was for: `sync`, `full`, `replay`, `undo`. */
  kind: string;
  trigger: string | null;
  status: string;
  planned: number;
  accepted: number;
  rejected: number;
  skipped: number;
  pending: number;
  /** In the source, and at the destination as they are; null for a run of an earlier version. */
  unchanged: number | null;
  /** Gone from the source, and left at the destination by the sync's mode. */
  stays: number | null;
  startedAt: string | null;
  endedAt: string | null;
  error: string | null;
  /** Names the plan, so that no other is approved in its place. */
  planHash: string | null;
  /** Why the plan waited for approval; empty where it did not. */
  stoppedBy: string[];
  approvedBy: string | null;
  approvedAt: string | null;
}

const numberOrNull = (value: Row[string] | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);

const runOf = (found: Row): SyncRun => ({
  id: textOf(found.run_id),
  sync: textOf(found.sync),
  destination: textOf(found.destination),
  mode: textOf(found.mode),
  kind: textOrNull(found.kind) ?? 'sync',
  trigger: textOrNull(found.trigger),
  status: textOf(found.status),
  planned: numberOf(found.planned),
  accepted: numberOf(found.accepted),
  rejected: numberOf(found.rejected),
  skipped: numberOf(found.skipped),
  pending: numberOf(found.pending),
  unchanged: numberOrNull(found.unchanged),
  stays: numberOrNull(found.stays),
  startedAt: textOrNull(found.started_at),
  endedAt: textOrNull(found.ended_at),
  error: found.error == null ? null : sentence(textOf(found.error)),
  planHash: textOrNull(found.plan_hash),
  stoppedBy: textOf(found.stopped_by).split('\n').filter(Boolean),
  approvedBy: textOrNull(found.approved_by),
  approvedAt: textOrNull(found.approved_at),
});

// Runs are read with `*`: the table of an earlier version gets its newer columns with the next run.

/** The last runs of every sync, newest first, by sync. */
export async function lastRuns(perSync: number): Promise<Map<string, SyncRun[]>> {
  await authorise('read');
  const found = await rows(
    `select * from (
       select *, row_number() over (partition by sync order by started_at desc, run_id desc) as place
       from weft.sync_runs) as ranked
     where place <= ${perSync} order by sync, place`,
  );
  return Map.groupBy(found.map(runOf), (run) => run.sync);
}

export const runsPageSize = 25;

export async function syncRuns(sync: string, page: number): Promise<{ runs: SyncRun[]; total: number }> {
  await authorise('read');
  const [found, counted] = await Promise.all([
    rows(
      `select * from weft.sync_runs where sync = $1 order by started_at desc, run_id desc
       limit ${runsPageSize} offset ${(page - 1) * runsPageSize}`,
      { values: [sync] },
    ),
    row('select count(*) as runs from weft.sync_runs where sync = $1', { values: [sync] }),
  ]);
  return { runs: found.map(runOf), total: numberOf(counted.runs) };
}

/** The latest run of a sync, as it is recorded; null before the first. */
export async function lastSyncRun(sync: string): Promise<SyncRun | null> {
  await authorise('read');
  const found = await row(
    'select * from weft.sync_runs where sync = $1 order by started_at desc, run_id desc limit 1',
    { values: [sync] },
  );
  return found.run_id === undefined ? null : runOf(found);
}

/** One run, or null where the warehouse does not know it: a run is written there when its rows are planned. */
export async function findSyncRun(sync: string, id: string): Promise<SyncRun | null> {
  await authorise('read');
  const found = await row('select * from weft.sync_runs where sync = $1 and run_id = $2', {
    values: [sync, id],
  });
  return found.run_id === undefined ? null : runOf(found);
}
