import 'server-only';
import { runsWithRejects } from '../../models/sync-runs/causes.ts';
import { nameOf } from '../../models/words/names.ts';
import { authorise } from './authorise.ts';
import { type RejectGroup, rejectGroups } from './sync-rejects.ts';
import { onWarehouse } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** The rejects of one run that still stand. */
export interface QueuedRejects {
  sync: { slug: string; name: string };
  run: string;
  rows: number;
  groups: RejectGroup[];
}

/** Runs whose causes are told; beyond them the queue says how many rows there are. */
const runsShown = 20;

export interface RejectQueue {
  queued: QueuedRejects[];
  rows: number;
  /** Rows of runs that are not among them. */
  further: number;
}

/** Every rejected row that still stands, by the run that left it so, the most first. Syncs that are gone have none. */
export async function rejectQueue(): Promise<RejectQueue> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const all = (await onWarehouse(runsWithRejects)).flatMap(({ sync: slug, runId, rows }) => {
    const sync = workspace.get('sync', slug);
    return sync === undefined ? [] : [{ sync: { slug, name: nameOf(sync) }, run: runId, rows }];
  });
  const queued = await Promise.all(
    all
      .slice(0, runsShown)
      .map(async (one) => ({ ...one, groups: await rejectGroups(one.run, { standing: true }) })),
  );
  const count = (runs: readonly { rows: number }[]) => runs.reduce((sum, { rows }) => sum + rows, 0);
  return { queued, rows: count(all), further: count(all.slice(runsShown)) };
}
