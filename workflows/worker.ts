import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { openControl } from '../connectors/control/connect.ts';
import { WeftError } from '../connectors/errors.ts';
import { readSettings, type Settings } from '../connectors/settings.ts';
import { openWarehouse } from '../connectors/warehouses/registry.ts';
import { createAlertActivities } from './alerts/activities.ts';
import { bundleFile } from './bundle.ts';
import { createCheckActivities } from './check-sync/activities.ts';
import { noAnswer, taskQueue, temporalConnection } from './client.ts';
import type { Dependencies } from './dependencies.ts';
import { createPlanActivities } from './plan-identity/activities.ts';
import { createRefreshActivities } from './refresh-models/activities.ts';
import { createSyncActivities } from './run-sync/activities.ts';
import { createAroundActivities } from './run-sync/around/activities.ts';
import { sendQueue } from './run-sync/workflow-id.ts';

/** The worker process: polls until SIGTERM or SIGINT, then lets what is under way end. */
async function work(settings: Settings): Promise<void> {
  const dependencies: Dependencies = {
    settings,
    control: await openControl(settings),
    warehouse: await openWarehouse(settings),
  };
  const connection = await connect(settings);
  const syncActivities = createSyncActivities(dependencies);
  const shared = {
    connection,
    namespace: settings.env.WEFT_TEMPORAL_NAMESPACE,
    // A cancellation reaches an activity with the answer to its heartbeat.
    maxHeartbeatThrottleInterval: '1 second',
    shutdownGraceTime: '10 seconds',
  } as const;
  const worker = await Worker.create({
    ...shared,
    taskQueue,
    ...(existsSync(bundleFile())
      ? { workflowBundle: { codePath: bundleFile() } }
      : { workflowsPath: join(import.meta.dirname, 'index.ts') }),
    activities: {
      ...createRefreshActivities(dependencies),
      ...createPlanActivities(dependencies),
      ...createCheckActivities(dependencies),
      ...createAroundActivities(dependencies),
      ...createAlertActivities(dependencies),
      ...syncActivities,
    },
    maxConcurrentActivityTaskExecutions: 8,
  });
  // A sending waits more than it works, and takes no place from what else there is to do.
  const sender = await Worker.create({
    ...shared,
    taskQueue: sendQueue,
    activities: syncActivities,
    maxConcurrentActivityTaskExecutions: 1000,
  });
  const polling = Promise.all([worker.run(), sender.run()]);
  process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
  try {
    await polling;
  } finally {
    await connection.close();
    await dependencies.warehouse.close();
    await dependencies.control.close();
  }
}

async function connect(settings: Settings): Promise<NativeConnection> {
  const options = temporalConnection(settings);
  try {
    return await NativeConnection.connect(options);
  } catch (error) {
    throw noAnswer(options.address, error);
  }
}

Runtime.install({
  logger: new DefaultLogger('INFO', ({ level, timestampNanos, message, meta }) => {
    const at = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
    process.stderr.write(
      `${JSON.stringify({ at, level, message, ...meta, error: meta?.error ? String(meta.error) : undefined })}\n`,
    );
  }),
});
try {
  await work(readSettings());
} catch (error) {
  if (!(error instanceof WeftError)) throw error;
  // Whoever started this process shows the end of its log: what happened and what to do, not the way there.
  process.stderr.write(`error: ${error.message}\n${error.mend === undefined ? '' : `  do: ${error.mend}\n`}`);
  process.exit(1);
}
