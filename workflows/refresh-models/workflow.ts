import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ActivityCancellationType,
  ActivityFailure,
  CancellationScope,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  startChild,
} from '@temporalio/workflow';
import { tellAlerts, toldAtEnd } from '../alerts/tell-alerts.ts';
import { describeFailure } from '../failures.ts';
import { newRunId, type Trigger } from '../run-id.ts';
import type { runSync, SyncSummary } from '../run-sync/workflow.ts';
import { syncWorkflowId } from '../run-sync/workflow-id.ts';
import type { RefreshActivities } from './activities.ts';
import type { IdentityRun } from './identity-run.ts';
import { refreshWorkflowId } from './workflow-id.ts';

export interface RefreshInput {
  trigger: Trigger;
  runId?: string;
  /** Models to build, in dbt's selection syntax; all by default. */
  select?: string[];
  /** Resolves every record anew, with the same result; false by default. */
  fullRefresh?: boolean;
  /** Whether the syncs that follow a refresh are started; true by default. */
  syncs?: boolean;
}

export interface RefreshSummary {
  runId: string;
  models: number;
  /** Models that were left as they are, because they would have come out the same. */
  unchanged: number;
  tests: number;
  seconds: number;
  identity: IdentityRun | null;
  /** `runId` is null where a run from before was still under way, which `executionId` then does not name. */
  syncs: { sync: string; runId: string | null; workflowId: string; executionId?: string }[];
}

const { buildModels } = proxyActivities<RefreshActivities>({
  startToCloseTimeout: '12 hours',
  heartbeatTimeout: '1 minute',
  // A refresh is over when its dbt has ended.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  // dbt says itself what is wrong with a model; only a lost worker or a dead database is worth another try.
  retry: { initialInterval: '2 seconds', maximumAttempts: 3 },
});
const { finishRefresh, syncsAfterRefresh } = proxyActivities<RefreshActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '2 minutes',
  retry: { initialInterval: '1 second', maximumAttempts: 10 },
});
const { maintainWarehouse } = proxyActivities<RefreshActivities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumAttempts: 3 },
});

/** Builds the models with one dbt run, then starts the syncs that wait for a refresh. */
export async function refreshModels(input: RefreshInput): Promise<RefreshSummary> {
  const runId = input.runId ?? newRunId(Date.now(), Math.random);
  try {
    const built = await buildModels({
      runId,
      trigger: input.trigger,
      select: input.select ?? [],
      fullRefresh: input.fullRefresh ?? false,
    });
    await finishRefresh({
      runId,
      status: 'succeeded',
      counts: { models: built.models, unchanged: built.unchanged, tests: built.tests },
      error: null,
    });
    await tellAlerts({ runId, kind: 'refresh', state: 'over' });
    const waiting = input.syncs === false ? [] : await syncsAfterRefresh();
    const syncs = await Promise.all(waiting.map(startAfterRefresh));
    await maintained();
    return { runId, ...built, syncs };
  } catch (error) {
    const status = isCancellation(error) ? 'cancelled' : 'failed';
    const said = status === 'failed' ? describeFailure(error) : null;
    await CancellationScope.nonCancellable(() =>
      toldAtEnd({ runId, kind: 'refresh' }, error, () =>
        finishRefresh({ runId, status, counts: {}, error: said }),
      ),
    );
    throw error;
  }
}

/** What housekeeping leaves undone the next refresh does; its failure stands in this run's history. */
async function maintained(): Promise<void> {
  try {
    await maintainWarehouse();
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
  }
}

/** Starts a sync on its own; one that is still under way from before is left to end. */
async function startAfterRefresh(sync: string): Promise<RefreshSummary['syncs'][number]> {
  const runId = newRunId(Date.now(), Math.random);
  const workflowId = syncWorkflowId(sync);
  try {
    const child = await startChild<typeof runSync>('runSync', {
      workflowId,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      args: [{ sync, runId, trigger: 'refresh' }],
    });
    return { sync, runId, workflowId, executionId: child.firstExecutionRunId };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return { sync, runId: null, workflowId };
    throw error;
  }
}

/** What a schedule starts: one run of a sync, unless one is under way. */
export async function scheduledSync(sync: string): Promise<SyncSummary | null> {
  return unlessUnderWay(() =>
    executeChild<typeof runSync>('runSync', {
      workflowId: syncWorkflowId(sync),
      args: [{ sync, trigger: 'schedule' }],
    }),
  );
}

/** What a schedule starts: one refresh, unless one is under way. */
export async function scheduledRefresh(): Promise<RefreshSummary | null> {
  return unlessUnderWay(() =>
    executeChild<typeof refreshModels>('refreshModels', {
      workflowId: refreshWorkflowId,
      args: [{ trigger: 'schedule' }],
    }),
  );
}

async function unlessUnderWay<T>(start: () => Promise<T>): Promise<T | null> {
  try {
    return await start();
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return null;
    throw error;
  }
}
