import 'server-only';
import type { Row, Value } from '../../connectors/warehouses/connection.ts';
import { modelRunsTable, usedToday } from '../../models/dbt/model-runs.ts';
import { budgetOf } from '../../models/workspace/budget.ts';
import { authorise } from './authorise.ts';
import { NotComputed } from './not-computed.ts';
import { numberOf, textOf, textOrNull } from './values.ts';
import { dialect, row, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** What something took; null is what the engine does not tell. */
export interface Taken {
  seconds: number;
  bytes: number | null;
  credits: number | null;
}

export interface ModelCost {
  model: string;
  status: string;
  startedAt: string | null;
  /** Of its table, after the last run. */
  rows: number | null;
  last: Taken;
  /** In the last 30 days. */
  month: Taken & { runs: number };
}

const monthHours = 30 * 24;

const numberOrNull = (value: Value | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);

const taken = (found: Row, prefix: string): Taken => ({
  seconds: numberOf(found[`${prefix}seconds`]),
  bytes: numberOrNull(found[`${prefix}bytes`]),
  credits: numberOrNull(found[`${prefix}credits`]),
});

/** What each model took when it last ran and in the last 30 days, the longest first; none before the first run. */
export async function recordedCosts(): Promise<ModelCost[]> {
  await authorise('read');
  const sql = dialect();
  const found = await usedOr([], () =>
    rows(
      `select model, status, started_at, row_count, seconds, bytes, credits,
       month_runs, month_seconds, month_bytes, month_credits
     from (
       select model, status, started_at, row_count, seconds, bytes, credits,
         row_number() over (partition by model order by started_at desc, run_id desc) as place,
         count(*) over (partition by model) as month_runs,
         sum(seconds) over (partition by model) as month_seconds,
         sum(bytes) over (partition by model) as month_bytes,
         sum(credits) over (partition by model) as month_credits
       from ${sql.table(modelRunsTable)}
       where started_at >= ${sql.hoursBefore(sql.literal(new Date()), monthHours)}
     ) as ranked
     where place = 1 order by seconds desc, model`,
    ),
  );
  return found.map((one) => ({
    model: textOf(one.model),
    status: textOf(one.status),
    startedAt: textOrNull(one.started_at),
    rows: numberOrNull(one.row_count),
    last: taken(one, ''),
    month: { ...taken(one, 'month_'), runs: numberOf(one.month_runs) },
  }));
}

/** What the models of one run took, by model; empty for a run that recorded nothing yet. */
export async function runCosts(runId: string): Promise<Map<string, Taken & { rows: number | null }>> {
  await authorise('read');
  const found = await usedOr([], () =>
    rows(
      `select model, max(row_count) as row_count, sum(seconds) as seconds, sum(bytes) as bytes, sum(credits) as credits
       from ${dialect().table(modelRunsTable)} where run_id = $1 group by model`,
      { values: [runId] },
    ),
  );
  return new Map(
    found.map((one) => [textOf(one.model), { ...taken(one, ''), rows: numberOrNull(one.row_count) }]),
  );
}

/** A reading of the recorded runs, or what stands for it before the first one is recorded. */
async function usedOr<T>(nothing: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NotComputed) return nothing;
    throw error;
  }
}

/** One limit of the workspace's budget; `used` is null for one that is of a single query. */
export interface Limit {
  of: 'query' | 'day';
  unit: 'bytes' | 'credits';
  limit: number;
  used: number | null;
}

/** The workspace's limits with what today's refreshes have used of them. */
export async function budgetToday(): Promise<Limit[]> {
  await authorise('read');
  const { workspace, zone } = await currentWorkspace();
  const budget = budgetOf(workspace);
  const ofDay = budget.bytesPerDay !== null || budget.creditsPerDay !== null;
  const today = ofDay ? await usedOr({}, () => row(usedToday(dialect(), zone, new Date()))) : {};
  const limits: (Omit<Limit, 'limit'> & { limit: number | null })[] = [
    { of: 'query', unit: 'bytes', limit: budget.bytesPerQuery, used: null },
    { of: 'day', unit: 'bytes', limit: budget.bytesPerDay, used: numberOf(today.bytes) },
    { of: 'day', unit: 'credits', limit: budget.creditsPerDay, used: numberOf(today.credits) },
  ];
  return limits.flatMap(({ limit, ...rest }) => (limit === null ? [] : [{ ...rest, limit }]));
}

/** One time that a model was built. */
export interface ModelRun extends Taken {
  runId: string;
  status: string;
  startedAt: string | null;
  rows: number | null;
}

const runsShown = 20;

/** The last times that a model was built, the latest first; none before the first. */
export async function runsOfModel(model: string): Promise<ModelRun[]> {
  await authorise('read');
  const found = await usedOr([], () =>
    rows(
      `select run_id, status, started_at, row_count, seconds, bytes, credits
       from ${dialect().table(modelRunsTable)} where model = $1
       order by started_at desc, run_id desc limit ${runsShown}`,
      { values: [model] },
    ),
  );
  return found.map((one) => ({
    ...{ runId: textOf(one.run_id), status: textOf(one.status), startedAt: textOrNull(one.started_at) },
    ...{ rows: numberOrNull(one.row_count), ...taken(one, '') },
  }));
}
