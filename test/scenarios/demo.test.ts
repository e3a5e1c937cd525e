import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { DemoSummary } from '../../cli/demo/run-demo.ts';
import { type RunningPlatform, startPlatform } from '../../cli/platform/platform.ts';
import { projectRoot, pythonProgram, readSettings } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import { exportedFiles, exportedRows } from './exported-files.ts';

// The demo runs its own parts, so they are not started before it; the tests follow on one another.
const home = mkdtempSync(join(tmpdir(), 'weft demo '));
const settings = readSettings({ ...process.env, WEFT_HOME: home });
const exportsFolder = join(home, 'demo', 'exports');
const receivedFile = join(home, 'demo', 'received.jsonl');
let first: DemoSummary;
let platform: RunningPlatform | undefined;
let warehouse: Warehouse;

afterAll(async () => {
  await warehouse?.close();
  await platform?.stop();
  rmSync(home, { recursive: true, force: true });
}, 60_000);

async function answer<T>(...parameters: string[]): Promise<T> {
  const { stdout } = await execa(
    process.execPath,
    [join(projectRoot, 'cli', 'main.ts'), ...parameters, '--json'],
    { env: { WEFT_HOME: home }, cwd: home, stdin: 'ignore' },
  );
  return JSON.parse(stdout);
}

const deliverySchema = z.object({
  body: z.object({
    sync: z.string(),
    rows: z.array(
      z.object({ key: z.string(), operation: z.string(), fields: z.record(z.string(), z.unknown()) }),
    ),
  }),
});

/** The rows that the campaign tool was sent by a sync. */
const received = (sync: string) =>
  readFileSync(receivedFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => deliverySchema.parse(JSON.parse(line)).body)
    .filter((body) => body.sync === sync)
    .flatMap((body) => body.rows);

/** A statement's first column, sorted. */
const texts = async (sql: string): Promise<string[]> =>
  (await warehouse.query(sql)).map((row) => String(Object.values(row)[0])).sort();

const members = (segment: string) =>
  texts(`select weft_id from weft.segment_members where segment = '${segment}'`);

test('the first demo resolves the company, fills its segments and syncs them', async () => {
  first = await answer<DemoSummary>('demo', '--once');
  expect(first.records).toBeGreaterThan(4000);
  expect(first.persons).toBeGreaterThan(1500);
  expect(first.precision).toBeGreaterThanOrEqual(0.999);
  expect(first.recall).toBeGreaterThanOrEqual(0.97);
  const { lapsing_high_value: lapsing = 0, tent_browsers: browsers = 0 } = first.segments;
  const { newsletter_readers: readers = 0, recent_buyers: buyers = 0 } = first.segments;
  for (const size of [lapsing, browsers, readers, buyers]) expect(size).toBeGreaterThan(0);
  const whole = (size: number) => ({ planned: size, accepted: size, rejected: 0, skipped: 0, pending: 0 });
  expect(first.syncs).toEqual({
    lapsing_to_files: whole(lapsing),
    browsers_to_webhook: whole(browsers),
    readers_to_webhook: whole(readers),
  });
}, 180_000);

test('the second demo sends nothing', async () => {
  const files = exportedFiles(exportsFolder);
  const size = statSync(receivedFile).size;
  const { seconds: _, ...second } = await answer<DemoSummary>('demo', '--once');
  const nothing = { planned: 0, accepted: 0, rejected: 0, skipped: 0, pending: 0 };
  const { seconds: __, ...before } = first;
  expect(second).toEqual({
    ...before,
    syncs: { lapsing_to_files: nothing, browsers_to_webhook: nothing, readers_to_webhook: nothing },
  });
  expect(exportedFiles(exportsFolder)).toEqual(files);
  expect(statSync(receivedFile).size).toBe(size);
}, 180_000);

test('segments, files and the campaign tool hold what SQL over the raw tables finds', async () => {
  platform = await startPlatform(settings, { parts: ['postgres'] });
  warehouse = await openWarehouse(settings);
  expect(await answer('query', 'select count(*) as n from weft.identity_members')).toEqual([
    { n: String(first.records) },
  ]);

  const today = `timezone('Europe/Berlin', date_trunc('day', timezone('Europe/Berlin', now())))`;
  const person = (type: string, column: string) =>
    `(select weft_id from weft.identity_lookup as l where l.type = '${type}' and l.value = ${column})`;
  const recentBuyer = (days: number) => `
    select coalesce(${person('user_id', 'e.user_id')}, ${person('anonymous_id', 'e.anonymous_id')}) from raw.web_events as e
    where e.event = 'order_completed' and e.sent_at >= ${today} - to_hours(24 * ${days})
    union all
    select coalesce(${person('user_id', 'e.user_id')}, ${person('device_id', 'e.device_id')}) from raw.app_events as e
    where e.event = 'order_completed' and e.sent_at >= ${today} - to_hours(24 * ${days})`;
  const paid = `
    select ${person('user_id', 'o.customer_id')} as weft_id, sum(o.total) as spent,
      date_diff('day', cast(timezone('Europe/Berlin', max(o.ordered_at)) as date), cast(timezone('Europe/Berlin', now()) as date)) as days
    from raw.orders as o where o.status = 'paid' group by 1`;

  const lapsing = await texts(
    `select weft_id from (${paid}) where spent >= 500 and days >= 90
     and weft_id not in (select w from (${recentBuyer(90)}) as b(w) where w is not null)`,
  );
  expect(await members('lapsing_high_value')).toEqual(lapsing);
  expect(lapsing).toHaveLength(first.segments.lapsing_high_value ?? -1);
  const buyers = await texts(
    `select distinct w from (${recentBuyer(30)} union all select weft_id from (${paid}) where days <= 30) as b(w) where w is not null`,
  );
  expect(await members('recent_buyers')).toEqual(buyers);
  expect(buyers).toHaveLength(first.segments.recent_buyers ?? -1);

  // The print shop's files: exactly the members, each with the money that the raw orders say.
  const exported = exportedRows(exportsFolder);
  expect(exported.map((row) => row._key).sort()).toEqual(lapsing);
  expect(new Set(exported.map((row) => row._operation))).toEqual(new Set(['create']));
  const spent = new Map(
    (
      await warehouse.query(
        `select weft_id, round(spent, 2) as spent from (${paid}) where weft_id is not null`,
      )
    ).map((row) => [String(row.weft_id), Number(row.spent)]),
  );
  for (const row of exported)
    expect(Number(row.lifetime_value)).toBeCloseTo(spent.get(row._key ?? '') ?? -1, 2);

  // The campaign tool's.
  const browsers = received('browsers_to_webhook');
  expect(browsers.map(({ key }) => key).sort()).toEqual(await members('tent_browsers'));
  expect(browsers.every(({ fields }) => String(fields.greeting).startsWith('Hello '))).toBe(true);
  expect(
    received('readers_to_webhook')
      .map(({ key }) => key)
      .sort(),
  ).toEqual(
    await texts(
      `select p.email from weft.segment_members as m join weft.profiles as p using (weft_id) where m.segment = 'newsletter_readers'`,
    ),
  );
}, 60_000);

const schemaFile = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      description: z.string().min(1),
      data_tests: z.array(z.unknown()).default([]),
      columns: z
        .array(
          z.object({
            name: z.string(),
            description: z.string().min(1),
            data_tests: z.array(z.unknown()).default([]),
          }),
        )
        .min(1),
    }),
  ),
});

test('the dbt project is described, tested, and builds without Weft', async () => {
  const project = join(home, 'dbt');
  const files = readdirSync(join(project, 'models'), { recursive: true, encoding: 'utf8' });
  const described = files
    .filter((file) => file.endsWith('schema.yml'))
    .flatMap((file) => schemaFile.parse(parse(readFileSync(join(project, 'models', file), 'utf8'))).models);
  const written = files
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.replace(/^.*\/|\.sql$/g, ''));
  expect(described.map(({ name }) => name).sort()).toEqual(written.sort());
  const testsOf = (name: string) => {
    const model = described.find((each) => each.name === name);
    return [model?.data_tests, ...(model?.columns.map((column) => column.data_tests) ?? [])].flat();
  };
  for (const name of [
    'identity_members',
    'profiles',
    'traits',
    'customer_360',
    'segment_members',
    'segment_changes',
  ])
    expect(testsOf(name).length, name).toBeGreaterThan(0);

  const counts = `select (select count(*) from weft.identity_members) as records, (select count(*) from weft.profiles) as persons,
    (select count(*) from weft.segment_changes) as changes, (select count(*) from weft.identity_changes) as moves`;
  const before = await warehouse.query(counts);
  const result = await execa(pythonProgram('dbt'), ['build', '--profiles-dir', '.', '--project-dir', '.'], {
    cwd: project,
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    all: true,
  });
  expect(result.exitCode, result.all).toBe(0);
  const [, passed] = /PASS=(\d+) WARN=0 ERROR=0 SKIP=0/.exec(result.all) ?? [];
  expect(Number(passed), result.all).toBeGreaterThan(written.length);
  expect(await warehouse.query(counts)).toEqual(before);
}, 180_000);
