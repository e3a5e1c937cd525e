import { proxyActivities } from '@temporalio/workflow';
import type { AlertActivities } from './activities.ts';

const activities = proxyActivities<AlertActivities>({
  startToCloseTimeout: '4 minutes',
  // The next one comes in five minutes.
  retry: { initialInterval: '5 seconds', maximumAttempts: 3 },
});

/** What a schedule starts: finds what only time brings about, and tells what could not be told before. */
export async function watchAlerts(): Promise<void> {
  await activities.watchAlerts();
}
