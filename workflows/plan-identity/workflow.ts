import {
  ActivityCancellationType,
  CancellationScope,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow';
import { describeFailure } from '../failures.ts';
import type { PlanActivities, PlanInput } from './activities.ts';

const { makePlan } = proxyActivities<PlanActivities>({
  startToCloseTimeout: '12 hours',
  heartbeatTimeout: '1 minute',
  // A plan is over when its schema is gone.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  // What was begun is dropped by the next plan: whoever asked sees that it failed, and asks again.
  retry: { maximumAttempts: 1 },
});
const { finishPlan } = proxyActivities<PlanActivities>({
  startToCloseTimeout: '5 minutes',
  retry: { initialInterval: '1 second', maximumAttempts: 10 },
});

/** Shows what a change of the rules, made in the app, would do to the persons. */
export async function planRules(input: PlanInput): Promise<void> {
  const { runId } = input;
  try {
    await makePlan(input);
    await finishPlan({ runId, status: 'succeeded', error: null });
  } catch (error) {
    const status = isCancellation(error) ? 'cancelled' : 'failed';
    const said = status === 'failed' ? describeFailure(error) : null;
    await CancellationScope.nonCancellable(() => finishPlan({ runId, status, error: said }));
    throw error;
  }
}
