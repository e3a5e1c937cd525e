import { DbtError } from '../../connectors/errors.ts';
import type { Settings } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import type { Catalog, SetAside } from '../../models/dbt/context.ts';
import { type DbtNode, type DbtRun, dbtBuild } from '../../models/dbt/process.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { keepToBudget } from './budget.ts';
import { recordingCosts } from './costs.ts';
import { writeDbtProject } from './dbt-project.ts';
import { unchangedModels } from './unchanged.ts';

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
  /** Models in the same syntax: they and all before them are built, and nothing else, but for what is unchanged. */
  upTo?: readonly string[];
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

/** A selector of a model with that of all before it. */
export const withBefore = (selector: string): string => `+${selector}`;

export interface Built {
  run: DbtRun;
  /** How many models were left as they are, because they would have come out the same. */
  unchanged: number;
}

/**
 * Writes a workspace's dbt project and builds what would come out another way than it is, unless that would go beyond
 * the budget, and records what each model cost.
 */
export async function buildProject(options: BuildOptions): Promise<Built> {
  const { warehouse, workspace, project, runId, schema, exclude = [], upTo = [], onNode } = options;
  const target = schema === undefined ? {} : { schema };
  const written = await writeDbtProject(options);
  const now = options.now ?? new Date();
  const macros = [...written.files].flatMap(([path, text]) => (path.startsWith('macros/') ? text : []));
  const incremental =
    schema === undefined ? await unchangedModels(options, macros.join('\n'), now) : undefined;
  const unchanged = incremental?.unchanged ?? [];
  if (incremental?.nothing) return { run: { nodes: [], seconds: 0 }, unchanged: unchanged.length };
  const dbt = {
    ...written.dbt,
    select: [...options.select, ...upTo.map(withBefore)],
    exclude: [...exclude, ...unchanged],
    fullRefresh: options.fullRefresh ?? false,
    environment: { ...written.dbt.environment, ...options.environment },
    run: { id: runId, now: now.toISOString() },
    signal: options.signal,
  };
  await keepToBudget({
    warehouse,
    workspace,
    project,
    compile: () => dbtBuild({ ...dbt, command: 'compile' }),
  });
  const nodes = new Map<string, DbtNode>();
  try {
    const run = await recordingCosts({ warehouse, runId, project, ...target }, () =>
      dbtBuild({
        ...dbt,
        onNode: (node) => {
          nodes.set(node.id, node);
          onNode?.(node);
        },
      }),
    );
    await incremental?.record(run.nodes);
    return { run, unchanged: unchanged.length };
  } catch (error) {
    if (error instanceof DbtError && failedByModelsAlone([...nodes.values()]))
      await incremental?.record([...nodes.values()]);
    throw error;
  }
}

/**
 * Whether a run that failed went through to its end, and no test found rows wrong: what it has built is then as good as
 * that of one that succeeded. Otherwise rows that were not tested would be taken for good, and not be tested again.
 */
const failedByModelsAlone = (nodes: readonly DbtNode[]): boolean =>
  nodes.some(({ status }) => status === 'failed') &&
  nodes.every(({ kind, status }) => status !== 'running' && (kind !== 'test' || status !== 'failed'));
