import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readHolder, tryLock, waitForLock } from '../../cli/bootstrap/lock.ts';
import { identify, isAlive } from '../../cli/bootstrap/process-identity.ts';
import { temporaryHome } from './home.ts';

test('a lock is held by one, waited for by others, and lost by the dead', async () => {
  const file = join(temporaryHome(), 'run', 'a.lock');
  const lock = tryLock(file, 'first');
  if (!('release' in lock)) throw new Error('nobody else is here');
  expect(tryLock(file, 'second')).toMatchObject({ pid: process.pid, purpose: 'first' });
  const waits: string[] = [];
  const waiting = waitForLock(file, 'third', (holder) => waits.push(holder.purpose));
  await new Promise((resolve) => setTimeout(resolve, 50));
  lock.release();
  const third = await waiting;
  expect(waits).toEqual(['first']);
  third.release();
  expect(existsSync(file)).toBe(false);

  // A number that another process has by now, and a file that is torn.
  for (const stale of [`{"pid":${process.pid},"started":"1","purpose":"old"}`, '{"pid":']) {
    writeFileSync(file, stale);
    expect(readHolder(file)).toBeUndefined();
    const taken = tryLock(file, 'heir');
    if (!('release' in taken)) throw new Error('the dead hold nothing');
    taken.release();
  }
});

test('a process is told from a later one with the same number', async () => {
  const child = spawn('sleep', ['60']);
  const identity = identify(child.pid ?? 0);
  if (!identity) throw new Error('sleep did not start');
  expect(isAlive(identity)).toBe(true);
  expect(isAlive({ ...identity, started: '1' })).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(identity)).toBe(false);
});
