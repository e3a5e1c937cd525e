import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type PartName, readState } from '../../cli/platform/records.ts';
import { projectRoot } from '../../connectors/settings.ts';
import { eventually, processesOf, settingsFor, temporaryHome } from './home.ts';

test('an interrupted command leaves no process behind, nor does a killed one', {
  timeout: 120_000,
}, async () => {
  const home = temporaryHome();
  const first = hold(home, 'postgres', 'temporal');
  await first.ready;
  // The command itself names no home in its arguments, so these are the parts.
  expect(processesOf(home).length).toBeGreaterThanOrEqual(2);
  first.child.kill('SIGINT');
  expect(await first.exit).toEqual([130, null]);
  expect(processesOf(home)).toEqual([]);

  const second = hold(home, 'postgres', 'temporal');
  await second.ready;
  second.child.kill('SIGKILL');
  await second.exit;
  await eventually(() => expect(processesOf(home)).toEqual([]));

  // What the killed one left in files is in nobody's way.
  const third = hold(home, 'postgres');
  await third.ready;
  third.child.stdin.end();
  expect(await third.exit).toEqual([0, null]);
});

test('a second command uses the parts of the first, which waits for it', { timeout: 120_000 }, async () => {
  const home = temporaryHome();
  const settings = settingsFor(home);
  const owner = hold(home, 'postgres');
  const endpoints = await owner.ready;
  const guest = hold(home, 'postgres');
  expect(await guest.ready).toEqual(endpoints);
  owner.child.stdin.end();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(readState(settings)?.parts.postgres?.state).toBe('ready');
  guest.child.stdin.end();
  expect(await guest.exit).toEqual([0, null]);
  expect(await owner.exit).toEqual([0, null]);
  expect(processesOf(home)).toEqual([]);
  expect(existsSync(join(home, 'run', 'endpoints.json'))).toBe(false);
});

interface Held {
  child: ChildProcessWithoutNullStreams;
  /** The endpoints it prints once it has its parts. */
  ready: Promise<unknown>;
  exit: Promise<unknown[]>;
}

function hold(home: string, ...parts: PartName[]): Held {
  const child = spawn(
    process.execPath,
    [join(projectRoot, 'test', 'platform', 'hold-platform.ts'), ...parts],
    {
      env: { ...process.env, WEFT_HOME: home },
    },
  );
  onTestFinished(() => {
    if (child.exitCode === null) child.kill('SIGINT');
  });
  let problems = '';
  child.stderr.on('data', (data) => {
    problems += data;
  });
  const exit = once(child, 'exit');
  const ready = Promise.race([
    once(child.stdout, 'data').then(([data]): unknown => JSON.parse(String(data))),
    exit.then(([code]) => Promise.reject(new Error(`ended with ${code}: ${problems}`))),
  ]);
  ready.catch(() => undefined);
  return { child, ready, exit };
}
