import type { getRun, Run } from '../../connectors/control/runs.ts';
import { Unavailable, WarehouseError } from '../../connectors/errors.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import type { RefreshAccount } from '../../models/alerts/refresh.ts';
import type { SyncRunAccount } from '../../models/alerts/sync-run.ts';
import { rejectCauses } from '../../models/sync-runs/causes.ts';
import { countsSoFar } from '../../models/sync-runs/counts.ts';
import { listSyncRuns, type SyncRun } from '../../models/sync-runs/runs.ts';
import { alertOf } from '../../models/workspace/alerts.ts';
import type { Sync } from '../../models/workspace/kinds/sync.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import type { Dependencies } from '../dependencies.ts';
import type { JudgedRun } from './activities.ts';

/** Runs among which the one before is looked for: of replays and undos there may be some between. */
const lookedAt = 20;

interface OfSync {
  run: Run;
  sync: Sync;
  judged: JudgedRun;
}

/** What both databases say of a run. One that failed before it had a plan is known to the control database alone. */
export async function syncAccount(
  { warehouse }: Pick<Dependencies, 'warehouse'>,
  { run, sync, judged }: OfSync,
): Promise<SyncRunAccount> {
  const counts = countsSoFar.safeParse(run.counts).data ?? null;
  const status = statusOf(run, judged);
  const known = {
    ...{ sync, runId: run.id, status, counts, waitsFor: counts?.waitsFor ?? [] },
    refused: judged.failure?.type === 'AuthError',
    error: run.error ?? judged.failure ?? null,
    ...{ heldBack: 0, tookMs: null, size: null, sizeBefore: null, causes: [] },
  };
  if (status !== 'succeeded' && status !== 'failed') return known;
  try {
    return { ...known, ...(await rowsOfRun(warehouse, run, sync, counts)) };
  } catch (error) {
    // A warehouse that is away is what many a failed run is about.
    if (status === 'failed' && (error instanceof Unavailable || error instanceof WarehouseError))
      return known;
    throw error;
  }
}

/** What the warehouse knows of a run that is over. */
async function rowsOfRun(
  warehouse: Warehouse,
  run: Run,
  sync: Sync,
  counts: SyncRunAccount['counts'],
): Promise<Partial<SyncRunAccount>> {
  const runs = await listSyncRuns(warehouse, { sync: sync.slug, limit: lookedAt });
  const place = runs.findIndex(({ runId }) => runId === run.id);
  const own = runs[place];
  if (own === undefined) return {};
  const before = runs.slice(place + 1).find((each) => isWhole(each) && /^complete/.test(each.status));
  const [size, sizeBefore] = isWhole(own)
    ? await sourceSizes(warehouse, [own, ...(before ? [before] : [])])
    : [];
  const waited = own.stoppedBy !== null;
  return {
    heldBack: own.skipped > 0 ? await heldBack(warehouse, run.id) : 0,
    tookMs: waited || !run.startedAt || !run.endedAt ? null : run.endedAt.getTime() - run.startedAt.getTime(),
    ...{ size: size ?? null, sizeBefore: sizeBefore ?? null },
    causes: (counts?.rejected ?? 0) > 0 ? await rejectCauses(warehouse, run.id) : [],
  };
}

function statusOf({ status }: Run, { state }: JudgedRun): SyncRunAccount['status'] {
  if (status !== 'queued' && status !== 'running') return status;
  if (state === 'waits') return 'awaiting_approval';
  // A run that is over and still counts as running could not even record its end.
  return state === 'goes_on' ? 'running' : 'failed';
}

/** Whether a run looked at the source as a whole. */
const isWhole = ({ kind }: SyncRun): boolean => kind === 'sync' || kind === 'full';

/** How many rows the source had at each of some runs. */
async function sourceSizes(warehouse: Warehouse, runs: readonly SyncRun[]): Promise<number[]> {
  const { dialect } = warehouse;
  const ids = runs.map(({ runId }) => dialect.literal(runId)).join(', ');
  const gone = await warehouse.query(
    `select run_id, count(*) as n from ${dialect.table(`${weftSchema}.sync_rows`)}
     where run_id in (${ids}) and operation in ('delete', 'archive') group by run_id`,
  );
  return runs.map(({ runId, planned, unchanged }) => {
    const removed = Number(gone.find((row) => row.run_id === runId)?.n ?? 0);
    return planned + unchanged - removed;
  });
}

async function heldBack(warehouse: Warehouse, runId: string): Promise<number> {
  const { dialect } = warehouse;
  const [found] = await warehouse.query(
    `select count(*) as n from ${dialect.table(`${weftSchema}.sync_rows`)}
     where run_id = ${dialect.literal(runId)} and status = 'skipped' and reason like 'refused before%'`,
  );
  return Number(found?.n ?? 0);
}

/** What a refresh's run and its steps say. */
export function refreshAccount(
  workspace: Workspace,
  { run, steps }: NonNullable<Awaited<ReturnType<typeof getRun>>>,
  { failure }: JudgedRun,
): RefreshAccount {
  const swings = new Map(
    steps
      .filter(({ name, status }) => status === 'warned' && name.startsWith('swing_'))
      .map(({ name, message }) => [name.slice('swing_'.length), message ?? '']),
  );
  return {
    status: run.status === 'succeeded' || run.status === 'cancelled' ? run.status : 'failed',
    error: run.error ?? failure ?? null,
    segments: workspace
      .all('segment')
      .filter((segment) => alertOf(workspace, segment) !== null)
      .map((segment) => ({ segment, swing: swings.get(segment.slug) ?? null })),
  };
}
