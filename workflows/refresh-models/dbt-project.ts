import { pythonProgram, type Settings } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { dbtProfile } from '../../connectors/warehouses/registry.ts';
import { statementOrigin } from '../../connectors/warehouses/statement-origin.ts';
import { withByteLimit } from '../../models/dbt/byte-limit.ts';
import type { Catalog, SetAside } from '../../models/dbt/context.ts';
import type { DbtOptions } from '../../models/dbt/process.ts';
import { projectFiles, writeProject } from '../../models/dbt/project.ts';
import { budgetOf } from '../../models/workspace/budget.ts';
import type { Workspace } from '../../models/workspace/resource.ts';

/**
 * Writes a workspace's dbt project to a folder; its models are built in Weft's own schema, or in `schema`. Resolves
 * to its files by their path, and to what every dbt run of it needs.
 */
export async function writeDbtProject(options: {
  settings: Settings;
  warehouse: Warehouse;
  workspace: Workspace;
  catalog: Catalog;
  project: string;
  schema?: string;
  aside?: SetAside;
}): Promise<{
  files: ReadonlyMap<string, string>;
  dbt: Pick<DbtOptions, 'program' | 'project' | 'environment' | 'vars'>;
}> {
  const { settings, warehouse, workspace, catalog, project, schema, aside } = options;
  const { profile, environment } = await dbtProfile(settings);
  const limited = withByteLimit(profile, budgetOf(workspace).bytesPerQuery);
  const files = projectFiles(workspace, catalog, warehouse.dialect, limited, schema, aside);
  writeProject(project, files);
  const vars = { weft_workspace: statementOrigin(settings).workspace };
  return { files, dbt: { program: pythonProgram('dbt'), project, environment, vars } };
}
