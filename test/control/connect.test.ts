import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openControl, withControl } from '../../connectors/control/connect.ts';
import { migrate } from '../../connectors/control/migrate.ts';
import { currentWorkspace } from '../../connectors/control/versions.ts';
import { AuthError, ConfigError, Unavailable } from '../../connectors/errors.ts';
import { readSettings } from '../../connectors/settings.ts';
import { startTestPostgres, type TestPostgres } from './test-postgres.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 60_000);
afterAll(() => postgres?.stop());

const settingsOf = (url: string) => readSettings({ WEFT_HOME: '/nowhere', WEFT_CONTROL_URL: url });

test('migrating is safe for several processes at once, and does nothing the second time', async () => {
  const settings = await postgres.freshDatabase();
  const program = new URL('./migrate-once.ts', import.meta.url);
  const children = Array.from({ length: 3 }, () =>
    fork(program, { env: { ...process.env, WEFT_CONTROL_URL: settings.env.WEFT_CONTROL_URL } }),
  );
  await Promise.all([
    ...children.map(async (child) => expect(await once(child, 'exit')).toEqual([0, null])),
    migrate(settings),
    migrate(settings),
  ]);
  await migrate(settings);
  await withControl(settings, async (control) => {
    expect(await currentWorkspace(control)).toMatchObject({ version: 0, resources: [] });
  });
}, 30_000);

test('a database of others keeps its own tables', async () => {
  const settings = await postgres.freshDatabase();
  const database = new URL(settings.env.WEFT_CONTROL_URL ?? '').pathname.slice(1);
  await postgres.execute('create table runs (id int); create table versions (id int)', database);
  await migrate(settings);
  await withControl(settings, async (control) => expect(control.workspaceId).toBe(1));
});

test('before the first migration the error says what to do', async () => {
  const settings = await postgres.freshDatabase();
  const error = await openControl(settings).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  expect(error).toMatchObject({ mend: 'Start Weft with `./weft up`, which makes them.' });
});

test('an unreachable server, a wrong password, a missing database, a missing right', async () => {
  const of = (url: string) => migrate(settingsOf(url)).catch((thrown: unknown) => thrown);

  const unreachable = await of(postgres.url('postgres', { port: 1 }));
  expect(unreachable).toBeInstanceOf(Unavailable);
  expect(String(unreachable)).toContain('127.0.0.1:1 cannot be reached');

  const refused = await of(postgres.url('postgres', { password: 'swordfish' }));
  expect(refused).toBeInstanceOf(AuthError);
  expect(JSON.stringify([String(refused), refused])).not.toContain('swordfish');

  const absent = await of(postgres.url('no_such_database'));
  expect(absent).toBeInstanceOf(ConfigError);
  expect(String(absent)).toContain('no database "no_such_database"');

  await postgres.execute(`create role guest login password 'guest'`);
  const powerless = await of(postgres.url('postgres', { user: 'guest', password: 'guest' }));
  expect(powerless).toBeInstanceOf(AuthError);
  expect(String(powerless)).toContain('lacks a right');
});

test('a connection that the server ends is replaced', async () => {
  const settings = await postgres.freshDatabase();
  await migrate(settings);
  await withControl(settings, async (control) => {
    await currentWorkspace(control);
    const own = 'select pid from pg_stat_activity where pid <> pg_backend_pid() and usename is not null';
    await postgres.execute(`select pg_terminate_backend(pid) from (${own}) as others`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await currentWorkspace(control)).toMatchObject({ version: 0 });
  });
});

test('an sslmode that there is not', async () => {
  const url = `${postgres.url('postgres')}?sslmode=sometimes`;
  await expect(openControl(settingsOf(url))).rejects.toThrow(/unknown sslmode "sometimes"/);
});

test('a server that goes away while it is used is unavailable, and the process lives', async () => {
  const settings = await postgres.freshDatabase();
  await migrate(settings);
  await withControl(settings, async (control) => {
    await postgres.stop();
    const error = await currentWorkspace(control).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Unavailable);
    expect(error).toMatchObject({ retryable: true });
  });
}, 20_000);
