import { z } from 'zod';
import { withControl } from '../../connectors/control/connect.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import { ConfigError } from '../../connectors/errors.ts';
import type { Settings } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { type ChosenRejects, rejectedKeys } from '../../models/sync-runs/causes.ts';
import { precedingModels } from '../../models/workspace/kinds/sync-timing.ts';
import { newRunId, type Trigger } from '../run-id.ts';
import { AlreadyRunning, type Started, startRun } from '../start-run.ts';
import { declaredSync } from './declared-sync.ts';
import { type RunPurpose, whatChanged } from './run-kind.ts';
import { ensureSyncTables } from './sync-tables.ts';
import type { RunSyncInput } from './workflow.ts';
import { syncWorkflowId } from './workflow-id.ts';

/**
 * Starts a run of a sync. Throws ConfigError when there is none of that name, and when one is under way: two
 * runs would send the same rows.
 */
export async function startSync(
  settings: Settings,
  sync: string,
  {
    trigger,
    purpose = whatChanged,
    runId = newRunId(Date.now(), Math.random),
  }: { trigger: Trigger; purpose?: RunPurpose; runId?: string },
): Promise<Started> {
  declaredSync(await withControl(settings, workspaceInForce), sync);
  const input = { sync, trigger, purpose, runId } satisfies RunSyncInput;
  return startRun(settings, {
    workflow: 'runSync',
    input,
    run: { kind: 'sync', subject: sync, trigger },
    workflowId: syncWorkflowId(sync),
    busy: { message: `sync ${sync} is running`, mend: 'Wait for that run to end, or cancel it.' },
  });
}

/**
 * Starts a run that sends rows again which another one rejected: all of them, or those that are chosen. Which these
 * are is written in the warehouse before the run begins.
 */
export async function startReplay(
  settings: Settings,
  warehouse: Warehouse,
  { sync, ofRun, only, trigger }: { sync: string; ofRun: string; only?: ChosenRejects; trigger: Trigger },
): Promise<Started> {
  if (!only) return startSync(settings, sync, { trigger, purpose: { kind: 'replay', ofRun, chosen: false } });
  const { dialect } = warehouse;
  const runId = newRunId(Date.now(), Math.random);
  await ensureSyncTables(warehouse);
  const chosen = dialect.table('weft.sync_chosen');
  await warehouse.execute(
    `insert into ${chosen} (run_id, ${dialect.ident('key')}) select ${dialect.literal(runId)}, r.${dialect.ident('key')} from (${rejectedKeys(dialect, ofRun, only)}) as r`,
  );
  try {
    return await startSync(settings, sync, {
      trigger,
      runId,
      purpose: { kind: 'replay', ofRun, chosen: true },
    });
  } catch (error) {
    await warehouse.execute(`delete from ${chosen} where run_id = ${dialect.literal(runId)}`);
    throw error;
  }
}

/** What dbt writes to `target/run_results.json`, as far as it says which nodes succeeded. */
const runResults = z.object({
  results: z.array(z.object({ unique_id: z.string(), status: z.string() })),
});

/** The outcome of one sync that a dbt run could start. */
export type AfterDbt =
  | { sync: string; started: Started }
  /** `waits` are its models that did not succeed in this run; `busy` where a run of it is under way. */
  | { sync: string; waits: string[] }
  | { sync: string; busy: true };

/**
 * Starts the syncs that run after a dbt run elsewhere, given its run results: those of which each model succeeded.
 * Throws ConfigError where the results are none.
 */
export async function startAfterDbt(settings: Settings, results: unknown): Promise<AfterDbt[]> {
  const parsed = runResults.safeParse(results);
  if (!parsed.success) {
    throw new ConfigError('these are no run results of dbt', {
      mend: 'Give the file target/run_results.json that a dbt run or build writes.',
    });
  }
  const done = new Set(
    parsed.data.results
      .filter(({ status }) => status === 'success')
      .map(({ unique_id }) => unique_id.split('.').at(-1) ?? ''),
  );
  const workspace = await withControl(settings, workspaceInForce);
  const outcomes: AfterDbt[] = [];
  for (const sync of workspace.all('sync')) {
    const models = precedingModels(sync);
    if (models.length === 0 || sync.paused) continue;
    const waits = models.filter((model) => !done.has(model));
    outcomes.push(waits.length > 0 ? { sync: sync.slug, waits } : await startUnlessBusy(settings, sync.slug));
  }
  return outcomes;
}

async function startUnlessBusy(settings: Settings, sync: string): Promise<AfterDbt> {
  try {
    return { sync, started: await startSync(settings, sync, { trigger: 'dbt' }) };
  } catch (error) {
    if (!(error instanceof AlreadyRunning)) throw error;
    return { sync, busy: true };
  }
}
