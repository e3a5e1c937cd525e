import { NotFound } from '../../connectors/errors.ts';
import { type Row, textOrNull, type Warehouse } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { countsOf, type RunCounts } from './counts.ts';

/** A run of a sync as the warehouse keeps it. */
export interface SyncRun extends RunCounts {
  runId: string;
  sync: string;
  destination: string;
  mode: string;
  kind: string;
  trigger: string;
  status: string;
  /** In the source and at the destination as they are; and gone from the source, but left there. */
  unchanged: number;
  stays: number;
  startedAt: string;
  endedAt: string | null;
  error: string | null;
  /** Why its plan waited for approval, and who approved it. */
  stoppedBy: string | null;
  approvedBy: string | null;
}

const columns = [
  ...['run_id', 'sync', 'destination', 'mode', 'kind', 'trigger', 'status'],
  ...['planned', 'accepted', 'rejected', 'skipped', 'pending', 'unchanged', 'stays'],
  ...['started_at', 'ended_at', 'error', 'stopped_by', 'approved_by'],
];

const runOf = (row: Row): SyncRun => ({
  ...{ runId: String(row.run_id), sync: String(row.sync), destination: String(row.destination) },
  ...{ mode: String(row.mode), kind: textOrNull(row.kind) ?? 'sync', trigger: textOrNull(row.trigger) ?? '' },
  status: String(row.status),
  ...countsOf(row),
  ...{ unchanged: Number(row.unchanged ?? 0), stays: Number(row.stays ?? 0) },
  ...{ startedAt: String(row.started_at), endedAt: textOrNull(row.ended_at), error: textOrNull(row.error) },
  ...{ stoppedBy: textOrNull(row.stopped_by), approvedBy: textOrNull(row.approved_by) },
});

const select = ({ dialect }: Warehouse): string =>
  `select ${columns.map(dialect.ident).join(', ')} from ${dialect.table(`${weftSchema}.sync_runs`)}`;

/** Runs, the latest first. */
export async function listSyncRuns(
  warehouse: Warehouse,
  { sync, limit }: { sync?: string | undefined; limit: number },
): Promise<SyncRun[]> {
  if ((await warehouse.columns(`${weftSchema}.sync_runs`)).length === 0) return [];
  const where = sync === undefined ? '' : ` where sync = ${warehouse.dialect.literal(sync)}`;
  const rows = await warehouse.query(
    `${select(warehouse)}${where} order by started_at desc, run_id desc limit ${limit}`,
  );
  return rows.map(runOf);
}

/** One run. Throws NotFound where there is none of that id. */
export async function findRun(warehouse: Warehouse, runId: string): Promise<SyncRun> {
  const known = (await warehouse.columns(`${weftSchema}.sync_runs`)).length > 0;
  const [found] = known
    ? await warehouse.query(`${select(warehouse)} where run_id = $1`, { values: [runId] })
    : [];
  if (found) return runOf(found);
  throw new NotFound(`there is no run ${runId} of a sync`, { mend: 'See `weft runs list`.' });
}
