import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../connectors/settings.ts';
import { HttpSink } from '../contracts/destinations/http-sink.ts';
import { S3Server } from '../contracts/destinations/s3-server.ts';
import { startTestPostgres } from '../control/test-postgres.ts';
import { useWeft } from '../fixtures/weft.ts';
import { filesHolding, temporalTexts } from './kept-texts.ts';
import { applyWorkspace } from './workspace.ts';

const secrets = { key: 'AKIA5XQ2EXAMPLE7', secret: 'b0x/Secret+9f1e0c7d9a52', session: 'session-7d1c9be04f' };
const storage = await S3Server.start();
const catalogue = await startTestPostgres();
await catalogue.execute('create database lake_catalogue');
const catalogueUrl = catalogue.url('lake_catalogue');
const sink = await HttpSink.start();

const environment = {
  WEFT_WAREHOUSE_URL: `ducklake:${catalogueUrl}?data_path=s3://${storage.bucket}/warehouse`,
  WEFT_EGRESS_ALLOW: new URL(sink.url).host,
  AWS_ENDPOINT_URL_S3: storage.endpoint,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: secrets.key,
  AWS_SECRET_ACCESS_KEY: secrets.secret,
  AWS_SESSION_TOKEN: secrets.session,
};
const weft = useWeft(['postgres', 'temporal', 'worker'], environment);

afterAll(() => Promise.all([storage.close(), catalogue.stop(), sink.close()]));

const workspace = `
kind: source
slug: customers
table: raw.customers
key: id
time: updated_at
identifiers: [{ type: email, column: email }]
---
kind: identity
slug: people
types: [{ type: email, normalize: email }]
golden: { email: { keep: most_recent, from: [customers.email] }, name: { keep: most_recent, from: [customers.name] } }
---
kind: entity
slug: orders
table: raw.orders
key: order_id
time: ordered_at
person: { type: email, column: email }
---
kind: trait
slug: spent
from: orders
measure: { sum: total }
---
kind: segment
slug: big_spenders
where: { trait: spent, gte: 100 }
---
kind: destination
slug: hook
type: webhook
config: { url: "${sink.url}" }
---
kind: sync
slug: spenders
from: { segment: big_spenders }
to: { destination: hook, object: request }
mode: mirror
key: weft_id
map: { email: email, spent: spent }
`;

beforeAll(async () => {
  const customers = ['id,email,name,updated_at'];
  const orders = ['order_id,email,total,ordered_at'];
  for (let n = 1; n <= 40; n += 1) {
    customers.push(`${n},person${n}@example.com,Person ${n},2026-01-01T00:00:00Z`);
    orders.push(`${n},person${n}@example.com,${n * 5}.50,2026-02-01T00:00:00Z`);
  }
  writeFileSync(join(weft.home, 'customers.csv'), `${customers.join('\n')}\n`);
  writeFileSync(join(weft.home, 'orders.csv'), `${orders.join('\n')}\n`);
  await weft.answer('load', 'customers.csv', 'orders.csv');
  await applyWorkspace(weft, { all: workspace });
  await weft.answer('run', '--no-syncs');
}, 240_000);

const dataFiles = async () => [...(await storage.objects()).keys()];

test("every file of the warehouse is on S3, dbt's as well as Weft's own", async () => {
  const files = await dataFiles();
  const tables = new Set(files.map((file) => file.split('/').slice(1, 3).join('/')));
  expect([...tables]).toEqual(
    expect.arrayContaining(['raw/customers', 'raw/orders', 'weft/identity_members', 'weft/traits__dbt_tmp']),
  );
  expect(files.every((file) => file.startsWith('warehouse/'))).toBe(true);
});

test('a person reads it, and nothing beside it', async () => {
  expect(
    await weft.answer('query', 'select count(*) as n, sum(spent) as spent from weft.customer_360'),
  ).toEqual([{ n: '40', spent: '4120' }]);
  for (const path of [`s3://${storage.bucket}/elsewhere/x.csv`, '/etc/hosts', `${storage.endpoint}/x.csv`]) {
    const { exitCode, stderr } = await weft.weft('query', `select * from '${path}'`);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/cannot be used here|not exist|disabled/);
  }
});

test('a sync plans and sends from it', async () => {
  const plan = await weft.answer<{ planned: number }>('sync', 'spenders', '--dry-run');
  expect(plan.planned).toBe(21);
  const run = await weft.answer<{ status: string; accepted: number }>('sync', 'spenders');
  expect(run).toMatchObject({ status: 'complete', accepted: 21 });
  const again = await weft.answer<{ planned: number }>('sync', 'spenders', '--dry-run');
  expect(again.planned).toBe(0);
}, 120_000);

test('what was replaced is removed from S3', async () => {
  await weft.warehouse.execute('create table raw.gone as select range as n from range(1000)');
  const isGone = (file: string) => file.startsWith('warehouse/raw/gone/');
  expect((await dataFiles()).some(isGone)).toBe(true);
  await weft.warehouse.execute('drop table raw.gone');
  await weft.warehouse.maintain();
  // A day is kept, for those who read an older state.
  expect((await dataFiles()).some(isGone)).toBe(true);
  await weft.warehouse.query("call ducklake_expire_snapshots('weft_lake', older_than => now())");
  await weft.warehouse.query("call ducklake_cleanup_old_files('weft_lake', older_than => now())");
  expect((await dataFiles()).some(isGone)).toBe(false);
  expect(await weft.warehouse.query('select count(*) as n from raw.customers')).toEqual([{ n: '40' }]);
});

test('no secret is in a file of the home, nor in what Temporal keeps', async () => {
  expect(readFileSync(join(weft.home, 'dbt', 'profiles.yml'), 'utf8')).toContain(
    "env_var('AWS_SECRET_ACCESS_KEY')",
  );
  expect(filesHolding(weft.home, [secrets.secret, secrets.session, new URL(catalogueUrl).password])).toEqual(
    [],
  );
  const texts = await temporalTexts(weft.settings);
  for (const text of Object.values(secrets)) expect(texts).not.toContain(text);
});

test('storage that does not answer, and a key without its secret, are named', async () => {
  const { key, secret } = secrets;
  const query = (change: Record<string, string>) =>
    execa(process.execPath, [join(projectRoot, 'cli', 'main.ts'), 'query', 'from raw.customers'], {
      env: { ...environment, ...change, WEFT_HOME: weft.home },
      reject: false,
    });
  const away = await query({ AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' });
  expect(away.exitCode).toBe(1);
  expect(away.stderr).toMatch(/object storage .*does not answer/);
  expect(away.stderr).toMatch(/AWS_ENDPOINT_URL/);
  const half = await query({ AWS_SECRET_ACCESS_KEY: '' });
  expect(half.stderr).toMatch(/AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not/);
  for (const { stdout, stderr } of [away, half]) {
    expect(stdout + stderr).not.toContain(secret);
    expect(stdout + stderr).not.toContain(key);
  }
});
