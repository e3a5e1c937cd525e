import type { Settings } from '../../connectors/settings.ts';
import { causeOf } from '../../models/sync-runs/causes.ts';
import { canRemove, receiverOf } from './destination.ts';
import { withScratchPlan } from './plan/scratch-plan.ts';
import { sentRows, writeUndo } from './plan/write-plan.ts';
import { type PlanSample, type SentOperations, samplePlan } from './plan-rows.ts';

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
export const previewUndo = (
  settings: Settings,
  { sync: slug, runId: undoes }: { sync: string; runId: string },
): Promise<UndoPreview> =>
  withScratchPlan(settings, slug, async ({ warehouse, sync, destination, runId, table }) => {
    const receiver = receiverOf(sync, destination);
    const removes = canRemove(sync, destination);
    const counts = await writeUndo(warehouse, { sync: slug, runId, receiver, undoes, removes });
    const { create, update, delete: removed, archive, skipped } = counts;
    const reasons = await warehouse.query(
      `select ${causeOf(warehouse.dialect, 'skip_reason')} as reason, count(*) as n from ${table}
       where skip_reason is not null group by 1 order by n desc, reason limit ${mostReasons}`,
    );
    return {
      sent: sentRows(counts),
      operations: { create, update, delete: removed, archive },
      skipped,
      reasons: reasons.map(({ reason, n }) => ({ reason: String(reason), rows: Number(n) })),
      sample: await samplePlan(warehouse, runId),
    };
  });
