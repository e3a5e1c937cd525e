import { join } from 'node:path';
import { ConfigError } from '../../connectors/errors.ts';
import type { Endpoints, Settings } from '../../connectors/settings.ts';
import { type Lock, tryLock } from '../bootstrap/lock.ts';
import { identify, isAlive } from '../bootstrap/process-identity.ts';
import { checkExternal } from './checks.ts';
import { logFile, type Part } from './part.ts';
import { checkPorts } from './ports.ts';
import { postgresPart, stopLeftover } from './postgres.ts';
import { stopProcess } from './processes.ts';
import {
  type PartName,
  type PartState,
  readState,
  readUsedPorts,
  supervisorLock,
  writeEndpoints,
  writeState,
  writeUsedPorts,
} from './records.ts';
import { SupervisedPart } from './supervised-part.ts';
import { temporalPart } from './temporal.ts';
import { webPart } from './web.ts';
import { workerPart } from './worker.ts';

export interface Platform {
  settings: Settings;
  endpoints: Endpoints;
}

export interface PlatformEvent {
  part: PartName;
  state: PartState;
  /** What it is doing, or why it ended. */
  detail?: string;
}

export interface RunningPlatform extends Platform {
  /** Ordered, with time to finish; safe to call twice. */
  stop(): Promise<void>;
  /** Kills everything at once. */
  kill(): void;
  /** Resolves with the error when a part keeps crashing and is given up. */
  readonly givenUp: Promise<Error>;
  /** Whether other processes may use these parts; false while the owner is about to stop them. */
  offer(on: boolean): void;
}

export interface StartOptions {
  parts: readonly PartName[];
  /** Who runs them, for the messages of others: `up`, `run`. */
  purpose?: string;
  onEvent?: (event: PlatformEvent) => void;
  /** Added to the environment of the worker and the web app. */
  env?: Record<string, string>;
  /** Aborting stops what has started, and rejects. */
  signal?: AbortSignal;
}

/** The parts that this home runs itself: those asked for, less those replaced by a URL. */
export function embeddedParts(settings: Settings, parts: readonly PartName[]): PartName[] {
  const { WEFT_CONTROL_URL, WEFT_WAREHOUSE_URL, WEFT_TEMPORAL_ADDRESS } = settings.env;
  return parts.filter((part) => {
    if (part === 'postgres') return !(WEFT_CONTROL_URL && WEFT_WAREHOUSE_URL);
    if (part === 'temporal') return !WEFT_TEMPORAL_ADDRESS;
    return true;
  });
}

/**
 * Starts the embedded parts in order and keeps them running: PostgreSQL and Temporal side by side, the control
 * database's migrations, the worker, the web app. One supervisor for each home; another one is an error.
 */
export async function startPlatform(settings: Settings, options: StartOptions): Promise<RunningPlatform> {
  const lock = tryLock(supervisorLock(settings), options.purpose ?? 'weft');
  if (!('release' in lock)) {
    throw new ConfigError(`Weft already runs in ${settings.home} (process ${lock.pid}: ${lock.purpose})`, {
      mend: 'Use it as it is (./weft status shows where), stop it with ./weft down, or set WEFT_HOME and WEFT_WEB_PORT to run a second one.',
    });
  }
  const supervisor = new Supervisor(settings, options, lock);
  options.signal?.addEventListener('abort', () => void supervisor.stop());
  try {
    await stopLeftovers(settings);
    await checkPorts(settings, embeddedParts(settings, options.parts));
    await checkExternal(settings);
    await supervisor.start();
    options.signal?.throwIfAborted();
    return supervisor;
  } catch (error) {
    await supervisor.stop();
    options.signal?.throwIfAborted();
    throw error;
  }
}

/** Stops what a supervisor left behind that was killed. Only for who holds the lock. Returns how many it stopped. */
export async function stopLeftovers(settings: Settings): Promise<number> {
  const left = Object.values(readState(settings)?.parts ?? {}).flatMap(({ process }) =>
    process && isAlive(process) ? [process] : [],
  );
  await Promise.all(left.map((process) => stopProcess(process, ['SIGINT', 'SIGTERM'], 5_000)));
  await stopLeftover(join(settings.home, 'postgres', 'data'));
  writeState(settings, undefined);
  writeEndpoints(settings, undefined);
  return left.length;
}

class Supervisor implements RunningPlatform {
  readonly settings: Settings;
  readonly endpoints: Endpoints = {};
  readonly givenUp: Promise<Error>;
  readonly #options: StartOptions;
  readonly #lock: Lock;
  readonly #parts: SupervisedPart[];
  readonly #since = new Date().toISOString();
  #giveUp: (error: Error) => void = () => undefined;
  readonly #lastEvents = new Map<PartName, PlatformEvent>();
  #ready = false;
  #stopped: Promise<void> | undefined;
  readonly #killAtExit = () => this.kill();

  constructor(settings: Settings, options: StartOptions, lock: Lock) {
    this.settings = settings;
    this.#options = options;
    this.#lock = lock;
    this.givenUp = new Promise((resolve) => {
      this.#giveUp = resolve;
    });
    const definitions: Record<PartName, (settings: Settings, env: Record<string, string>) => Part> = {
      postgres: postgresPart,
      temporal: temporalPart,
      worker: workerPart,
      web: webPart,
    };
    this.#parts = embeddedParts(settings, options.parts).map((name) => {
      const part = definitions[name](settings, options.env ?? {});
      const supervised: SupervisedPart = new SupervisedPart(
        part,
        logFile(settings, name),
        (state, detail) => this.#changed(supervised, state, detail),
        (error) => this.#giveUp(error),
      );
      return supervised;
    });
    process.once('exit', this.#killAtExit);
  }

  async start(): Promise<void> {
    this.#record();
    // Builds and the like begin at once; each part waits for its own only.
    const prepared = new Map(this.#parts.map((part) => [part.part.name, part.prepare()]));
    // One that fails while another is awaited is not unhandled: it is awaited in its turn.
    for (const promise of prepared.values()) promise.catch(() => undefined);
    const start = async (name: PartName) => {
      const part = this.#find(name);
      if (!part || this.#stopped) return;
      await prepared.get(name);
      if (this.#stopped) return;
      await part.start();
      Object.assign(this.endpoints, part.endpoints);
      this.#recordEndpoints();
    };
    await allSettledThenThrow([
      start('postgres').then(() => (this.#stopped ? undefined : migrateControl(this.settings))),
      start('temporal'),
    ]);
    await start('worker');
    await start('web');
    this.offer(true);
  }

  offer(on: boolean): void {
    this.#ready = on;
    this.#record();
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  kill(): void {
    for (const part of this.#parts) part.kill();
  }

  async #stopAll(): Promise<void> {
    this.offer(false);
    const order: PartName[] = ['web', 'worker', 'temporal', 'postgres'];
    for (const name of order) await this.#find(name)?.stop();
    writeEndpoints(this.settings, undefined);
    writeState(this.settings, undefined);
    process.removeListener('exit', this.#killAtExit);
    this.#lock.release();
  }

  #find(name: PartName): SupervisedPart | undefined {
    return this.#parts.find((each) => each.part.name === name);
  }

  #changed(part: SupervisedPart, state: PartState, detail?: string): void {
    this.#record();
    const event: PlatformEvent = { part: part.part.name, state, ...(detail === undefined ? {} : { detail }) };
    const last = this.#lastEvents.get(event.part);
    // A process that got its number is a change for the record, but no news.
    if (last?.state === state && last.detail === detail) return;
    this.#lastEvents.set(event.part, event);
    this.#options.onEvent?.(event);
  }

  #record(): void {
    const self = identify(process.pid);
    if (!self) return;
    writeState(this.settings, {
      supervisor: { ...self, purpose: this.#options.purpose ?? 'weft' },
      ready: this.#ready,
      since: this.#since,
      parts: Object.fromEntries(
        this.#parts.map((part) => [
          part.part.name,
          {
            state: part.state,
            restarts: part.restarts,
            ...(part.identity ? { process: part.identity } : {}),
          },
        ]),
      ),
    });
  }

  #recordEndpoints(): void {
    writeEndpoints(this.settings, this.endpoints);
    const port = (url: string | undefined) => (url === undefined ? undefined : Number(new URL(url).port));
    const { postgres, temporal, web } = this.endpoints;
    const now = {
      postgres: postgres?.port,
      temporal: port(temporal && `http://${temporal.address}`),
      temporalUi: port(temporal?.uiUrl),
      web: port(web?.url),
    };
    const known = Object.fromEntries(Object.entries(now).filter(([, value]) => value !== undefined));
    writeUsedPorts(this.settings, { ...readUsedPorts(this.settings), ...known });
  }
}

/** The first failure, but only once all have ended, so that a stop finds nothing half-started. */
async function allSettledThenThrow(promises: Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(promises)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}

export async function migrateControl(settings: Settings): Promise<void> {
  const { migrate } = await import('../../connectors/control/migrate.ts');
  await migrate(settings);
}
