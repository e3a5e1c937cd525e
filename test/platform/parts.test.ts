import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { checkPostgres } from '../../cli/platform/checks.ts';
import { type PlatformEvent, startPlatform } from '../../cli/platform/platform.ts';
import { readState } from '../../cli/platform/records.ts';
import { checkNamespace } from '../../cli/platform/temporal.ts';
import {
  controlAddress,
  embeddedAddress,
  embeddedDatabases,
  embeddedPostgres,
  projectRoot,
  readEndpoints,
} from '../../connectors/settings.ts';
import { eventually, processesOf, settingsFor, temporaryHome } from './home.ts';

const run = promisify(execFile);

test('PostgreSQL and Temporal start, come back after a crash, tell the truth, and stop', {
  timeout: 120_000,
}, async () => {
  const home = temporaryHome();
  const settings = settingsFor(home);
  const events: PlatformEvent[] = [];
  const running = await startPlatform(settings, {
    parts: ['postgres', 'temporal'],
    purpose: 'a test',
    onEvent: (event) => events.push(event),
  });
  onTestFinished(() => running.stop());

  // Both answer, at the addresses that other processes read.
  expect(readEndpoints(home)).toEqual(running.endpoints);
  await checkPostgres(controlAddress(settings));
  await checkPostgres(embeddedAddress(settings, embeddedDatabases.catalog));
  await checkNamespace(settings, running.endpoints.temporal?.address ?? '');
  const files = embeddedPostgres(home);
  for (const file of [files.password, files.passfile]) expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(files.passfile, 'utf8')).toBe(`*:*:*:*:${readFileSync(files.password, 'utf8')}`);
  await expect(
    checkPostgres({ ...controlAddress(settings), password: 'wrong', passfile: undefined }),
  ).rejects.toThrow('password authentication failed');

  // A home has one supervisor.
  await expect(startPlatform(settings, { parts: ['postgres'] })).rejects.toThrow('Weft already runs');

  // `status` asks each part, and is not content with a process number.
  const status = await statusOf(home);
  expect(status.exitCode).toBe(1);
  expect(status.answers).toEqual({ postgres: true, temporal: true, worker: false, web: false });

  // Killed, PostgreSQL comes back where it was.
  const before = readState(settings)?.parts.postgres?.process;
  process.kill(before?.pid ?? 0, 'SIGKILL');
  await eventually(() => {
    expect(events.at(-1)).toMatchObject({ part: 'postgres', state: 'ready' });
    expect(readState(settings)?.parts.postgres).toMatchObject({ restarts: 1, state: 'ready' });
  });
  expect(readState(settings)?.parts.postgres?.process).not.toEqual(before);
  expect(readEndpoints(home)).toEqual(running.endpoints);
  await checkPostgres(controlAddress(settings));

  // Stopped in the reverse order, with nothing left behind; the next start takes the same ports.
  await running.stop();
  expect(events.filter((event) => event.state === 'stopped').map((event) => event.part)).toEqual([
    'temporal',
    'postgres',
  ]);
  expect(processesOf(home)).toEqual([]);
  expect(existsSync(join(home, 'run', 'state.json'))).toBe(false);
  expect(() => controlAddress(settings)).toThrow('Weft is not running');
  expect((await statusOf(home)).answers).toEqual({
    postgres: false,
    temporal: false,
    worker: false,
    web: false,
  });
  const again = await startPlatform(settings, { parts: ['postgres'] });
  expect(again.endpoints.postgres).toEqual(running.endpoints.postgres);
  await again.stop();
});

async function statusOf(home: string): Promise<{ exitCode: number; answers: Record<string, boolean> }> {
  const { WEFT_WEB_PORT: _port, ...environment } = process.env;
  const { stdout, exitCode } = await run(
    process.execPath,
    [join(projectRoot, 'cli', 'main.ts'), 'status', '--json'],
    { env: { ...environment, WEFT_HOME: home } },
  ).then(
    (result) => ({ stdout: result.stdout, exitCode: 0 }),
    (error: { stdout: string; code: number }) => ({ stdout: error.stdout, exitCode: error.code }),
  );
  const document: { parts: { part: string; answers: boolean }[] } = JSON.parse(stdout);
  return {
    exitCode,
    answers: Object.fromEntries(document.parts.map(({ part, answers }) => [part, answers])),
  };
}
