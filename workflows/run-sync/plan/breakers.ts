import type { QueryOptions, Warehouse } from '../../../connectors/warehouses/connection.ts';
import { jsonChanges } from '../../../models/sync-diff/changes.ts';
import { planTable } from '../../../models/sync-diff/tables.ts';
import { everyRunReason } from '../../../models/sync-runs/second-approver.ts';
import { shareOf } from '../../../models/workspace/kinds/percent.ts';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import { type PlanCounts, sentRows } from './write-plan.ts';

/** What a plan is judged by. */
export interface PlanSize extends PlanCounts {
  /** Rows that would empty a field which has a value at the destination. */
  emptying: number;
}

const percentOf = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

/** Why a plan waits for somebody's approval, in words; none where it may run. */
export function stoppedBy({ stop_if: limits, approval }: Sync, size: PlanSize): string[] {
  const reasons: string[] = [];
  if (approval.every_run && sentRows(size) > 0) reasons.push(everyRunReason);
  if (!limits) return reasons;
  const removed = size.delete + size.archive;
  const over = (share: number, limit: string | undefined): limit is string =>
    limit !== undefined && share > shareOf(limit);
  if (limits.empty && size.source === 0) reasons.push('the source has no rows');
  if (limits.rows !== undefined && sentRows(size) > limits.rows)
    reasons.push(`${sentRows(size)} rows would be sent; more than ${limits.rows} ask for approval`);
  const cost = sentRows(size) * (limits.cost?.per_row ?? 0);
  if (limits.cost !== undefined && cost > limits.cost.limit) {
    reasons.push(
      `${sentRows(size)} rows would cost ${Number(cost.toPrecision(6))}, at ${limits.cost.per_row} a row; the limit is ${limits.cost.limit}`,
    );
  }
  if (size.held === 0) return reasons;
  if (over(removed / size.held, limits.removed_share)) {
    reasons.push(
      `${removed} of ${size.held} rows would be removed, ${percentOf(removed / size.held)}; the limit is ${limits.removed_share}`,
    );
  }
  const moved = Math.abs(size.source - size.held) / size.held;
  if (over(moved, limits.size_change)) {
    const way = size.source > size.held ? 'grew' : 'shrank';
    reasons.push(
      `the source ${way} from ${size.held} to ${size.source} rows, by ${percentOf(moved)}; the limit is ${limits.size_change}`,
    );
  }
  const emptied = size.update === 0 ? 0 : size.emptying / size.update;
  if (over(emptied, limits.null_share)) {
    reasons.push(
      `${size.emptying} of ${size.update} updates would empty a field, ${percentOf(emptied)}; the limit is ${limits.null_share}`,
    );
  }
  return reasons;
}

/** Counts the updates of a plan that would empty a field which has a value at the destination; 0 where no breaker asks. */
export async function countEmptying(
  warehouse: Warehouse,
  sync: Sync,
  runId: string,
  options: QueryOptions = {},
): Promise<number> {
  if (sync.stop_if?.null_share === undefined) return 0;
  const { dialect } = warehouse;
  const emptied = Object.keys(sync.map).map((field) => {
    const { before, after } = jsonChanges(dialect, field);
    return `(${after} is null and ${before} is not null)`;
  });
  if (emptied.length === 0) return 0;
  const [found] = await warehouse.query(
    `select count(*) as n from ${dialect.table(planTable(runId))}
     where operation = 'update' and place is not null and previous_fields is not null and (${emptied.join(' or ')})`,
    options,
  );
  return Number(found?.n ?? 0);
}
