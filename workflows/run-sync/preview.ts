import { withControl } from '../../connectors/control/connect.ts';
import { currentWorkspace } from '../../connectors/control/versions.ts';
import { messageOf } from '../../connectors/errors.ts';
import type { Settings } from '../../connectors/settings.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import { createSyncTables, planStatement, planTable, syncRelation } from '../../models/sync-diff/context.ts';
import { compileMapping } from '../../models/sync-diff/mapping.ts';
import { Workspace } from '../../models/workspace/resource.ts';
import { newRunId } from '../run-id.ts';
import { declaredSync } from './declared-sync.ts';
import { readPayload } from './send-chunk.ts';

export interface SyncPreview {
  sync: string;
  planned: number;
  skipped: number;
  operations: { create: number; update: number; delete: number };
  /** The first rows that would be sent; a template that fails says so in place of the fields. */
  sample: { operation: string; key: string; fields: Record<string, unknown> | { error: string } }[];
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
    for (const statement of createSyncTables(dialect)) await warehouse.execute(statement);
    const columns = await warehouse.columns(syncRelation(sync));
    await warehouse.execute(planStatement(dialect, sync, plan, 10_000, columns));
    const counts = await warehouse.query(
      `select operation, skip_reason is not null as skipped, count(*) as n from ${table} group by 1, 2`,
    );
    const count = (test: (row: (typeof counts)[number]) => boolean) =>
      counts.filter(test).reduce((sum, row) => sum + Number(row.n), 0);
    const rows = await warehouse.query(
      `select operation, key, payload from ${table} where skip_reason is null order by place limit ${sampleRows}`,
    );
    const map = compileMapping(sync);
    return {
      sync: slug,
      planned: count(() => true),
      skipped: count((row) => row.skipped === true),
      operations: {
        create: count((row) => row.operation === 'create' && row.skipped !== true),
        update: count((row) => row.operation === 'update' && row.skipped !== true),
        delete: count((row) => row.operation === 'delete'),
      },
      sample: rows.map((row) => ({
        operation: String(row.operation),
        key: String(row.key),
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
