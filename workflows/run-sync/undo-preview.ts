import { withControl } from '../../connectors/control/connect.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import type { Settings } from '../../connectors/settings.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import { planTable } from '../../models/sync-diff/tables.ts';
import { causeOf } from '../../models/sync-runs/causes.ts';

import { newRunId } from '../run-id.ts';
import { declaredSync, destinationFor } from './declared-sync.ts';
import { canRemove, receiverOf } from './destination.ts';
import { readSource } from './plan/read-source.ts';
import { sentRows, writeUndo } from './plan/write-plan.ts';
import { type PlanSample, type SentOperations, samplePlan } from './plan-rows.ts';
import { ensureSyncTables } from './sync-tables.ts';

export interface UndoPreview {
  /** Rows that would be sent to take the run back. */
  sent: number;
  operations: SentOperations;
  /** Rows that stay as the run left them. */
  skipped: number;
  /** Why they do, the commonest reason first. */
  reasons: { reason: string; rows: number }[];
  sample: PlanSample[];
}

const mostReasons = 12;

/** Computes what an undo of a run would do, by the statement of a real one; sends and records nothing. */
export async function previewUndo(
  settings: Settings,
  { sync: slug, runId: undoes }: { sync: string; runId: string },
): Promise<UndoPreview> {
  const workspace = await withControl(settings, workspaceInForce);
  const sync = declaredSync(workspace, slug);
  const destination = destinationFor(workspace, sync);
  const warehouse = await openWarehouse(settings);
  const { dialect } = warehouse;
  const runId = `preview_${newRunId(Date.now(), Math.random)}`;
  const table = dialect.table(planTable(runId));
  try {
    await ensureSyncTables(warehouse);
    const source = await readSource(warehouse, workspace, sync);
    const receiver = receiverOf(sync, destination);
    const removes = canRemove(sync, destination);
    const counts = await writeUndo(warehouse, { sync, runId, source, receiver }, { undoes, removes });
    const { create, update, delete: removed, archive, skipped } = counts;
    const reasons = await warehouse.query(
      `select ${causeOf(dialect, 'skip_reason')} as reason, count(*) as n from ${table}
       where skip_reason is not null group by 1 order by n desc, reason limit ${mostReasons}`,
    );
    return {
      sent: sentRows(counts),
      operations: { create, update, delete: removed, archive },
      skipped,
      reasons: reasons.map(({ reason, n }) => ({ reason: String(reason), rows: Number(n) })),
      sample: await samplePlan(warehouse, runId),
    };
  } finally {
    await warehouse.execute(`drop table if exists ${table}`);
    await warehouse.close();
  }
}
