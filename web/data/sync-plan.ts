import 'server-only';
import {
  countOperations,
  type PlanSample,
  type RefusedRow,
  refusedRows,
  type SentOperations,
  samplePlan,
} from '../../workflows/run-sync/plan-rows.ts';
import { previewSync, type SyncPreview } from '../../workflows/run-sync/preview.ts';
import { previewUndo, type UndoPreview } from '../../workflows/run-sync/undo-preview.ts';
import { type FieldChange, rowChanges } from '../words/row-changes.ts';
import { authorise, may } from './authorise.ts';
import { settings } from './settings.ts';
import { onWarehouse } from './warehouse.ts';

/** A row that would be sent, and what that does to it. */
export interface PlannedChange {
  operation: string;
  key: string;
  previousKey: string | null;
  changes: FieldChange[];
}

/** What a plan would do. */
export interface PlanView {
  operations: SentOperations;
  /** Some rows of each operation, and of those that would not be sent; null for who may not see personal values. */
  sample: PlannedChange[] | null;
  refused: RefusedRow[] | null;
}

const changeOf = ({ operation, key, previousKey, fields, before }: PlanSample): PlannedChange => ({
  ...{ operation, key, previousKey: previousKey ?? null },
  changes: rowChanges({ operation, fields, before: before ?? null }),
});

/** The plan of a run that waits for approval, from where it is kept until then. */
export async function waitingPlan(run: string): Promise<PlanView> {
  await authorise('read');
  const personal = await may('personal.read');
  return onWarehouse(async (warehouse, options) => {
    const [operations, sample, refused] = await Promise.all([
      countOperations(warehouse, run, options),
      personal ? samplePlan(warehouse, run, options) : null,
      personal ? refusedRows(warehouse, run, options) : null,
    ]);
    return { operations, sample: sample?.map(changeOf) ?? null, refused };
  });
}

export interface PreviewView extends PlanView, Omit<SyncPreview, 'sync' | keyof PlanView> {}

/** What a sync would send now, or all that it would if everything went again. */
export async function syncPreview(slug: string, full: boolean): Promise<PreviewView> {
  await authorise('read');
  const personal = await may('personal.read');
  const { sample, refused, sync: _sync, ...counts } = await previewSync(settings(), slug, { full });
  return {
    ...counts,
    sample: personal ? sample.map(changeOf) : null,
    refused: personal ? refused : null,
  };
}

export interface UndoView extends PlanView, Omit<UndoPreview, keyof PlanView> {}

/** What an undo of a run would take back, and what it cannot. */
export async function undoPreview(sync: string, run: string): Promise<UndoView> {
  await authorise('read');
  const personal = await may('personal.read');
  const { sample, ...counts } = await previewUndo(settings(), { sync, runId: run });
  return { ...counts, sample: personal ? sample.map(changeOf) : null, refused: null };
}
