import { join } from 'node:path';
import { withControl } from '../../connectors/control/connect.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import { ConfigError } from '../../connectors/errors.ts';
import type { Settings } from '../../connectors/settings.ts';
import { loadTables } from '../../connectors/warehouses/duckdb/load.ts';
import { openLake, refuseOtherWarehouse } from '../../connectors/warehouses/duckdb/open-lake.ts';
import type { SyncSummary } from '../../workflows/run-sync/workflow.ts';
import { applyFolder } from '../apply.ts';
import { followRefresh, resultOf } from '../follow.ts';
import { showStep } from '../run.ts';
import { generateCompany } from './company/generate-company.ts';
import { scoreIdentity } from './score.ts';
import { type DemoState, demoFolder } from './state.ts';
import { writeDemoWorkspace } from './workspace.ts';

/** What `demo --once --json` prints. */
export interface DemoSummary {
  /** Records that identity resolved. */
  records: number;
  persons: number;
  precision: number;
  recall: number;
  segments: Record<string, number>;
  syncs: Record<string, Pick<SyncSummary, 'planned' | 'accepted' | 'rejected' | 'skipped' | 'pending'>>;
  /** Seconds of each step. */
  seconds: Record<string, number>;
}

/** Loads the company, applies its workspace, refreshes it and waits for its syncs. */
export async function runDemo(
  settings: Settings,
  state: DemoState,
  tell: (text: string) => void,
): Promise<DemoSummary> {
  const seconds: Record<string, number> = {};
  const timed = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work();
    seconds[step] = Math.round((performance.now() - started) / 10) / 100;
    return result;
  };
  refuseOtherWarehouse(settings);
  await refuseOtherWorkspace(settings);

  const folder = join(demoFolder(settings.home), 'company');
  const { files } = await timed('generate', () =>
    generateCompany({ persons: state.persons, seed: state.seed, now: new Date(state.now), folder }),
  );
  const warehouse = await openLake(settings);
  try {
    const loaded = await timed('load', () =>
      loadTables(
        warehouse,
        files.map(({ table, path }) => ({ files: [path], table: `raw.${table}` })),
      ),
    );
    const rows = loaded.reduce((sum, table) => sum + table.rows, 0);
    tell(`Loaded ${rows.toLocaleString('en')} rows into ${loaded.length} tables`);

    const workspaceFolder = join(demoFolder(settings.home), 'workspace');
    writeDemoWorkspace(workspaceFolder, state.receiverPort);
    const applied = await timed('apply', () =>
      // The demo's rules are its own; another release may have others.
      applyFolder(settings, workspaceFolder, { withoutIdentityPlan: true }),
    );
    tell(`The demo workspace is version ${applied.version}`);

    tell('Building the models');
    const refresh = await timed('refresh', () => followRefresh(settings, {}, showStep));
    const runs = await timed('sync', () =>
      Promise.all(refresh.syncs.map((sync) => resultOf<SyncSummary>(settings, sync))),
    );

    const workspace = await withControl(settings, workspaceInForce);
    const score = await timed('score', () => scoreIdentity(warehouse, workspace));
    const [identity] = await warehouse.query(
      'select (select count(*) from weft.identity_members) as records, (select count(*) from weft.identity_persons) as persons',
    );
    const sizes = await warehouse.query(
      'select segment, count(*) as n from weft.segment_members group by segment',
    );
    const sizeOf = new Map(sizes.map((row) => [String(row.segment), Number(row.n)]));
    return {
      records: Number(identity?.records),
      persons: Number(identity?.persons),
      precision: score.precision,
      recall: score.recall,
      segments: Object.fromEntries(workspace.all('segment').map(({ slug }) => [slug, sizeOf.get(slug) ?? 0])),
      syncs: Object.fromEntries(
        runs.map(({ sync, planned, accepted, rejected, skipped, pending }) => [
          sync,
          { planned, accepted, rejected, skipped, pending },
        ]),
      ),
      seconds,
    };
  } finally {
    await warehouse.close();
  }
}

/** The demo replaces the workspace in force, so it must be the demo's own. */
async function refuseOtherWorkspace(settings: Settings): Promise<void> {
  const workspace = await withControl(settings, workspaceInForce);
  const name = workspace.all('workspace')[0]?.slug;
  if (workspace.resources.length === 0 || name === 'larch_and_lantern') return;
  throw new ConfigError(`${settings.home} holds another workspace`, {
    mend: 'Run the demo in a home of its own: WEFT_HOME=/some/empty/folder ./weft demo',
  });
}
