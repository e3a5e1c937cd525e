import type { QueryOptions, Warehouse } from '../../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../../connectors/warehouses/dialect.ts';
import { type PlanRequest, planStatement } from '../../../models/sync-diff/plan.ts';
import { sourceCount } from '../../../models/sync-diff/source.ts';
import { planTable } from '../../../models/sync-diff/tables.ts';
import { undoStatement } from '../../../models/sync-diff/undo.ts';

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
 * Writes a run's plan and counts it. The plan holds what differs, so keys that two rows of the source have, both as
 * they were, are not in it: the numbers of rows on both sides give them away, and then the plan is made once more with
 * an eye on each key.
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
  if (first.unchanged === first.unchangedHeld) return first;
  await write(true);
  return countPlan(warehouse, request, options);
}

/** Writes the plan that takes a run back, and counts it. */
export async function writeUndo(
  warehouse: Warehouse,
  request: PlanRequest,
  { undoes, removes }: { undoes: string; removes: boolean },
  options: QueryOptions = {},
): Promise<PlanCounts> {
  const { sync, runId, receiver } = request;
  const statement = undoStatement(warehouse.dialect, { sync: sync.slug, runId, undoes, receiver, removes });
  await warehouse.execute(statement, options);
  return countPlan(warehouse, request, options);
}

async function countPlan(
  warehouse: Warehouse,
  { sync, runId, source, receiver, schemas }: PlanRequest,
  options: QueryOptions,
): Promise<PlanCounts & { unchangedHeld: number }> {
  const { dialect } = warehouse;
  const plan = dialect.table(planTable(runId, schemas?.plan));
  const state = dialect.table(`${schemas?.state ?? weftSchema}.sync_state`);
  const [groups, [keys], [rows], [held]] = await Promise.all([
    warehouse.query(
      `select
         case when skip_reason is not null then 'skipped' when fault is not null and operation <> 'keep' then 'rejected' else operation end as outcome,
         in_source, count(*) as n, max(chunk) as chunks
       from ${plan} group by 1, 2`,
      options,
    ),
    warehouse.query(
      `select count(distinct case when in_state then key end) as own, count(distinct previous_key) as previous from ${plan}`,
      options,
    ),
    warehouse.query(sourceCount(dialect, source), options),
    warehouse.query(
      `select count(*) as n, count(fields) as held from ${state}
       where sync = ${dialect.literal(sync.slug)} and target = ${dialect.literal(receiver.target)}`,
      options,
    ),
  ]);
  const sum = (applies: (row: (typeof groups)[number]) => boolean) =>
    groups.filter(applies).reduce((total, row) => total + Number(row.n), 0);
  const of = (outcome: string) => sum((row) => row.outcome === outcome);
  const inPlan = sum((row) => row.in_source === true);
  const kept = of('keep');
  const total = Number(rows?.n);
  return {
    ...{ create: of('create'), update: of('update'), delete: of('delete'), archive: of('archive') },
    ...{ skipped: of('skipped'), rejected: of('rejected'), stays: of('stay') },
    unchanged: total - inPlan + kept,
    unchangedHeld: Number(held?.n) - Number(keys?.own) - Number(keys?.previous) + kept,
    source: total,
    held: Number(held?.held),
    chunks: Math.max(0, ...groups.map((row) => Number(row.chunks ?? 0))),
  };
}
