import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Endpoints,
  homeFolder,
  projectRoot,
  type Settings,
  toolchainFolder,
} from '../../connectors/settings.ts';
import type { Launch } from './processes.ts';
import type { PartName } from './records.ts';

/** One embedded part: how it is prepared, started, asked and stopped. The supervisor does the rest. */
export interface Part {
  readonly name: PartName;
  /** Once before the first start. Long work says what it does through `report`. */
  prepare(report: (text: string) => void): Promise<void>;
  /** Chooses ports and says what to run, also for its restarts; `avoid` holds ports that were taken after all. */
  launch(avoid: ReadonlySet<number>): Promise<PartLaunch>;
  /** Resolves when the part answers as it should, rejects while it does not. `output` is what it has printed. */
  check(output: () => string): Promise<void>;
  readonly readyWithinMs: number;
  readonly stopSignals: readonly NodeJS.Signals[];
  readonly graceMs: number;
}

export interface PartLaunch extends Omit<Launch, 'log'> {
  /** Where it listens. Only when its own process does is it ready: another one may have been quicker. */
  ports: readonly number[];
  /** Those of them that were chosen: when one is in use after all, another choice may work. */
  chosenPorts: readonly number[];
  endpoints: Endpoints;
}

export const logFile = (settings: Settings, name: string): string =>
  join(homeFolder(settings, 'logs'), `${name}.log`);

/** What the worker and the web app, wherever their code was bundled to, need to find this home and project. */
export function partEnvironment(settings: Settings, added: Record<string, string>): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...added,
    NODE_ENV: 'production',
    WEFT_HOME: settings.home,
    WEFT_PROJECT_ROOT: projectRoot,
    WEFT_TOOLCHAIN: toolchainFolder(),
  };
}

const keptLogs = 3;

/** `worker.log` becomes `worker.1.log`, and so on; the oldest goes. */
export function rotateLog(file: string): void {
  const numbered = (index: number) => (index === 0 ? file : file.replace(/\.log$/, `.${index}.log`));
  for (let index = keptLogs - 1; index >= 0; index -= 1) {
    if (existsSync(numbered(index))) renameSync(numbered(index), numbered(index + 1));
  }
}

/** The last lines of a log, for an error. */
export function logTail(file: string, lines = 12): string {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const { size } = fstatSync(descriptor);
      const buffer = Buffer.alloc(Math.min(size, 16_384));
      readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
      return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return '';
  }
}
