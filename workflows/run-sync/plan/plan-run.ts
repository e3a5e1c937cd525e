import type { QueryOptions, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Dialect } from '../../../connectors/warehouses/dialect.ts';
import type { Receiver } from '../../../models/sync-diff/plan.ts';
import { answerColumns, answersTable, planTable } from '../../../models/sync-diff/tables.ts';
import { chosenKeys, rejectedKeys } from '../../../models/sync-runs/causes.ts';
import { driftedKeys } from '../../../models/sync-runs/drift.ts';
import { createTable } from '../../../models/template/create-table.ts';
import type { Destination } from '../../../models/workspace/kinds/destination.ts';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';
import { canRemove, receiverOf } from '../destination.ts';
import type { RunPurpose } from '../run-kind.ts';
import { countEmptying, type PlanSize, stoppedBy } from './breakers.ts';
import { readPlanHash } from './plan-hash.ts';
import { readSource } from './read-source.ts';
import { sourceVersionOf, staysOfSame } from './source-version.ts';
import { type PlanCounts, writeEmptyPlan, writePlan, writeUndo } from './write-plan.ts';

export interface RunPlan {
  size: PlanSize;
  hash: string;
  chunkRows: number;
  /** Why it waits for approval; empty where it may run. */
  stoppedBy: string[];
  /** Of what the plan was made, where the source was planned whole and its version is known. */
  sourceVersion: string | null;
}

interface Planning {
  runId: string;
  purpose: RunPurpose;
  workspace: Workspace;
  sync: Sync;
  destination: Destination;
  /** Rows of one chunk, where the run has a reason of its own. */
  chunkRows?: number;
}

/** Writes the plan of a run, with the table of its answers beside it, and judges it. */
export async function planRun(
  warehouse: Warehouse,
  { runId, purpose, workspace, sync, destination, chunkRows }: Planning,
  options: QueryOptions,
): Promise<RunPlan> {
  const { dialect } = warehouse;
  const declared = receiverOf(sync, destination);
  const receiver = { ...declared, chunkRows: chunkRows ?? declared.chunkRows };
  if (purpose.kind === 'reset') {
    const state = dialect.table('weft.sync_state');
    await warehouse.execute(`delete from ${state} where sync = ${dialect.literal(sync.slug)}`, options);
  }
  const { counts, sourceVersion } = await writeFor(
    warehouse,
    { runId, purpose, workspace, sync, destination, receiver },
    options,
  );
  await warehouse.execute(`drop table if exists ${dialect.table(answersTable(runId))}`, options);
  await warehouse.execute(createTable(dialect, answersTable(runId), answerColumns), options);
  const recorded = await recordFirst(
    warehouse,
    sync,
    runId,
    counts.held === 0 && purpose.kind === 'sync',
    options,
  );
  const size = {
    ...counts,
    ...(recorded ? { create: 0, update: 0, chunks: 0 } : {}),
    emptying: await countEmptying(warehouse, sync, runId, options),
  };
  return {
    size,
    hash: await readPlanHash(warehouse, runId, options),
    chunkRows: receiver.chunkRows,
    sourceVersion,
    // What somebody asked for row by row was seen by them.
    stoppedBy: purpose.kind === 'replay' ? [] : stoppedBy(sync, size),
  };
}

/** Writes the plan that a run asks for: an empty one where the source is known to be as the last run left it. */
async function writeFor(
  warehouse: Warehouse,
  { runId, purpose, workspace, sync, destination, receiver }: Planning & { receiver: Receiver },
  options: QueryOptions,
): Promise<{ counts: PlanCounts; sourceVersion: string | null }> {
  if (purpose.kind === 'undo') {
    const removes = canRemove(sync, destination);
    const undo = { sync: sync.slug, runId, undoes: purpose.ofRun, receiver, removes };
    return { counts: await writeUndo(warehouse, undo, options), sourceVersion: null };
  }
  const source = await readSource(warehouse, workspace, sync);
  const plain = { sync, runId, receiver, source };
  const request = { ...plain, ...askedBy(warehouse.dialect, runId, purpose) };
  if (request.only !== undefined)
    return { counts: await writePlan(warehouse, request, options), sourceVersion: null };
  // By the plain request, so that a run of everything tells the next one what it left.
  const sourceVersion = await sourceVersionOf(warehouse, plain);
  const stays =
    sourceVersion !== null && purpose.kind === 'sync'
      ? await staysOfSame(warehouse, sync.slug, sourceVersion, options)
      : null;
  if (stays === null) return { counts: await writePlan(warehouse, request, options), sourceVersion };
  return { counts: { ...(await writeEmptyPlan(warehouse, request, options)), stays }, sourceVersion };
}

/** What of the source is planned, and whether also what did not change. */
function askedBy(dialect: Dialect, runId: string, purpose: RunPurpose): { resend?: boolean; only?: string } {
  if (purpose.kind === 'full') return { resend: true };
  if (purpose.kind === 'repair') return { resend: true, only: driftedKeys(dialect, purpose.ofCheck) };
  if (purpose.kind !== 'replay') return {};
  const only = purpose.chosen ? chosenKeys(dialect, runId) : rejectedKeys(dialect, purpose.ofRun);
  return { resend: true, only };
}

/** A first run that only takes note of what is there: its rows are known from then on, and nothing is sent. */
async function recordFirst(
  warehouse: Warehouse,
  sync: Sync,
  runId: string,
  first: boolean,
  options: QueryOptions,
): Promise<boolean> {
  if (sync.first_run !== 'record' || !first) return false;
  await warehouse.execute(
    `update ${warehouse.dialect.table(planTable(runId))} set operation = 'record', place = null, chunk = null where place is not null`,
    options,
  );
  return true;
}
