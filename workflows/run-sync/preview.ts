import { withControl } from '../../connectors/control/connect.ts';
import { currentWorkspace } from '../../connectors/control/versions.ts';
import { messageOf } from '../../connectors/errors.ts';
import type { Settings } from '../../connectors/settings.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import { planStatement, planTable, syncRelation } from '../../models/sync-diff/context.ts';
import { compileMapping } from '../../models/sync-diff/mapping.ts';
import { Workspace } from '../../models/workspace/resource.ts';
import { newRunId } from '../run-id.ts';
import { declaredSync, destinationFor } from './declared-sync.ts';
import { countPlan, type PlanCounts } from './plan-counts.ts';
import { readPayload, receiverOf } from './send-chunk.ts';
import { ensureSyncTables } from './sync-tables.ts';

export interface SyncPreview {
  sync: string;
  planned: number;
  skipped: number;
  operations: Omit<PlanCounts, 'skipped'>;
  /** The first rows that would be sent; a template that fails says so in place of the fields. */
  sample: {
    operation: string;
    key: string;
    /** The key that the destination knows the row by until now, where it is given another. */
    previousKey?: string;
    fields: Record<string, unknown> | { error: string };
  }[];
}

const sampleRows = 20;

/** Computes what a sync would send now, by the statement of a real run; sends and records nothing. */
export async function previewSync(settings: Settings, slug: string): Promise<SyncPreview> {
  const workspace = new Workspace((await withControl(settings, currentWorkspace)).resources);
  const sync = declaredSync(workspace, slug);
  const warehouse = await openWarehouse(settings);
  const plan = `preview_${newRunId(Date.now(), Math.random)}`;
  const { dialect } = warehouse;
  const table = dialect.table(planTable(plan));
  try {
    await ensureSyncTables(warehouse);
    const columns = await warehouse.columns(syncRelation(sync));
    const receiver = receiverOf(sync, destinationFor(workspace, sync), 10_000);
    await warehouse.execute(planStatement(dialect, sync, plan, receiver, columns));
    const { skipped, ...operations } = await countPlan(warehouse, table);
    const rows = await warehouse.query(
      `select operation, key, payload, previous_key from ${table} where chunk is not null order by place limit ${sampleRows}`,
    );
    const map = compileMapping(sync);
    return {
      sync: slug,
      planned: operations.create + operations.update + operations.delete + skipped,
      skipped,
      operations,
      sample: rows.map((row) => ({
        operation: String(row.operation),
        key: String(row.key),
        ...(row.previous_key === null ? {} : { previousKey: String(row.previous_key) }),
        fields: row.operation === 'delete' ? {} : fieldsOf(map, String(row.payload)),
      })),
    };
  } finally {
    await warehouse.execute(`drop table if exists ${table}`);
    await warehouse.close();
  }
}

function fieldsOf(map: ReturnType<typeof compileMapping>, payload: string): Record<string, unknown> {
  try {
    return map(readPayload(payload));
  } catch (error) {
    return { error: messageOf(error) };
  }
}
