import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ActivityCancellationType,
  ActivityFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  setHandler,
  sleep,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunCounts } from '../../models/sync-runs/counts.ts';
import { tellAlerts, toldAtEnd } from '../alerts/tell-alerts.ts';
import { describeFailure } from '../failures.ts';
import { newRunId, type Trigger } from '../run-id.ts';
import type { Plan, SyncActivities } from './activities.ts';
import type { AroundActivities } from './around/activities.ts';
import type { RunPurpose } from './run-kind.ts';
import { sendQueue, syncWorkflowId } from './workflow-id.ts';

export interface RunSyncInput {
  sync: string;
  trigger: Trigger;
  /** Given where somebody waits for this run; a scheduled one makes its own. */
  runId?: string;
  /** What changed, by default. */
  purpose?: RunPurpose;
  /** Where the run goes on whose history became too long; made by the workflow itself. */
  goesOn?: { plan: Plan; chunk: number; paused: boolean };
}

export const syncStatuses = [
  'complete',
  'complete_with_rejects',
  'failed',
  'cancelled',
  'discarded',
  'expired',
] as const;

export interface SyncSummary extends RunCounts {
  runId: string;
  sync: string;
  status: (typeof syncStatuses)[number];
}

/** Somebody's word on a plan that waits; `hash` is of the plan that they saw. */
export interface Decision {
  by: string;
  hash: string;
}

export const approvePlan = defineUpdate<void, [Decision]>('approvePlan');
export const discardPlan = defineUpdate<void, [Decision]>('discardPlan');
/** The plan that waits, or null while none does. */
const waitingPlan = defineQuery<{ hash: string; stoppedBy: string[] } | null>('waitingPlan');
export const pauseRun = defineSignal('pause');
export const resumeRun = defineSignal('resume');

const retry = {
  initialInterval: '1 second',
  backoffCoefficient: 2,
  maximumInterval: '1 minute',
  maximumAttempts: 8,
} as const;

/** A worker that died is noticed after this; a live one shows itself every few seconds. */
const heartbeatTimeout = '20 seconds';

// A cancelled run is settled only when its activity has ended: what was sent until then was sent.
const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;

const { planSync, confirmPlan, markRun, finishSync } = proxyActivities<SyncActivities>({
  startToCloseTimeout: '2 hours',
  heartbeatTimeout,
  cancellationType,
  retry,
});

const { quietMs, prepareSync, concludeSync } = proxyActivities<AroundActivities>({
  startToCloseTimeout: '2 hours',
  heartbeatTimeout,
  cancellationType,
  retry,
});

// A destination that lets everybody wait takes no place from the planning of syncs to others.
const { checkDestination } = proxyActivities<SyncActivities>({
  taskQueue: sendQueue,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout,
  cancellationType,
  retry,
});

/** Why a run ended before all was sent that it planned. */
class PlanDropped extends Error {
  readonly outcome: 'discarded' | 'expired';

  constructor(outcome: 'discarded' | 'expired') {
    super(outcome);
    this.outcome = outcome;
  }
}

/**
 * Computes what changed, waits for approval where that is asked, sends it chunk by chunk and accounts for every row,
 * however it ends.
 */
export async function runSync(input: RunSyncInput): Promise<SyncSummary> {
  const runId = input.runId ?? newRunId(Date.now(), Math.random);
  const run = {
    runId,
    sync: input.sync,
    trigger: input.trigger,
    purpose: input.purpose ?? { kind: 'sync' as const },
  };
  const controls = listen(input.goesOn?.paused ?? false);
  let summary: SyncSummary;
  try {
    let plan = input.goesOn?.plan;
    if (!plan) {
      for (let ms = await prepareSync(run); ms > 0; ms = await prepareSync(run)) await sleep(ms);
      await checkDestination(run);
      plan = await planSync(run);
      if (plan.stoppedBy.length > 0) await approved(controls, runId, plan);
    }
    await sendChunks({ ...input, runId }, plan, controls);
    summary = await finished({ ...run, outcome: 'sent', error: null });
  } catch (error) {
    if (error instanceof PlanDropped) return await finished({ ...run, outcome: error.outcome, error: null });
    if (error instanceof Error && error.name === 'ContinueAsNew') throw error;
    // What was acknowledged before the end counts, so the state is settled even now.
    const outcome = isCancellation(error) ? 'cancelled' : 'failed';
    const said = outcome === 'failed' ? describeFailure(error) : null;
    await CancellationScope.nonCancellable(() => finished({ ...run, outcome, error: said }, error));
    throw error;
  }
  await conclude(summary);
  return summary;
}

/** What follows a run that was sent. Its own account stands, whatever becomes of that. */
async function conclude(summary: SyncSummary): Promise<void> {
  try {
    await follow(await concludeSync(summary));
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
  }
}

/** Waits while nothing may be sent. */
async function untilAllowed(sync: string): Promise<void> {
  for (let ms = await quietMs(sync); ms > 0; ms = await quietMs(sync)) await sleep(ms);
}

/** Starts the syncs that come after this one; one that is under way is left to end. */
async function follow(syncs: readonly string[]): Promise<void> {
  for (const sync of syncs) {
    try {
      await startChild<typeof runSync>('runSync', {
        workflowId: syncWorkflowId(sync),
        parentClosePolicy: ParentClosePolicy.ABANDON,
        args: [{ sync, trigger: 'sync' }],
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
}

const finished = (run: Parameters<typeof finishSync>[0], failure: unknown = null): Promise<SyncSummary> =>
  toldAtEnd({ runId: run.runId, kind: 'sync' }, failure, () => finishSync(run));

interface Controls {
  paused: boolean;
  /** The plan that waits; null while none does. */
  waiting: Pick<Plan, 'hash' | 'stoppedBy'> | null;
  decision: { approved: boolean; by: string } | null;
  /** Ends the activity that is under way, for a pause. */
  interrupt(): void;
}

/** Takes what people say to the run. */
function listen(paused: boolean): Controls {
  const controls: Controls = { paused, waiting: null, decision: null, interrupt: () => undefined };
  const validator = ({ hash }: Decision): void => {
    if (controls.waiting === null) throw new Error('no plan of this run waits for approval');
    if (controls.waiting.hash !== hash)
      throw new Error('the plan that waits is another one than the one that was seen');
  };
  const decide = (isApproved: boolean) => {
    return ({ by }: Decision) => {
      controls.decision = { approved: isApproved, by };
    };
  };
  setHandler(approvePlan, decide(true), { validator });
  setHandler(discardPlan, decide(false), { validator });
  setHandler(waitingPlan, () => controls.waiting);
  setHandler(pauseRun, () => {
    controls.paused = true;
    controls.interrupt();
  });
  setHandler(resumeRun, () => {
    controls.paused = false;
  });
  return controls;
}

/** Waits until somebody approves the plan; throws PlanDropped where it is discarded, or nobody does in time. */
async function approved(controls: Controls, runId: string, plan: Plan): Promise<void> {
  controls.waiting = { hash: plan.hash, stoppedBy: plan.stoppedBy };
  const [inTime] = await Promise.all([
    condition(() => controls.decision !== null, plan.approvalMs),
    tellAlerts({ runId, kind: 'sync', state: 'waits' }),
  ]);
  controls.waiting = null;
  if (!inTime) throw new PlanDropped('expired');
  if (!controls.decision?.approved) throw new PlanDropped('discarded');
  await confirmPlan({ runId, hash: plan.hash, by: controls.decision.by });
  await tellAlerts({ runId, kind: 'sync', state: 'goes_on' });
}

async function sendChunks(
  input: RunSyncInput & { runId: string },
  plan: Plan,
  controls: Controls,
): Promise<void> {
  const { sendChunk } = proxyActivities<SyncActivities>({
    taskQueue: sendQueue,
    startToCloseTimeout: '1 hour',
    heartbeatTimeout,
    cancellationType,
    retry: { ...retry, maximumAttempts: plan.attempts },
  });
  const { runId } = input;
  const { sync, destination, chunkRows, rows, bulk } = plan;
  for (let chunk = input.goesOn?.chunk ?? 1; chunk <= plan.chunks; ) {
    if (controls.paused) {
      await markRun({ runId, status: 'paused' });
      await condition(() => !controls.paused);
      await markRun({ runId, status: 'running' });
    }
    if (sync.blackout.length > 0) await untilAllowed(sync.slug);
    const done = await interruptible(controls, () =>
      sendChunk({ runId, sync, destination, chunk, chunkRows, rows, bulk }),
    );
    if (done) chunk += 1;
    if (workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof runSync>({ ...input, goesOn: { plan, chunk, paused: controls.paused } });
  }
}

/** Work that a pause ends, in which case it is not done. */
async function interruptible(controls: Controls, work: () => Promise<boolean>): Promise<boolean> {
  const scope = new CancellationScope();
  // A run that was resumed before its activity ended is no longer paused then.
  let interrupted = false;
  controls.interrupt = () => {
    interrupted = true;
    scope.cancel();
  };
  try {
    return await scope.run(work);
  } catch (error) {
    const isOwn = interrupted && isCancellation(error);
    if (isOwn && !CancellationScope.current().consideredCancelled) return false;
    throw error;
  } finally {
    controls.interrupt = () => undefined;
  }
}
