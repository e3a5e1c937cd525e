import { setTimeout as sleep } from 'node:timers/promises';
import { withControl } from '../connectors/control/connect.ts';
import { getRun, type RunStep } from '../connectors/control/runs.ts';
import { Unavailable, WeftError } from '../connectors/errors.ts';
import type { Settings } from '../connectors/settings.ts';
import { countsSoFar, type RunCounts } from '../models/sync-runs/counts.ts';
import { withTemporal } from '../workflows/client.ts';
import { fromFailure } from '../workflows/failures.ts';
import { startRefresh } from '../workflows/refresh-models/start.ts';
import type { RefreshInput, RefreshSummary } from '../workflows/refresh-models/workflow.ts';
import type { RunPurpose } from '../workflows/run-sync/run-kind.ts';
import { startSync } from '../workflows/run-sync/start.ts';
import type { SyncSummary } from '../workflows/run-sync/workflow.ts';
import { reportError } from './output.ts';

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

export type RunAccount = Omit<SyncSummary, 'status'> & {
  status: SyncSummary['status'] | 'awaiting_approval';
  /** Why its plan waits for approval. */
  waitsFor?: string[];
};

/** How a run of a sync ended: its account, and what made it fail or stop before its end. */
export interface SyncOutcome {
  run: RunAccount;
  failure: Error | null;
}

/** Runs one sync and waits for its account. */
export async function followSync(
  settings: Settings,
  sync: string,
  purpose?: RunPurpose,
): Promise<SyncOutcome> {
  const asked = purpose === undefined ? {} : { purpose };
  return outcomeOf(settings, sync, await startSync(settings, sync, { trigger: 'cli', ...asked }));
}

/**
 * Waits for a run of a sync, until it is over or waits for somebody's approval. One that did not reach its end has an
 * account as well, in its record.
 */
export async function outcomeOf(
  settings: Settings,
  sync: string,
  started: { runId: string; workflowId: string; executionId?: string },
): Promise<SyncOutcome> {
  return withTemporal(settings, async (client) => {
    const result = client.workflow.getHandle(started.workflowId, started.executionId).result();
    // Where the run waits for somebody, the connection closes before there is a result.
    const ended = result.catch(() => undefined);
    const waiting = await untilWaiting(settings, sync, started.runId, ended);
    if (waiting) return { run: waiting, failure: null };
    try {
      return { run: (await result) as SyncSummary, failure: null };
    } catch (failed) {
      return accountOf(settings, sync, started.runId, fromFailure(failed));
    }
  });
}

/** What is recorded of a run that did not reach its end. Throws its error where nothing is. */
async function accountOf(
  settings: Settings,
  sync: string,
  runId: string,
  error: Error,
): Promise<SyncOutcome> {
  const recorded = await withControl(settings, (control) => getRun(control, runId));
  const status = recorded?.run.status === 'cancelled' ? 'cancelled' : 'failed';
  const counts = countsSoFar.safeParse(recorded?.run.counts);
  if (!counts.success) throw error;
  const { waitsFor: _waitsFor, ...rest } = counts.data;
  const failure = status === 'failed' ? error : new Unavailable(`sync ${sync} was cancelled`);
  return { run: { runId, sync, status, ...rest }, failure };
}

/** The account of a run that waits for approval, or null once it has ended. */
async function untilWaiting(
  settings: Settings,
  sync: string,
  runId: string,
  ended: Promise<unknown>,
): Promise<RunAccount | null> {
  return withControl(settings, async (control) => {
    for (let over = false; !over; ) {
      const counts = countsSoFar.safeParse((await getRun(control, runId))?.run.counts);
      if (counts.success && counts.data.waitsFor !== undefined)
        return { runId, sync, status: 'awaiting_approval', ...counts.data };
      const isOver = ended.then(() => true);
      over = await Promise.race([isOver, sleep(pollMs, false, { ref: false })]);
    }
    return null;
  });
}

/** `12 planned = 10 accepted + 1 rejected + 1 skipped + 0 pending`. */
export const equation = (run: RunCounts): string =>
  `${run.planned} planned = ${run.accepted} accepted + ${run.rejected} rejected + ${run.skipped} skipped + ${run.pending} pending`;

/** How a run of a sync ended, or why it waits. */
export function describeOutcome({ run }: SyncOutcome): string {
  const lines = [`${run.sync}: ${run.status.replaceAll('_', ' ')}, run ${run.runId}`, equation(run)];
  if (run.status !== 'awaiting_approval') return lines.join('\n');
  const reasons = (run.waitsFor ?? []).map((reason) => `waits for approval: ${reason}`);
  const how = `Look at it with \`weft sync ${run.sync} --dry-run\`; then \`weft runs approve ${run.runId}\` or \`weft runs discard ${run.runId}\`.`;
  return [...lines, ...reasons, how].join('\n');
}

/** Sets the exit code: 0 for a run that is complete, 3 for one that waits for approval. */
export function exitWith({ run, failure }: SyncOutcome): void {
  if (failure) process.exitCode = reportError(failure);
  else if (run.status === 'awaiting_approval') process.exitCode = 3;
  else if (run.status !== 'complete' && run.status !== 'complete_with_rejects') process.exitCode = 1;
}

/** What made a run fail, as it stands beside the run's account in a JSON answer. */
export const errorDocument = (failure: Error): { message: string; mend?: string | undefined } => ({
  message: failure.message,
  ...(failure instanceof WeftError && failure.mend !== undefined ? { mend: failure.mend } : {}),
});
