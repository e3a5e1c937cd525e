import 'server-only';
import { rowLife as readLife } from '../../models/sync-runs/row-life.ts';
import { nameOf } from '../../models/words/names.ts';
import { type FieldChange, rowChanges } from '../words/row-changes.ts';
import { authorise } from './authorise.ts';
import { plainText } from './values.ts';
import { onWarehouse } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** What one run did with a row. */
export interface RowMoment {
  sync: string;
  syncName: string;
  runId: string;
  key: string;
  previousKey: string | null;
  operation: string;
  status: string;
  reason: string | null;
  field: string | null;
  response: string | null;
  at: string;
  changes: FieldChange[];
}

export const mostMoments = 100;

/** What each run of each sync, or of one, did with the rows of a key, the latest first. */
export async function rowLife(key: string, sync: string | null): Promise<RowMoment[]> {
  await authorise('personal.read');
  const { workspace } = await currentWorkspace();
  const life = await onWarehouse((warehouse, options) =>
    readLife(
      warehouse,
      { key: plainText(key), limit: mostMoments, ...(sync === null ? {} : { sync }) },
      options,
    ),
  );
  return life.map(({ fields, previousFields, ...event }) => {
    const declared = workspace.get('sync', event.sync);
    return {
      ...event,
      syncName: declared ? nameOf(declared) : event.sync,
      changes: rowChanges({ operation: event.operation, fields, before: previousFields }),
    };
  });
}
