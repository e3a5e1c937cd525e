import type { QueryOptions, Warehouse } from '../../../connectors/warehouses/connection.ts';
import { planHash } from '../../../models/sync-diff/changes.ts';
import { planTable } from '../../../models/sync-diff/tables.ts';

/** Names the plan of a run by all that it would send, so that no other is taken for the one that was seen. */
export async function readPlanHash(
  warehouse: Warehouse,
  runId: string,
  options: QueryOptions = {},
): Promise<string> {
  const { dialect } = warehouse;
  const [found] = await warehouse.query(planHash(dialect, dialect.table(planTable(runId))), options);
  return `${found?.n}-${found?.total}`;
}
