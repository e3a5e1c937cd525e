import {
  ActivityCancellationType,
  CancellationScope,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow';
import { describeFailure } from '../failures.ts';
import { newRunId, type Trigger } from '../run-id.ts';
import type { SyncActivities } from './activities.ts';

export interface RunSyncInput {
  sync: string;
  trigger: Trigger;
  /** Given where somebody waits for this run; a scheduled one makes its own. */
  runId?: string;
}

export interface SyncSummary {
  runId: string;
  sync: string;
  status: 'complete' | 'complete_with_rejects' | 'failed' | 'cancelled';
  planned: number;
  accepted: number;
  rejected: number;
  skipped: number;
  pending: number;
}

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

const { planSync, finishSync } = proxyActivities<SyncActivities>({
  startToCloseTimeout: '2 hours',
  heartbeatTimeout,
  cancellationType,
  retry,
});

/** Computes what changed, sends it chunk by chunk and accounts for every row, however it ends. */
export async function runSync(input: RunSyncInput): Promise<SyncSummary> {
  const runId = input.runId ?? newRunId(Date.now(), Math.random);
  const run = { runId, sync: input.sync, trigger: input.trigger };
  try {
    const plan = await planSync(run);
    const { sendChunk } = proxyActivities<SyncActivities>({
      startToCloseTimeout: '12 hours',
      heartbeatTimeout,
      cancellationType,
      retry: { ...retry, maximumAttempts: plan.attempts },
    });
    for (let chunk = 1; chunk <= plan.chunks; chunk += 1) {
      await sendChunk({ runId, sync: plan.sync, destination: plan.destination, chunk });
    }
    return await finishSync({ ...run, outcome: 'sent', error: null });
  } catch (error) {
    // What was acknowledged before the end counts, so the state is settled even now.
    const outcome = isCancellation(error) ? 'cancelled' : 'failed';
    const said = outcome === 'failed' ? describeFailure(error) : null;
    await CancellationScope.nonCancellable(() => finishSync({ ...run, outcome, error: said }));
    throw error;
  }
}
