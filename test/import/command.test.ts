import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../connectors/settings.ts';
import { startTestPostgres } from '../control/test-postgres.ts';
import { useWeft } from '../fixtures/weft.ts';
import { filesHolding } from '../scenarios/kept-texts.ts';

const server = await startTestPostgres();
const weft = useWeft(['postgres']);
const password = new URL(server.url('shop')).password;
const url = server.url('shop').replace(`:${password}@`, '@');
const cli = join(projectRoot, 'cli', 'main.ts');

const run = (parameters: string[], env: Record<string, string>) =>
  execa(process.execPath, [cli, ...parameters], { env: { WEFT_HOME: weft.home, ...env }, reject: false });

beforeAll(async () => {
  await server.execute('create database shop');
  await server.execute(
    `create table people as select n as id, 'p' || n as name from generate_series(1, 100) n;
     create view slow as select n, pg_sleep(0.003) is null as slept from generate_series(1, 3000) n`,
    'shop',
  );
}, 120_000);
afterAll(() => server.stop());

test('imports with the password of the environment, and answers as JSON', async () => {
  const { stdout, exitCode } = await run(['import', url, '--json'], { PGPASSWORD: password });
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    tables: [
      {
        table: 'raw.people',
        rows: 100,
        columns: [
          { name: 'id', kind: 'integer', type: 'integer' },
          { name: 'name', kind: 'text', type: 'varchar' },
        ],
        notes: [],
        seconds: expect.any(Number),
      },
    ],
  });
  expect(await weft.answer('query', 'select count(*) as n, max(name) as last from raw.people')).toEqual([
    { n: '100', last: 'p99' },
  ]);
});

test('a PGPASSWORD that is meant for another server does not keep Weft from its own', async () => {
  const { exitCode, stdout } = await run(['query', 'select count(*) as n from raw.people', '--json'], {
    PGPASSWORD: 'of another server',
  });
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual([{ n: '100' }]);
});

test('takes a password in the URL, and shows it nowhere', async () => {
  const wrong = url.replace('@', ':s3cr3t-of-mine@');
  const { exitCode, stdout, stderr } = await run(['import', wrong], { WEFT_LOG_LEVEL: 'debug' });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/refused the user/);
  expect(stderr).toMatch(/^ {2}do: .*PGPASSWORD/m);
  expect(stdout + stderr).not.toContain('s3cr3t-of-mine');
  expect((await run(['import', server.url('shop')], {})).exitCode).toBe(0);
  expect(filesHolding(weft.home, ['s3cr3t-of-mine', password])).toEqual([]);
});

test('Ctrl-C ends it, and leaves the table of before', async () => {
  await weft.warehouse.execute(`create table raw.slow as select 'before' as at`);
  const child = spawn(process.execPath, [cli, 'import', url, '--tables', 'slow'], {
    env: { ...process.env, WEFT_HOME: weft.home, PGPASSWORD: password },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  for (let waited = 0; waited < 30_000 && !said.includes('public.slow'); waited += 100) await sleep(100);
  expect(said).toContain('public.slow');
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  expect(code).toBe(130);
  expect(await weft.warehouse.query('select * from raw.slow')).toEqual([{ at: 'before' }]);
}, 60_000);

test('what a person asks reaches no other server', async () => {
  const { host, port } = new URL(url);
  for (const from of [
    `postgres_scan('host=${host} port=${port} dbname=shop', 'public', 'people')`,
    `mysql_query('weft_source', 'select 1')`,
    `postgres_query('weft_source', 'select 1')`,
  ]) {
    const { exitCode, stderr } = await run(['query', `select * from ${from}`], {});
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/cannot be used here/);
  }
});

test('another warehouse is refused before anything is started', async () => {
  const { exitCode, stderr } = await run(['import', url], {
    WEFT_WAREHOUSE_URL: 'bigquery://acme?location=EU',
  });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/embedded warehouse or a DuckLake, and this one is BigQuery/);
});
