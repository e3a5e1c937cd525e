import { withControl } from '../../connectors/control/connect.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import { homeFolder, type Settings } from '../../connectors/settings.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import { dbtBuild } from '../../models/dbt/process.ts';
import { type Budget, budgetOf, type ExpectedUse, type Use } from '../../models/workspace/budget.ts';
import { todaysUse, totalOf } from './budget.ts';
import { readCatalog } from './catalog.ts';
import { writeDbtProject } from './dbt-project.ts';
import { estimateModels, type ModelEstimate } from './estimate.ts';

export interface NextCost {
  models: ModelEstimate[];
  /** Of what is known. */
  total: ExpectedUse;
  today: Use;
  budget: Budget;
  zone: string;
}

/** What a refresh of all models would cost now, and what today's refreshes have used; runs none of them. */
export async function nextCost(settings: Settings, signal?: AbortSignal): Promise<NextCost> {
  const workspace = await withControl(settings, workspaceInForce);
  const warehouse = await openWarehouse(settings);
  try {
    const { zone } = workspace;
    // A folder of its own, as a refresh may be under way in the other.
    const project = homeFolder(settings, 'tmp', 'estimate');
    const compile = async () => {
      const catalog = await readCatalog(warehouse, workspace);
      const { dbt } = await writeDbtProject({ settings, warehouse, workspace, catalog, project });
      await dbtBuild({
        ...dbt,
        command: 'compile',
        run: { id: 'estimate', now: new Date().toISOString() },
        ...(signal ? { signal } : {}),
      });
    };
    const models = await estimateModels(warehouse, project, compile);
    const today = await todaysUse(warehouse, zone);
    return { models, total: totalOf(models), today, budget: budgetOf(workspace), zone };
  } finally {
    await warehouse.close();
  }
}
