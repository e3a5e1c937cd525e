import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';

export interface Lock {
  release(): void;
}

/** Who holds a lock: a process, and what it is doing. */
export interface Holder extends ProcessIdentity {
  purpose: string;
}

/** Takes the lock file, or returns who holds it. A holder that is gone loses it. */
export function tryLock(file: string, purpose: string): Lock | Holder {
  const self = identify(process.pid);
  if (!self) throw new Error('this process cannot see itself in /proc');
  mkdirSync(dirname(file), { recursive: true });
  const text = `${JSON.stringify({ ...self, purpose })}\n`;
  const own = `${file}.${process.pid}`;
  writeFileSync(own, text);
  try {
    for (;;) {
      try {
        // A link appears with its content or not at all, and fails where the name is taken.
        linkSync(own, file);
        const release = () => {
          if (readText(file) === text) rmSync(file, { force: true });
        };
        process.once('exit', release);
        return {
          release() {
            process.removeListener('exit', release);
            release();
          },
        };
      } catch (error) {
        if (!hasCode(error, 'EEXIST')) throw error;
      }
      const holder = readHolder(file);
      if (holder) return holder;
      removeStale(file, own);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** The living holder of a lock file. */
export function readHolder(file: string): Holder | undefined {
  const text = readText(file);
  if (text === undefined) return undefined;
  const holder = parseHolder(text);
  return holder && isAlive(holder) ? holder : undefined;
}

/** Waits until the lock is free; `onWait` is told once, and only where it is not free at once. */
export async function waitForLock(
  file: string,
  purpose: string,
  onWait: (holder: Holder) => void,
): Promise<Lock> {
  let told = false;
  for (;;) {
    const result = tryLock(file, purpose);
    if ('release' in result) return result;
    if (!told) onWait(result);
    told = true;
    await sleep(200);
  }
}

/**
 * Moves a dead holder's file away. Between reading and moving, another process may have taken the lock: what was
 * moved is looked at again, and a living holder gets its file back.
 */
function removeStale(file: string, own: string): void {
  const moved = `${own}.stale`;
  try {
    renameSync(file, moved);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const holder = parseHolder(readText(moved) ?? '');
  if (holder && isAlive(holder)) linkSync(moved, file);
  rmSync(moved, { force: true });
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    if (!('pid' in value && 'started' in value && 'purpose' in value)) return undefined;
    const { pid, started, purpose } = value;
    if (typeof pid !== 'number' || typeof started !== 'string' || typeof purpose !== 'string')
      return undefined;
    return { pid, started, purpose };
  } catch {
    return undefined;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
