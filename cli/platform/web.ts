import { join } from 'node:path';
import { messageOf, Unavailable } from '../../connectors/errors.ts';
import { projectRoot, type Settings, toolchainFolder } from '../../connectors/settings.ts';
import { buildWeb, nextProgram } from '../bootstrap/builds.ts';
import { type Part, partEnvironment } from './part.ts';
import { choosePort, isPinned } from './ports.ts';
import { readUsedPorts } from './records.ts';

/** The web app and its API: Next.js, as it was built. */
export function webPart(settings: Settings, env: Record<string, string>): Part {
  let url = '';
  return {
    name: 'web',
    readyWithinMs: 60_000,
    stopSignals: ['SIGTERM'],
    graceMs: 5_000,

    prepare: (report) => buildWeb(projectRoot, toolchainFolder(), report),

    async launch(avoid) {
      const host = settings.env.WEFT_HOST;
      const port = await choosePort(settings, 'web', readUsedPorts(settings), avoid);
      // An address that means "all of them" is not one to open.
      const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
      url = `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
      return {
        program: process.execPath,
        arguments: [
          nextProgram(projectRoot),
          ...['start', join(projectRoot, 'web'), '--hostname', host, '--port', String(port)],
        ],
        env: { ...partEnvironment(settings, env), NEXT_TELEMETRY_DISABLED: '1' },
        folder: projectRoot,
        orphanSignal: 'SIGKILL',
        ports: [port],
        chosenPorts: isPinned(settings, 'web') ? [] : [port],
        endpoints: { web: { url } },
      };
    },

    check: () => checkWeb(url),
  };
}

/** Rejects unless the app says that it is well. */
export async function checkWeb(url: string): Promise<void> {
  const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) }).catch(
    (error: unknown) => {
      throw new Unavailable(`The web app at ${url} does not answer: ${messageOf(error)}`, {
        mend: 'Look at ./weft status, and at logs/web.log in the home.',
        cause: error,
      });
    },
  );
  if (!response.ok) {
    throw new Unavailable(`The web app at ${url} answers ${response.status}: ${await response.text()}`, {
      mend: 'Look at logs/web.log in the home.',
    });
  }
}
