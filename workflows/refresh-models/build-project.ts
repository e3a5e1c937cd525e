import type { Settings } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import type { Catalog, SetAside } from '../../models/dbt/context.ts';
import { type DbtNode, type DbtRun, dbtBuild } from '../../models/dbt/process.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { keepToBudget } from './budget.ts';
import { recordingCosts } from './costs.ts';
import { writeDbtProject } from './dbt-project.ts';

export interface BuildOptions {
  settings: Settings;
  warehouse: Warehouse;
  workspace: Workspace;
  catalog: Catalog;
  /** The folder of the dbt project. */
  project: string;
  runId: string;
  /** Where the models are built, if not in Weft's own schema. */
  schema?: string;
  /** What is left as it is; nothing by default. */
  aside?: SetAside;
  /** In dbt's selection syntax; all models by default. */
  select: readonly string[];
  /** What is left out of the selection. */
  exclude?: readonly string[];
  /** The time by which windows are measured; now by default. */
  now?: Date;
  fullRefresh?: boolean;
  /** Added to what the dbt process gets. */
  environment?: Readonly<Record<string, string>>;
  signal: AbortSignal;
  onNode?: (node: DbtNode) => void;
}

/**
 * Writes a workspace's dbt project and builds it, unless that would go beyond the budget, and records what each
 * model cost. Resolves to the run and the project's files by their path.
 */
export async function buildProject(
  options: BuildOptions,
): Promise<{ run: DbtRun; files: ReadonlyMap<string, string> }> {
  const { settings, warehouse, workspace, catalog, project, runId, schema, onNode } = options;
  const target = schema === undefined ? {} : { schema };
  const aside = options.aside === undefined ? {} : { aside: options.aside };
  const written = await writeDbtProject({
    settings,
    warehouse,
    workspace,
    catalog,
    project,
    ...target,
    ...aside,
  });
  const dbt = {
    ...written.dbt,
    select: options.select,
    exclude: options.exclude ?? [],
    fullRefresh: options.fullRefresh ?? false,
    environment: { ...written.dbt.environment, ...options.environment },
    run: { id: runId, now: (options.now ?? new Date()).toISOString() },
    signal: options.signal,
  };
  await keepToBudget({
    warehouse,
    workspace,
    project,
    compile: () => dbtBuild({ ...dbt, command: 'compile' }),
  });
  const run = await recordingCosts({ warehouse, runId, project, ...target }, () =>
    dbtBuild({ ...dbt, ...(onNode ? { onNode } : {}) }),
  );
  return { run, files: written.files };
}
