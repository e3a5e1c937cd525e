/** The front door to the embedded parts, for the commands. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readEndpoints, type Settings } from '../../connectors/settings.ts';
import { readHolder } from '../bootstrap/lock.ts';
import { identify, isAlive } from '../bootstrap/process-identity.ts';
import { listenForInterrupt } from './interrupt.ts';
import { type PartName, readState, supervisorLock } from './records.ts';
import {
  embeddedParts,
  migrateControl,
  type Platform,
  type PlatformEvent,
  type RunningPlatform,
  type StartOptions,
  startPlatform,
} from './supervisor.ts';

export { type Platform, type PlatformEvent, type RunningPlatform, startPlatform };

type UseOptions = Pick<StartOptions, 'purpose' | 'onEvent' | 'env'> & {
  /** Told once when another command has to end first. */
  onWait?: (text: string) => void;
};

/**
 * Runs `work` with the parts it needs: those of the running `weft up` (or of another command) where it has them,
 * else started for the duration and stopped after, also on Ctrl-C. Parts replaced by a URL are left alone.
 */
export async function withPlatform<T>(
  settings: Settings,
  parts: readonly PartName[],
  work: (platform: Platform) => Promise<T>,
  options: UseOptions = {},
): Promise<T> {
  const needed = embeddedParts(settings, parts);
  if (needed.length === 0) {
    await migrateControl(settings);
    return work({ settings, endpoints: {} });
  }
  let told = false;
  for (;;) {
    const holder = readHolder(supervisorLock(settings));
    if (!holder) return await ownPlatform(settings, parts, work, options);
    const release = borrow(settings, needed);
    if (release) {
      try {
        return await work({ settings, endpoints: readEndpoints(settings.home) });
      } finally {
        release();
      }
    }
    if (!told) options.onWait?.(`waiting for ${holder.purpose} (process ${holder.pid})`);
    told = true;
    await sleep(200);
  }
}

async function ownPlatform<T>(
  settings: Settings,
  parts: readonly PartName[],
  work: (platform: Platform) => Promise<T>,
  options: UseOptions,
): Promise<T> {
  const interrupted = listenForInterrupt();
  try {
    const running = await startPlatform(settings, { ...options, parts, signal: interrupted.signal });
    interrupted.onSecond = () => running.kill();
    let lost = false;
    const givenUp = running.givenUp.then((error) => {
      lost = true;
      throw error;
    });
    try {
      return await Promise.race([work(running), interrupted.happened, givenUp]);
    } finally {
      if (!lost && !interrupted.signal.aborted) await untilNobodyBorrows(settings, running);
      await running.stop();
    }
  } finally {
    interrupted.end();
  }
}

const leases = (settings: Settings): string => join(settings.home, 'run', 'leases');
let leaseCount = 0;

/** Notes that this process uses another's parts. Undefined where they are not all there, or about to go. */
function borrow(settings: Settings, needed: readonly PartName[]): (() => void) | undefined {
  if (!offers(settings, needed)) return undefined;
  const self = identify(process.pid);
  if (!self) return undefined;
  mkdirSync(leases(settings), { recursive: true });
  leaseCount += 1;
  const file = join(leases(settings), `${self.pid}-${self.started}-${leaseCount}`);
  writeFileSync(file, '');
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  // The owner withdraws its offer before it counts the leases, so one of the two sees the other.
  if (offers(settings, needed)) {
    return () => {
      process.removeListener('exit', release);
      release();
    };
  }
  release();
  return undefined;
}

function offers(settings: Settings, needed: readonly PartName[]): boolean {
  const state = readState(settings);
  return (
    state?.ready === true &&
    isAlive(state.supervisor) &&
    needed.every((name) => state.parts[name]?.state === 'ready')
  );
}

async function untilNobodyBorrows(settings: Settings, running: RunningPlatform): Promise<void> {
  for (;;) {
    running.offer(false);
    if (!isBorrowed(settings)) return;
    running.offer(true);
    await sleep(300);
  }
}

function isBorrowed(settings: Settings): boolean {
  mkdirSync(leases(settings), { recursive: true });
  let borrowed = false;
  for (const name of readdirSync(leases(settings))) {
    const [pid, started] = name.split('-');
    if (isAlive({ pid: Number(pid), started: started ?? '' })) borrowed = true;
    else rmSync(join(leases(settings), name), { force: true });
  }
  return borrowed;
}
