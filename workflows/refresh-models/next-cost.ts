import { withControl } from '../../connectors/control/connect.ts';
import { currentWorkspace } from '../../connectors/control/versions.ts';
import { homeFolder, pythonProgram, type Settings } from '../../connectors/settings.ts';
import { dbtProfile, openWarehouse } from '../../connectors/warehouses/registry.ts';
import { dbtBuild } from '../../models/dbt/process.ts';
import { projectFiles, writeProject } from '../../models/dbt/project.ts';
import { type Budget, budgetOf, type ExpectedUse, type Use } from '../../models/workspace/budget.ts';
import { Workspace } from '../../models/workspace/resource.ts';
import { todaysUse, totalOf, zoneOf } from './budget.ts';
import { readCatalog } from './catalog.ts';
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
  const workspace = new Workspace((await withControl(settings, currentWorkspace)).resources);
  const warehouse = await openWarehouse(settings);
  try {
    const zone = zoneOf(workspace);
    const compile = async () => {
      // A folder of its own, as a refresh may be under way in the other.
      const project = homeFolder(settings, 'tmp', 'estimate');
      const { profile, environment } = await dbtProfile(settings);
      const catalog = await readCatalog(warehouse, workspace);
      writeProject(project, projectFiles(workspace, catalog, warehouse.dialect, profile));
      await dbtBuild({
        program: pythonProgram('dbt'),
        command: 'compile',
        project,
        vars: { weft_run_id: 'estimate', weft_now: new Date().toISOString() },
        environment,
        ...(signal ? { signal } : {}),
      });
    };
    const models = await estimateModels(warehouse, homeFolder(settings, 'tmp', 'estimate'), compile);
    const today = await todaysUse(warehouse, zone);
    return { models, total: totalOf(models), today, budget: budgetOf(workspace), zone };
  } finally {
    await warehouse.close();
  }
}
