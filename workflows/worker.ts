import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { openControl } from '../connectors/control/connect.ts';
import { readSettings } from '../connectors/settings.ts';
import { openWarehouse } from '../connectors/warehouses/registry.ts';
import { bundleFile } from './bundle.ts';
import { taskQueue, temporalConnection } from './client.ts';
import type { Dependencies } from './dependencies.ts';
import { createRefreshActivities } from './refresh-models/activities.ts';
import { createSyncActivities } from './run-sync/activities.ts';

/** The worker process: polls until SIGTERM or SIGINT, then lets what is under way end. */
const settings = readSettings();
Runtime.install({
  logger: new DefaultLogger('INFO', ({ level, timestampNanos, message, meta }) => {
    const at = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
    process.stderr.write(
      `${JSON.stringify({ at, level, message, ...meta, error: meta?.error ? String(meta.error) : undefined })}\n`,
    );
  }),
});
const dependencies: Dependencies = {
  settings,
  control: await openControl(settings),
  warehouse: await openWarehouse(settings),
};
const connection = await NativeConnection.connect(temporalConnection(settings));
const worker = await Worker.create({
  connection,
  namespace: settings.env.WEFT_TEMPORAL_NAMESPACE,
  taskQueue,
  ...(existsSync(bundleFile())
    ? { workflowBundle: { codePath: bundleFile() } }
    : { workflowsPath: join(import.meta.dirname, 'index.ts') }),
  activities: { ...createRefreshActivities(dependencies), ...createSyncActivities(dependencies) },
  maxConcurrentActivityTaskExecutions: 8,
  shutdownGraceTime: '10 seconds',
});
const polling = worker.run();
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
try {
  await polling;
} finally {
  await connection.close();
  await dependencies.warehouse.close();
  await dependencies.control.close();
}
