import type { QueryOptions, Warehouse } from '../../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../../connectors/warehouses/dialect.ts';
import { type PlanRequest, planStatement, type Receiver } from '../../../models/sync-diff/plan.ts';
import { sourceCount } from '../../../models/sync-diff/source.ts';
import { planColumns, planTable } from '../../../models/sync-diff/tables.ts';
import { type UndoRequest, undoStatement } from '../../../models/sync-diff/undo.ts';
import { createTable } from '../../../models/template/create-table.ts';

/** Rows of a plan, by what becomes of them. */
export interface PlanCounts {
  create: number;
  update: number;
  delete: number;
  archive: number;
  /** Cannot be sent, each with its reason. */
  skipped: number;
  /** Cannot be made into what is sent, each with its reason. */
  rejected: number;
  /** Gone from the source, and left at the destination by the sync's mode. */
  stays: number;
  /** In the source, and at the destination as they are. */
  unchanged: number;
  /** In the source. */
  source: number;
  /** Known to be at the destination before the run. */
  held: number;
  chunks: number;
}

export const plannedRows = (counts: PlanCounts): number =>
  sentRows(counts) + counts.skipped + counts.rejected;

export const sentRows = ({ create, update, delete: removed, archive }: PlanCounts): number =>
  create + update + removed + archive;

/**
 * Writes a run's plan and counts it. Keys that several rows of the source have are rare, and to look for them costs as
 * much as all else; so the plan is made as if there were none. Where two such rows differ from what was sent, the plan
 * has their key twice; where both are as they were, the numbers of rows on both sides give them away. Then the plan is
 * made once more with an eye on each key.
 */
export async function writePlan(
  warehouse: Warehouse,
  request: PlanRequest,
  options: QueryOptions = {},
): Promise<PlanCounts> {
  const write = (duplicates: boolean) =>
    warehouse.execute(planStatement(warehouse.dialect, { ...request, duplicates }), options);
  if (request.only !== undefined) {
    await write(true);
    return countPlan(warehouse, request, options);
  }
  await write(false);
  const first = await countPlan(warehouse, request, options);
  if (!first.repeats && first.unchanged === first.unchangedHeld) return first;
  await write(true);
  return countPlan(warehouse, request, options);
}

/** Writes a plan of no rows, for a source of which each row is at the destination as it is; `stays` is 0 in its counts. */
export async function writeEmptyPlan(
  warehouse: Warehouse,
  request: PlanRequest,
  options: QueryOptions = {},
): Promise<PlanCounts> {
  const { dialect } = warehouse;
  const plan = planTable(request.runId, request.schemas?.plan);
  await warehouse.execute(`drop table if exists ${dialect.table(plan)}`, options);
  await warehouse.execute(createTable(dialect, plan, planColumns), options);
  return countPlan(warehouse, request, options);
}

/**
 * Writes the plan that takes a run back, and counts it. It asks nothing of the source, which may be another one by
 * now: its size counts as that of what the destination holds, so that no breaker judges it.
 */
export async function writeUndo(
  warehouse: Warehouse,
  request: UndoRequest,
  options: QueryOptions = {},
): Promise<PlanCounts> {
  await warehouse.execute(undoStatement(warehouse.dialect, request), options);
  const [{ inSource: _inSource, kept: _kept, ...rows }, state] = await Promise.all([
    countRows(warehouse, planTable(request.runId), options),
    countState(warehouse, request, weftSchema, options),
  ]);
  return { ...rows, unchanged: 0, source: state.held, held: state.held };
}

/**
 * Counts a plan and what it is compared with; `repeats` says whether a key is in it twice, and `unchangedHeld` is as
 * many as `unchanged` where no other is twice in the source.
 */
async function countPlan(
  warehouse: Warehouse,
  { sync, runId, source, receiver, schemas }: PlanRequest,
  options: QueryOptions,
): Promise<PlanCounts & { repeats: boolean; unchangedHeld: number }> {
  const { dialect } = warehouse;
  const plan = planTable(runId, schemas?.plan);
  const [{ inSource, kept, ...rows }, [keys], [read], state] = await Promise.all([
    countRows(warehouse, plan, options),
    warehouse.query(
      `select count(distinct case when in_state then key end) as own, count(distinct previous_key) as previous,
         count(case when in_source then key end) as borne, count(distinct case when in_source then key end) as bearing
       from ${dialect.table(plan)}`,
      options,
    ),
    warehouse.query(sourceCount(dialect, source), options),
    countState(warehouse, { sync: sync.slug, receiver }, schemas?.state ?? weftSchema, options),
  ]);
  const total = Number(read?.n);
  return {
    ...rows,
    unchanged: total - inSource + kept,
    repeats: Number(keys?.borne) !== Number(keys?.bearing),
    unchangedHeld: state.keys - Number(keys?.own) - Number(keys?.previous) + kept,
    source: total,
    held: state.held,
  };
}

/** The rows of a plan by what becomes of them, and how many of them are in the source. */
async function countRows(warehouse: Warehouse, plan: string, options: QueryOptions) {
  const groups = await warehouse.query(
    `select
       case when skip_reason is not null then 'skipped' when fault is not null and operation <> 'keep' then 'rejected' else operation end as outcome,
       in_source, count(*) as n, max(chunk) as chunks
     from ${warehouse.dialect.table(plan)} group by 1, 2`,
    options,
  );
  const sum = (applies: (row: (typeof groups)[number]) => boolean) =>
    groups.filter(applies).reduce((total, row) => total + Number(row.n), 0);
  const of = (outcome: string) => sum((row) => row.outcome === outcome);
  return {
    ...{ create: of('create'), update: of('update'), delete: of('delete'), archive: of('archive') },
    ...{ skipped: of('skipped'), rejected: of('rejected'), stays: of('stay'), kept: of('keep') },
    inSource: sum((row) => row.in_source === true),
    chunks: Math.max(0, ...groups.map((row) => Number(row.chunks ?? 0))),
  };
}

/** The keys of which the state knows, and those of them that the destination holds. */
async function countState(
  warehouse: Warehouse,
  { sync, receiver }: { sync: string; receiver: Receiver },
  schema: string,
  options: QueryOptions,
): Promise<{ keys: number; held: number }> {
  const { dialect } = warehouse;
  const [found] = await warehouse.query(
    `select count(*) as n, count(fields) as held from ${dialect.table(`${schema}.sync_state`)}
     where sync = ${dialect.literal(sync)} and target = ${dialect.literal(receiver.target)}`,
    options,
  );
  return { keys: Number(found?.n), held: Number(found?.held) };
}
