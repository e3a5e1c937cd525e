import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { withControl } from '../connectors/control/connect.ts';
import { getRun, type RunStep } from '../connectors/control/runs.ts';
import { Unavailable, WeftError } from '../connectors/errors.ts';
import type { Settings } from '../connectors/settings.ts';
import { withTemporal } from '../workflows/client.ts';
import { fromFailure } from '../workflows/failures.ts';
import { startRefresh } from '../workflows/refresh-models/start.ts';
import type { RefreshInput, RefreshSummary } from '../workflows/refresh-models/workflow.ts';
import { startSync } from '../workflows/run-sync/start.ts';
import type { SyncSummary } from '../workflows/run-sync/workflow.ts';

const pollMs = 250;

/** Waits for a workflow, by default the latest of its id; what made it fail is thrown as the error that it was. */
export async function resultOf<T>(
  settings: Settings,
  { workflowId, executionId }: { workflowId: string; executionId?: string },
): Promise<T> {
  return withTemporal(settings, async (client) => {
    try {
      return (await client.workflow.getHandle(workflowId, executionId).result()) as T;
    } catch (error) {
      throw fromFailure(error);
    }
  });
}

/** Refreshes the models and reports each step as it starts and ends. */
export async function followRefresh(
  settings: Settings,
  input: Pick<RefreshInput, 'select' | 'fullRefresh' | 'syncs'>,
  onStep: (step: RunStep) => void,
): Promise<RefreshSummary> {
  const started = await startRefresh(settings, { trigger: 'cli', ...input });
  const result = resultOf<RefreshSummary>(settings, started);
  let ended = false;
  const end = () => {
    ended = true;
  };
  result.then(end, end);
  await withControl(settings, async (control) => {
    const told = new Map<string, string>();
    for (let last = false; !last; ) {
      last = ended;
      for (const step of (await getRun(control, started.runId))?.steps ?? []) {
        if (told.get(step.name) === step.status) continue;
        told.set(step.name, step.status);
        onStep(step);
      }
      if (!last) await sleep(pollMs);
    }
  });
  return result;
}

/** How a run of a sync ended: its account, and what made it fail or stop before its end. */
export interface SyncOutcome {
  run: SyncSummary;
  failure: Error | null;
}

/** Runs one sync and waits for its account. */
export async function followSync(settings: Settings, sync: string): Promise<SyncOutcome> {
  return outcomeOf(settings, sync, await startSync(settings, sync, { trigger: 'cli' }));
}

/** Waits for a run of a sync. One that did not reach its end has an account as well, in its record. */
export async function outcomeOf(
  settings: Settings,
  sync: string,
  started: { runId: string; workflowId: string; executionId?: string },
): Promise<SyncOutcome> {
  try {
    return { run: await resultOf<SyncSummary>(settings, started), failure: null };
  } catch (error) {
    const recorded = await withControl(settings, (control) => getRun(control, started.runId));
    const status = recorded?.run.status === 'cancelled' ? 'cancelled' : 'failed';
    const counts = countsSchema.safeParse(recorded?.run.counts);
    if (!counts.success) throw error;
    const failure =
      error instanceof Error && status === 'failed' ? error : new Unavailable(`sync ${sync} was cancelled`);
    return { run: { runId: started.runId, sync, status, ...counts.data }, failure };
  }
}

const countsSchema = z.object({
  planned: z.number(),
  accepted: z.number(),
  rejected: z.number(),
  skipped: z.number(),
  pending: z.number(),
});

/** `12 planned = 10 accepted + 1 rejected + 1 skipped + 0 pending`. */
export const equation = (run: SyncSummary): string =>
  `${run.planned} planned = ${run.accepted} accepted + ${run.rejected} rejected + ${run.skipped} skipped + ${run.pending} pending`;

/** What made a run fail, as it stands beside the run's account in a JSON answer. */
export const errorDocument = (failure: Error): { message: string; mend?: string | undefined } => ({
  message: failure.message,
  ...(failure instanceof WeftError && failure.mend !== undefined ? { mend: failure.mend } : {}),
});
