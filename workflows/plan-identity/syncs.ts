import { WeftError } from '../../connectors/errors.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import type { Sync } from '../../models/workspace/kinds/sync.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { destinationFor } from '../run-sync/declared-sync.ts';
import { receiverOf } from '../run-sync/destination.ts';
import { readSource } from '../run-sync/plan/read-source.ts';
import { writePlan } from '../run-sync/plan/write-plan.ts';
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
  try {
    const source = await readSource(warehouse, workspace, sync, models);
    const receiver = receiverOf(sync, destinationFor(workspace, sync));
    const schemas = { models, state: shadow, plan: shadow };
    const counts = await writePlan(warehouse, { sync, runId: planId, source, receiver, schemas }, options);
    const { create, update, skipped, rejected } = counts;
    return { create, update, delete: counts.delete + counts.archive, skipped: skipped + rejected };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof WeftError)) throw error;
    return { error: error.message };
  }
}
