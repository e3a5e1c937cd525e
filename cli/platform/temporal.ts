import { existsSync } from 'node:fs';
import { ConfigError, messageOf, Unavailable } from '../../connectors/errors.ts';
import { homeFolder, pythonProgram, readEndpoints, type Settings } from '../../connectors/settings.ts';
import type { Part } from './part.ts';
import { choosePort, isPinned } from './ports.ts';
import { readUsedPorts } from './records.ts';

/** Temporal's own server with its state in SQLite, from the `temporal` program in the Python environment. */
export function temporalPart(settings: Settings): Part {
  let address = '';
  return {
    name: 'temporal',
    readyWithinMs: 60_000,
    stopSignals: ['SIGTERM'],
    graceMs: 10_000,

    async prepare() {
      if (existsSync(pythonProgram('temporal'))) return;
      throw new ConfigError(`${pythonProgram('temporal')} is missing`, {
        mend: 'Start Weft by ./weft, which installs it; or set WEFT_TEMPORAL_ADDRESS to a cluster.',
      });
    },

    async launch(avoid) {
      const used = readUsedPorts(settings);
      const port = await choosePort(settings, 'temporal', used, avoid);
      const uiPort = await choosePort(settings, 'temporalUi', used, new Set([...avoid, port]));
      address = `127.0.0.1:${port}`;
      const chosenPorts = [
        ...(isPinned(settings, 'temporal') ? [] : [port]),
        ...(isPinned(settings, 'temporalUi') ? [] : [uiPort]),
      ];
      return {
        program: pythonProgram('temporal'),
        arguments: [
          ...[
            'server',
            'start-dev',
            '--ip',
            '127.0.0.1',
            '--port',
            String(port),
            '--ui-port',
            String(uiPort),
          ],
          ...['--db-filename', `${homeFolder(settings, 'temporal')}/temporal.db`],
          ...['--namespace', settings.env.WEFT_TEMPORAL_NAMESPACE],
          ...['--log-format', 'json', '--log-level', 'warn', '--ui-disable-news-fetch'],
        ],
        env: withoutTemporalSettings(),
        folder: settings.home,
        orphanSignal: 'SIGTERM',
        ports: [port, uiPort],
        chosenPorts,
        endpoints: { temporal: { address, uiUrl: `http://127.0.0.1:${uiPort}` } },
      };
    },

    check: () => checkNamespace(settings, address),
  };
}

/** TEMPORAL_… variables are defaults of the program's options, and would lead it elsewhere. */
function withoutTemporalSettings(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (name.startsWith('TEMPORAL_')) delete env[name];
  return env;
}

/** The address in force: a cluster's, or that of the embedded server where it runs. */
export const temporalAddress = (settings: Settings): string | undefined =>
  settings.env.WEFT_TEMPORAL_ADDRESS ?? readEndpoints(settings.home).temporal?.address;

/** Rejects unless the server answers and knows the namespace. */
export async function checkNamespace(settings: Settings, address: string): Promise<void> {
  await ask(settings, address, async (service, namespace) => {
    await service.describeNamespace({ namespace });
  });
}

/** How many workers poll Weft's task queue for workflows. */
export async function countPollers(settings: Settings, address: string): Promise<number> {
  const { taskQueue } = await import('../../workflows/client.ts');
  return ask(settings, address, async (service, namespace) => {
    // 1 is the type of a workflow task queue.
    const queue = await service.describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: 1,
    });
    return queue.pollers?.length ?? 0;
  });
}

type Service = import('@temporalio/client').Connection['workflowService'];

async function ask<T>(
  settings: Settings,
  address: string,
  work: (service: Service, namespace: string) => Promise<T>,
): Promise<T> {
  const { Connection } = await import('@temporalio/client');
  const apiKey = settings.env.WEFT_TEMPORAL_API_KEY;
  try {
    const connection = await Connection.connect({
      address,
      connectTimeout: '5s',
      ...(apiKey === undefined ? {} : { apiKey, tls: true }),
    });
    try {
      return await connection.withDeadline(Date.now() + 5_000, () =>
        work(connection.workflowService, settings.env.WEFT_TEMPORAL_NAMESPACE),
      );
    } finally {
      await connection.close();
    }
  } catch (error) {
    throw new Unavailable(`Temporal at ${address} does not answer: ${messageOf(error)}`, {
      mend: settings.env.WEFT_TEMPORAL_ADDRESS
        ? 'Check WEFT_TEMPORAL_ADDRESS, WEFT_TEMPORAL_NAMESPACE and WEFT_TEMPORAL_API_KEY, and that the cluster runs.'
        : 'Look at ./weft status, and at logs/temporal.log in the home.',
      cause: error,
    });
  }
}
