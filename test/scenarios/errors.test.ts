import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { withControl } from '../../connectors/control/connect.ts';
import { getRun, listRuns } from '../../connectors/control/runs.ts';
import { projectRoot, toolchainFolder } from '../../connectors/settings.ts';
import type { SyncSummary } from '../../workflows/run-sync/workflow.ts';
import { type CommandResult, useWeft } from '../fixtures/weft.ts';
import { applyWorkspace } from './workspace.ts';

/** A toolchain of links, so that a test can take a program away and put it back. */
const toolchain = mkdtempSync(join(tmpdir(), 'weft toolchain '));
const installed = toolchainFolder();
for (const name of ['build', 'duckdb']) symlinkSync(join(installed, name), join(toolchain, name));
mkdirSync(join(toolchain, 'python', 'bin'), { recursive: true });
symlinkSync(join(installed, 'python', 'lib'), join(toolchain, 'python', 'lib'));
for (const name of readdirSync(join(installed, 'python', 'bin')))
  symlinkSync(join(installed, 'python', 'bin', name), join(toolchain, 'python', 'bin', name));
const dbt = join(toolchain, 'python', 'bin', 'dbt');
vi.stubEnv('WEFT_TOOLCHAIN', toolchain);

const weft = useWeft(['postgres', 'temporal', 'worker']);

const nobody = '127.0.0.1:1';
const unreachableWarehouse = {
  WEFT_WAREHOUSE_URL: `ducklake:postgres://weft:hunter22@${nobody}/catalogue?data_path=/tmp/nowhere/`,
};
const unreachableTemporal = { WEFT_TEMPORAL_ADDRESS: nobody };

/** A command with an environment of its own, in a home of its own where one is given. */
async function command(
  env: Record<string, string>,
  parameters: string[],
  home = weft.home,
): Promise<CommandResult> {
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    [join(projectRoot, 'cli', 'main.ts'), ...parameters],
    { env: { ...env, WEFT_HOME: home }, cwd: home, stdin: 'ignore', reject: false },
  );
  return { exitCode: exitCode ?? -1, stdout, stderr };
}

/** What failed, as one text; it must have failed, and as an error that was foreseen. */
function failureOf({ exitCode, stderr }: CommandResult): string {
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^ {2}do: /m);
  for (const raw of ['not foreseen', '    at ', 'Traceback', 'hunter22']) expect(stderr).not.toContain(raw);
  return stderr;
}

const rest = `
kind: source
slug: crm
table: raw.crm
key: id
time: updated_at
identifiers: [{ type: email, column: email }]
---
kind: identity
slug: people
types: [{ type: email, normalize: email }]
golden: { name: { keep: most_recent, from: [crm.full_name] } }
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
slug: exports
type: files
config: { storage: local, folder: exports }
---
kind: sync
slug: spenders_to_files
from: { segment: big_spenders }
to: { destination: exports, object: file, format: csv }
mode: mirror
key: weft_id
map: { spent: spent }
when: { after: refresh }
`;

// biome-ignore lint/suspicious/noTemplateCurlyInString: as a workspace refers to a secret.
const unsetSecret = '${env:NEVER_SET_TOKEN}';
const locked = `
kind: destination
slug: locked
type: webhook
config: { url: "http://${nobody}/", auth: { bearer: "${unsetSecret}" } }
---
kind: sync
slug: spenders_to_locked
from: { segment: big_spenders }
to: { destination: locked, object: request }
mode: mirror
key: weft_id
map: { spent: spent }
when: { after: refresh }
`;

/** Visits by a statement of the data team's own, with what it says of the e-mail and of the pages. */
const visits = (email: string, pages = '1') => `
kind: entity
slug: visits
sql: select visit_id, visited_at, ${email} as email, ${pages} as pages from raw.visits
key: visit_id
time: visited_at
person: { type: email, column: email }
---
kind: trait
slug: visit_count
from: visits
measure: { sum: pages }
`;

/** A source by a statement. */
const visitSource = (email: string) => `
kind: source
slug: visitors
sql: select visit_id, visited_at, ${email} as email from raw.visits
key: visit_id
time: visited_at
identifiers: [{ type: email, column: email }]
`;

beforeAll(async () => {
  for (const statement of [
    'create table raw.crm (id integer, email varchar, full_name varchar, updated_at timestamptz)',
    "insert into raw.crm select range, 'p' || range || '@mail.example', 'P ' || range, timestamptz '2026-01-01' from range(50)",
    'create table raw.visits (visit_id integer, visited_at timestamptz, email varchar)',
    "insert into raw.visits select range, timestamptz '2026-01-02', 'p' || range || '@mail.example' from range(40, 60)",
    'create table raw.orders (order_id integer, ordered_at timestamptz, email varchar, total double)',
    "insert into raw.orders select range, timestamptz '2026-01-03', 'p' || range || '@mail.example', 10 * range from range(30)",
  ])
    await weft.warehouse.execute(statement);
}, 60_000);

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(toolchain, { recursive: true, force: true });
});

/** The rows that a good run left, by table; errors must leave them. */
const built = () =>
  weft.warehouse.query(`select (select count(*) from weft.identity_members) as records,
    (select count(*) from weft.profiles) as persons, (select count(*) from weft.customer_360) as whole,
    (select sum(spent) from weft.traits) as spent, (select sum(visit_count) from weft.traits) as visits, (select count(*) from weft.segment_members) as members,
    (select count(*) from weft.segment_changes) as changes, (select count(*) from weft.identity_changes) as moves`);

const good = [
  {
    records: '50',
    persons: '50',
    whole: '50',
    spent: 4350,
    visits: '10',
    members: '20',
    changes: '20',
    moves: '50',
  },
];

const latestRun = () =>
  withControl(weft.settings, async (control) => {
    const { runs } = await listRuns(control, { kind: 'refresh', limit: 1 });
    return getRun(control, runs[0]?.id ?? '');
  });

test('a run with nothing applied says what to declare', async () => {
  const said = failureOf(await weft.weft('run'));
  expect(said).toContain('there is nothing to build: no source and no identity rules are applied');
  expect(said).toContain('./weft apply');
  expect(failureOf(await weft.weft('sync', 'anything'))).toContain('no sync is called anything');
  expect(await weft.warehouse.tables('weft')).toEqual([]);
}, 60_000);

test('a warehouse and a Temporal that do not answer are named, by every command', async () => {
  const query = failureOf(await command(unreachableWarehouse, ['query', 'select 1']));
  expect(query).toContain("warehouse's catalogue database does not answer");
  expect(query).toContain('check WEFT_WAREHOUSE_URL');
  const temporal = await command(unreachableTemporal, ['run', '--json']);
  expect(failureOf(temporal)).toContain(`Temporal does not answer at ${nobody}`);
  expect(JSON.parse(temporal.stdout)).toMatchObject({
    error: {
      message: expect.stringContaining(nobody),
      mend: expect.stringContaining('WEFT_TEMPORAL_ADDRESS'),
    },
  });

  // Where the command has to start its parts itself, it is the worker that cannot reach them.
  const home = mkdtempSync(join(tmpdir(), 'weft errors '));
  try {
    const worker = failureOf(await command(unreachableWarehouse, ['run'], home));
    expect(worker).toContain('does not answer');
    expect(worker).toContain('WEFT_WAREHOUSE_URL');
    const temporalToo = failureOf(await command(unreachableTemporal, ['run'], home));
    expect(temporalToo).toMatch(/Temporal .*does not answer/);
    expect(temporalToo).toContain(nobody);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}, 90_000);

test('a sync that fails after a refresh fails alone, and the run says which', async () => {
  await applyWorkspace(weft, { rest, visits: visits('email'), locked });
  const result = await weft.weft('run', '--json');
  const said = failureOf(result);
  expect(said).toContain('sync spenders_to_locked: failed');
  expect(said).toContain('destination locked needs NEVER_SET_TOKEN, which the environment does not set');
  const { syncs }: { syncs: (SyncSummary & { error?: object })[] } = JSON.parse(result.stdout);
  expect(syncs.toSorted((a, b) => a.sync.localeCompare(b.sync))).toMatchObject([
    { sync: 'spenders_to_files', status: 'complete', planned: 20, accepted: 20 },
    { sync: 'spenders_to_locked', status: 'failed', planned: 0, error: { mend: expect.any(String) } },
  ]);
  expect(await built()).toEqual(good);
}, 90_000);

test('a sync or a segment that is not there is told with the nearest name', async () => {
  await applyWorkspace(weft, { rest, visits: visits('email') });
  const before = await withControl(weft.settings, (control) => listRuns(control));
  for (const parameters of [
    ['sync', 'spender_to_files'],
    ['sync', 'spender_to_files', '--dry-run'],
  ]) {
    const said = failureOf(await weft.weft(...parameters));
    expect(said).toContain('no sync is called spender_to_files');
    expect(said).toContain('do: Did you mean spenders_to_files?');
  }
  const said = failureOf(await weft.weft('segment', 'preview', 'big_spender'));
  expect(said).toContain('no segment is called big_spender');
  expect(said).toContain('do: Did you mean big_spenders?');
  expect(await withControl(weft.settings, (control) => listRuns(control))).toEqual(before);
}, 90_000);

test('without dbt the run fails, and says so', async () => {
  renameSync(dbt, `${dbt}.away`);
  const said = failureOf(await weft.weft('run'));
  expect(said).toContain(`dbt is missing: ${dbt}`);
  expect(said).toContain('./weft doctor');
  renameSync(`${dbt}.away`, dbt);
  expect(await built()).toEqual(good);
  expect((await latestRun())?.run).toMatchObject({
    status: 'failed',
    error: { message: expect.stringContaining('dbt is missing') },
  });
}, 60_000);

test('a statement that the engine refuses is named with its resource; nothing is built', async () => {
  for (const [workspace, name] of [
    [{ rest, visits: visits('emial') }, 'entity visits'],
    [{ rest, visits: visits('email'), visitors: visitSource('emial') }, 'source visitors'],
  ] as const) {
    await applyWorkspace(weft, workspace);
    const said = failureOf(await weft.weft('run'));
    expect(said).toContain(`${name}: its sql fails`);
    expect(said).toContain('"emial" not found');
    expect(said).toContain('"email"');
    expect(await built()).toEqual(good);
    expect((await latestRun())?.steps).toEqual([]);
  }
}, 60_000);

test('a trait that fails keeps its values, and the rest is built', async () => {
  await applyWorkspace(weft, {
    rest,
    visits: visits('email', "case when visit_id = 45 then error('no visit 45') else 1 end"),
  });
  expect(await weft.weft('run', '--json')).toMatchObject({ exitCode: 0 });
  expect(await built()).toEqual(good);
  const latest = await latestRun();
  expect(latest?.run.status).toBe('succeeded');
  const steps = new Map(latest?.steps.map((step) => [step.name, step]));
  expect(steps.get('traits_visits')?.status).toBe('warned');
  expect(steps.get('trait_visit_count')).toMatchObject({
    status: 'warned',
    message: expect.stringMatching(/its values are those of the last good refresh: .*no visit 45/),
  });
  for (const name of ['traits', 'customer_360'])
    expect([name, steps.get(name)?.status]).toEqual([name, 'succeeded']);
}, 90_000);

test('a model that fails is named in the error and in the steps, and what comes after it keeps its rows', async () => {
  await applyWorkspace(weft, {
    rest,
    visits: visits('email'),
    visitors: visitSource("case when visit_id = 45 then error('no visit 45') else email end"),
  });
  const result = await weft.weft('run', '--json');
  const reason = 'model identity_members failed: Runtime Error in model identity_members';
  expect(failureOf(result)).toContain(reason);
  expect(result.stderr).toContain('no visit 45');
  expect(JSON.parse(result.stdout)).toMatchObject({ error: { message: expect.stringContaining(reason) } });
  expect(await built()).toEqual(good);

  const latest = await latestRun();
  expect(latest?.run).toMatchObject({
    status: 'failed',
    error: { message: expect.stringContaining(reason) },
  });
  const models = new Map(
    latest?.steps.flatMap((step) => (step.kind === 'model' ? [[step.name, step.status]] : [])),
  );
  expect([...models].filter(([, status]) => status === 'failed')).toEqual([['identity_members', 'failed']]);
  for (const name of ['profiles', 'traits', 'customer_360', 'segment_members'])
    expect([name, models.get(name)]).toEqual([name, 'skipped']);
  const step = latest?.steps.find(({ name }) => name === 'identity_members');
  expect(step?.message).toContain('no visit 45');
}, 90_000);

test('a column that vanished is named with the nearest, wherever it was used', async () => {
  await applyWorkspace(weft, { rest, visits: visits('email') });
  for (const [table, column, renamed, where] of [
    ['raw.crm', 'email', 'e_mail', 'source crm'],
    ['raw.crm', 'full_name', 'fullname', 'golden column name'],
    ['raw.orders', 'email', 'mail', 'entity orders'],
  ] as const) {
    await weft.warehouse.execute(`alter table ${table} rename column ${column} to ${renamed}`);
    const said = failureOf(await weft.weft('run'));
    expect(said).toContain(where);
    expect(said).toContain(column);
    expect(said).toContain(renamed);
    expect(await built()).toEqual(good);
    await weft.warehouse.execute(`alter table ${table} rename column ${renamed} to ${column}`);
  }
  // What only a trait names stops nothing.
  await weft.warehouse.execute('alter table raw.orders rename column total to totals');
  expect(await weft.weft('run')).toMatchObject({ exitCode: 0 });
  const spent = (await latestRun())?.steps.find(({ name }) => name === 'trait_spent');
  expect(spent?.message).toBe(
    'not computed, and its values are those of the last good refresh: raw.orders has no column total. Did you mean totals? It is behind segment big_spenders, sync spenders_to_files. Mend the column or the trait.',
  );
  expect(await built()).toEqual(good);
  await weft.warehouse.execute('alter table raw.orders rename column totals to total');
}, 180_000);

test('a source may be a statement', async () => {
  await applyWorkspace(weft, { rest, visits: visits('email'), visitors: visitSource('email') });
  await weft.answer('run');
  expect(await weft.warehouse.query('select count(*) as persons from weft.profiles')).toEqual([
    { persons: '60' },
  ]);
}, 60_000);
