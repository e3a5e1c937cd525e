import {
  ActivityCancellationType,
  CancellationScope,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow';
import { describeFailure } from '../failures.ts';
import type { BaselineCounts, CheckActivities, CheckInput, DriftCounts } from './activities.ts';

const options = {
  startToCloseTimeout: '12 hours',
  heartbeatTimeout: '20 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '2 seconds', maximumInterval: '1 minute', maximumAttempts: 5 },
} as const;
const { findDrift, readBaseline, finishCheck } = proxyActivities<CheckActivities>(options);

/** Compares what a destination holds with what it acknowledged. */
export const checkSync = (input: CheckInput): Promise<DriftCounts> => recorded(input, () => findDrift(input));

/** Takes what a destination holds for what was acknowledged. */
export const baselineSync = (input: CheckInput): Promise<BaselineCounts> =>
  recorded(input, () => readBaseline(input));

async function recorded<T extends DriftCounts | BaselineCounts>(
  { runId }: CheckInput,
  work: () => Promise<T>,
): Promise<T> {
  try {
    const counts = await work();
    await finishCheck({ runId, counts, status: 'succeeded', error: null });
    return counts;
  } catch (error) {
    const status = isCancellation(error) ? 'cancelled' : 'failed';
    const said = status === 'failed' ? describeFailure(error) : null;
    await CancellationScope.nonCancellable(() => finishCheck({ runId, counts: null, status, error: said }));
    throw error;
  }
}
