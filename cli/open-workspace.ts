import { withControl } from '../connectors/control/connect.ts';
import { workspaceInForce } from '../connectors/control/versions.ts';
import { readSettings } from '../connectors/settings.ts';
import type { QueryOptions, Warehouse } from '../connectors/warehouses/connection.ts';
import { openWarehouse } from '../connectors/warehouses/registry.ts';
import { type Generation, generation } from '../models/dbt/context.ts';
import type { Workspace } from '../models/workspace/resource.ts';
import { readComputable } from '../workflows/refresh-models/catalog.ts';
import { interruptible } from './platform/interruptible.ts';

export interface OpenWorkspace {
  workspace: Workspace;
  warehouse: Warehouse;
  /** For statements: an interrupt ends them. */
  query: QueryOptions;
}

export interface OpenModels extends OpenWorkspace {
  /** For statements that run as they are. */
  context: Generation;
}

/** Runs `work` with the workspace in force and its warehouse open. `command` is what waits, and what an interrupt ends. */
export async function withWorkspace(
  command: string,
  work: (open: OpenWorkspace) => Promise<void>,
): Promise<void> {
  const settings = readSettings();
  await interruptible(settings, command, async (signal) => {
    const workspace = await withControl(settings, workspaceInForce);
    const warehouse = await openWarehouse(settings);
    try {
      await work({ workspace, warehouse, query: { signal } });
    } finally {
      await warehouse.close();
    }
  });
}

/** The same, with what its statements are made from: the columns that the warehouse has. */
export const withModels = (command: string, work: (open: OpenModels) => Promise<void>): Promise<void> =>
  withWorkspace(command, async (open) => {
    const { workspace, warehouse } = open;
    const { catalog, aside } = await readComputable(warehouse, workspace);
    const context = generation(workspace, catalog, warehouse.dialect, 'warehouse', { aside });
    await work({ ...open, context });
  });
