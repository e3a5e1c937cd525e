import type { Settings } from '../../connectors/settings.ts';
import { receiverOf } from './destination.ts';
import { countEmptying, stoppedBy } from './plan/breakers.ts';
import { readSource } from './plan/read-source.ts';
import { withScratchPlan } from './plan/scratch-plan.ts';
import { type PlanCounts, plannedRows, writePlan } from './plan/write-plan.ts';
import { type PlanSample, type RefusedRow, refusedRows, samplePlan } from './plan-rows.ts';

export interface SyncPreview {
  sync: string;
  planned: number;
  skipped: number;
  /** Rows that cannot be made into what is sent. */
  rejected: number;
  operations: Pick<PlanCounts, 'create' | 'update' | 'delete' | 'archive'>;
  /** At the destination as they are, and gone from the source but left there. */
  unchanged: number;
  stays: number;
  /** What a run would wait for approval for. */
  stoppedBy: string[];
  /** The first rows of each operation that would be sent, and of those that would not some with the reason. */
  sample: PlanSample[];
  refused: RefusedRow[];
}

/** Computes what a sync would send now, by the statement of a real run; sends and records nothing. */
export const previewSync = (settings: Settings, slug: string, { full = false } = {}): Promise<SyncPreview> =>
  withScratchPlan(settings, slug, async ({ warehouse, workspace, sync, destination, runId }) => {
    const receiver = receiverOf(sync, destination);
    const source = await readSource(warehouse, workspace, sync);
    const counts = await writePlan(warehouse, { sync, runId, source, receiver, resend: full });
    const emptying = await countEmptying(warehouse, sync, runId);
    const { create, update, delete: removed, archive } = counts;
    return {
      sync: slug,
      planned: plannedRows(counts),
      ...{ skipped: counts.skipped, rejected: counts.rejected },
      operations: { create, update, delete: removed, archive },
      ...{ unchanged: counts.unchanged, stays: counts.stays },
      stoppedBy: stoppedBy(sync, { ...counts, emptying }),
      sample: await samplePlan(warehouse, runId),
      refused: await refusedRows(warehouse, runId),
    };
  });
