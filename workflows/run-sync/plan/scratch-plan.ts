import { withControl } from '../../../connectors/control/connect.ts';
import { workspaceInForce } from '../../../connectors/control/versions.ts';
import type { Settings } from '../../../connectors/settings.ts';
import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { openWarehouse } from '../../../connectors/warehouses/registry.ts';
import { planTable } from '../../../models/sync-diff/tables.ts';
import type { Destination } from '../../../models/workspace/kinds/destination.ts';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';
import { newRunId } from '../../run-id.ts';
import { declaredSync, destinationFor } from '../declared-sync.ts';
import { ensureSyncTables } from '../sync-tables.ts';

interface ScratchPlan {
  warehouse: Warehouse;
  workspace: Workspace;
  sync: Sync;
  destination: Destination;
  /** Names the plan's table. */
  runId: string;
  /** That table, as the dialect writes it. */
  table: string;
}

/** Work on a plan that nobody will run: its table is dropped when the work is over. */
export async function withScratchPlan<T>(
  settings: Settings,
  slug: string,
  work: (plan: ScratchPlan) => Promise<T>,
): Promise<T> {
  const workspace = await withControl(settings, workspaceInForce);
  const sync = declaredSync(workspace, slug);
  const destination = destinationFor(workspace, sync);
  const warehouse = await openWarehouse(settings);
  const runId = `preview_${newRunId(Date.now(), Math.random)}`;
  const table = warehouse.dialect.table(planTable(runId));
  try {
    await ensureSyncTables(warehouse);
    return await work({ warehouse, workspace, sync, destination, runId, table });
  } finally {
    await warehouse.execute(`drop table if exists ${table}`);
    await warehouse.close();
  }
}
