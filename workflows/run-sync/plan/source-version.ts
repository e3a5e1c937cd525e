import { type QueryOptions, versionOf, type Warehouse } from '../../../connectors/warehouses/connection.ts';
import { hashOf, type PlanRequest, planStatement } from '../../../models/sync-diff/plan.ts';

/**
 * A text that is another one whenever a plan of the same state may be: of the statement, and of the versions of the
 * tables that it reads beside the state. Null where that cannot be known.
 */
export async function sourceVersionOf(warehouse: Warehouse, request: PlanRequest): Promise<string | null> {
  const { reads } = request.source;
  if (reads === null) return null;
  const versions = await warehouse.versions(reads);
  const parts = reads.map((table) => versionOf(versions, table));
  if (parts.includes(null)) return null;
  return hashOf([planStatement(warehouse.dialect, { ...request, runId: 'any' }), parts]);
}

/**
 * How many rows the sync's last run left at the destination that its source no longer has, if that run ended with the
 * source at this version and every row of it at the destination; null otherwise. A run now would find nothing to do.
 */
export async function staysOfSame(
  warehouse: Warehouse,
  sync: string,
  version: string,
  options: QueryOptions,
): Promise<number | null> {
  const { dialect } = warehouse;
  const [last] = await warehouse.query(
    `select status, kind, source_version, planned, accepted, stays from ${dialect.table('weft.sync_runs')}
     where sync = ${dialect.literal(sync)} order by started_at desc, run_id desc limit 1`,
    options,
  );
  if (!last || last.source_version !== version || last.status !== 'complete') return null;
  if (last.kind !== 'sync' && last.kind !== 'full' && last.kind !== 'reset') return null;
  return Number(last.planned) === Number(last.accepted) ? Number(last.stays ?? 0) : null;
}
