import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Unavailable } from '../../connectors/errors.ts';
import { projectRoot, type Settings, toolchainFolder } from '../../connectors/settings.ts';
import { buildWorkflows } from '../bootstrap/builds.ts';
import { type Part, partEnvironment } from './part.ts';

const nodeFlags = [
  // Without this bound the loading of the worker's modules leaves its heap three times as large as what it holds.
  '--max-semi-space-size=8',
  `--import=${pathToFileURL(join(projectRoot, 'connectors', 'module-loading.ts')).href}`,
];

/** The Temporal worker. It prints `{"ready":true}` once it polls. */
export function workerPart(settings: Settings, env: Record<string, string>): Part {
  return {
    name: 'worker',
    readyWithinMs: 60_000,
    stopSignals: ['SIGTERM'],
    // Activities that run get the time to note how far they are.
    graceMs: 20_000,

    prepare: (report) => buildWorkflows(projectRoot, toolchainFolder(), report),

    async launch() {
      return {
        program: process.execPath,
        arguments: [...nodeFlags, join(projectRoot, 'workflows', 'worker.ts')],
        env: partEnvironment(settings, env),
        folder: projectRoot,
        orphanSignal: 'SIGTERM',
        ports: [],
        chosenPorts: [],
        endpoints: {},
      };
    },

    async check(output) {
      if (!output().split('\n').some(saysReady)) throw new Unavailable('The worker does not poll yet');
    },
  };
}

function saysReady(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'ready' in value && value.ready === true;
  } catch {
    return false;
  }
}
