import {
  ActivityFailure,
  CancellationScope,
  isCancellation,
  patched,
  proxyActivities,
} from '@temporalio/workflow';
import { describeFailure, typeOfFailure } from '../failures.ts';
import type { AlertActivities, JudgedRun } from './activities.ts';

const activities = proxyActivities<AlertActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds', maximumAttempts: 5 },
});

/** Tells what a run says of its alerts. Whatever becomes of that, the run is as it is. */
export async function tellAlerts(run: JudgedRun): Promise<void> {
  // Runs that were under way before there were alerts go on without them.
  if (!patched('tell-alerts')) return;
  try {
    await CancellationScope.nonCancellable(() => activities.tellAlerts(run));
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
  }
}

/** Ends a run by `finish`, then tells its alerts, also where not even its end could be recorded. */
export async function toldAtEnd<T>(
  run: Omit<JudgedRun, 'state'>,
  failure: unknown,
  finish: () => Promise<T>,
): Promise<T> {
  const over = { ...run, state: 'over' as const };
  try {
    const finished = await finish();
    await tellAlerts({ ...over, ...failureOf(failure) });
    return finished;
  } catch (error) {
    if (!isCancellation(error)) await tellAlerts({ ...over, ...failureOf(error) });
    throw error;
  }
}

const failureOf = (error: unknown): Pick<JudgedRun, 'failure'> =>
  error === null ? {} : { failure: { type: typeOfFailure(error), ...describeFailure(error) } };
