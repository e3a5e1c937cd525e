import { WeftError } from '../../connectors/errors.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { planStatement, planTable, syncRelation } from '../../models/sync-diff/context.ts';
import type { Sync } from '../../models/workspace/kinds/sync.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { destinationFor } from '../run-sync/declared-sync.ts';
import { countPlan } from '../run-sync/plan-counts.ts';
import { receiverOf } from '../run-sync/send-chunk.ts';
import type { Comparison } from './comparison.ts';
import type { SyncChange, SyncCounts } from './report.ts';

/** What each sync would send today, and what it would send with the proposed rules; nothing is sent. */
export async function syncChanges(
  comparison: Comparison,
  workspace: Workspace,
  inForce: Workspace,
): Promise<SyncChange[]> {
  const changes: SyncChange[] = [];
  for (const sync of workspace.all('sync')) {
    const now = inForce.get('sync', sync.slug);
    changes.push({
      sync: sync.slug,
      before: now
        ? await countRows(comparison, inForce, now, weftSchema)
        : { error: 'the sync is not in force' },
      after: await countRows(comparison, workspace, sync, comparison.shadow),
    });
  }
  return changes;
}

/** The rows of a sync's plan; where it cannot be computed the reason, and never zero. */
async function countRows(
  comparison: Comparison,
  workspace: Workspace,
  sync: Sync,
  models: string,
): Promise<SyncCounts> {
  const { warehouse, shadow, planId, options } = comparison;
  const { dialect } = warehouse;
  const table = dialect.table(planTable(planId, shadow));
  try {
    const relation = syncRelation(sync, models);
    const columns = await warehouse.columns(relation);
    if (columns.length === 0) return { error: missing(relation, models) };
    const receiver = receiverOf(sync, destinationFor(workspace, sync), 10_000);
    const statement = planStatement(dialect, sync, planId, receiver, columns, {
      models,
      state: shadow,
      plan: shadow,
    });
    await warehouse.execute(statement, options);
    return await countPlan(warehouse, table, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof WeftError)) throw error;
    return { error: error.message };
  }
}

const missing = (relation: string, models: string): string =>
  models === weftSchema
    ? `there is no table ${relation}: the models were not refreshed since it was declared`
    : `it reads ${relation.replace(`${models}.`, `${weftSchema}.`)}, which no model builds`;
