import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { describeReport } from '../../../cli/identity/describe-plan.ts';
import { listAudit } from '../../../connectors/control/audit.ts';
import { withControl } from '../../../connectors/control/connect.ts';
import { startIdentityPlan } from '../../../connectors/control/identity-plans.ts';
import { currentWorkspace } from '../../../connectors/control/versions.ts';
import { projectRoot } from '../../../connectors/settings.ts';
import type { IdentityPlanReport } from '../../../workflows/plan-identity/report.ts';
import { makeTable } from '../../fixtures/tables.ts';
import { type CommandResult, useWeft } from '../../fixtures/weft.ts';
import { columns, files, type Rules, records } from './workspace.ts';

type Answer = { changed: boolean } & IdentityPlanReport;

const weft = useWeft(['postgres', 'temporal', 'worker']);
const folder = join(weft.home, 'workspace');
const proposal: Rules = { email: ', max_records: 3', phone: true };

function write(rules: Rules, more: Record<string, string> = {}): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, yaml] of Object.entries({ ...files(rules), ...more }))
    writeFileSync(join(folder, `${name}.yml`), yaml);
}

const planSchemas = async (): Promise<string[]> => {
  const rows = await weft.warehouse.query(
    "select distinct schema_name from information_schema.schemata where schema_name like 'weft_plan%' order by 1",
  );
  return rows.map((row) => String(row.schema_name));
};

/** Every row of Weft's own tables but those on costs, where a plan adds its own. */
async function ownTables(): Promise<Record<string, string>> {
  const tables = await weft.warehouse.tables('weft');
  const contents: Record<string, string> = {};
  for (const { name } of tables.filter((table) => table.name !== 'model_runs')) {
    const rows = await weft.warehouse.query(`select * from weft."${name}"`);
    contents[name] = rows
      .map((row) => JSON.stringify(row))
      .sort()
      .join('\n');
  }
  return contents;
}

const refused = ({ exitCode, stderr }: CommandResult): string => {
  expect(exitCode).toBe(1);
  return stderr;
};

beforeAll(async () => {
  await weft.warehouse.execute('create schema if not exists raw');
  await makeTable(weft.warehouse, 'raw.crm', columns, records);
  write({});
  // The first rules have nobody whom they could change.
  await weft.answer('apply');
}, 300_000);

test('before the first run there is nothing to compare with', async () => {
  write(proposal);
  expect(refused(await weft.weft('identity', 'plan'))).toMatch(/not resolved yet/);
  write({});
  await weft.answer('run', '--no-syncs');
}, 300_000);

let planned: Answer;
test('a plan says what the rules would change, and changes nothing', async () => {
  write(proposal);
  const before = await ownTables();
  planned = await weft.answer<Answer>('identity', 'plan');
  expect(await ownTables()).toEqual(before);
  expect(await planSchemas()).toEqual([]);
  expect(readdirSync(join(weft.home, 'dbt-plans'))).toEqual([]);

  expect(planned.records).toEqual({ before: 9, after: 9, added: 0, removed: 0, moved: 5 });
  expect(planned.persons).toEqual({ before: 4, after: 7 });
  expect(planned.consolidation.before).toBeCloseTo(1 - 4 / 9);
  expect(planned.consolidation.after).toBeCloseTo(1 - 7 / 9);
  expect(planned.changes).toEqual({
    created: { persons: 0, previous: 0, records: 0 },
    merged: { persons: 1, previous: 1, records: 1 },
    split: { persons: 4, previous: 1, records: 4 },
    moved: { persons: 0, previous: 0, records: 0 },
    retired: { persons: 0, previous: 0, records: 0 },
  });
  expect(planned.largest.before.map(({ records }) => records)).toEqual([5, 2, 1, 1]);
  expect(planned.largest.after.map(({ records }) => records)).toEqual([3, 1, 1, 1, 1, 1, 1]);
  expect(planned.segments.toSorted((a, b) => (a.segment < b.segment ? -1 : 1))).toEqual([
    { segment: 'all_people', before: 4, after: 7, entered: 4, left: 1 },
    { segment: 'shop', before: 1, after: 5, entered: 4, left: 0 },
  ]);
  expect(planned.rules.inForce).not.toBe(planned.rules.proposed);
  expect(planned.rules.ofTheRun).toBe(planned.rules.inForce);
}, 300_000);

test('each sync has its rows, and one that cannot be computed says why', () => {
  expect(planned.syncs.find(({ sync }) => sync === 'shop_to_files')).toEqual({
    sync: 'shop_to_files',
    before: { create: 1, update: 0, delete: 0, skipped: 0 },
    after: { create: 5, update: 0, delete: 0, skipped: 0 },
  });
  expect(planned.syncs.find(({ sync }) => sync === 'runs_to_files')).toMatchObject({
    before: { create: 1 },
    after: { create: 2 },
  });
});

test('samples name the persons and what joins them, with the values masked', () => {
  const { merged, split } = planned.samples;
  expect(merged).toHaveLength(1);
  expect(merged[0]).toMatchObject({ records: 3, persons: 2, shared: [{ type: 'phone', value: '4***01' }] });
  expect(merged[0]?.parts).toEqual([
    {
      weft_id: merged[0]?.weft_id,
      records: 2,
      identifiers: [{ type: 'email', value: 'a***@one.example' }],
    },
    {
      weft_id: expect.any(String),
      records: 1,
      identifiers: [{ type: 'email', value: 'a***@two.example' }],
    },
  ]);
  expect(split).toHaveLength(1);
  expect(split[0]).toMatchObject({
    records: 5,
    persons: 5,
    shared: [{ type: 'email', value: 'i***@shop.example' }],
  });
  expect(split[0]?.parts.map(({ records }) => records)).toEqual([1, 1, 1, 1, 1]);
  expect(JSON.stringify(planned)).not.toMatch(/4915112345|ada@|info@/);
});

test('as text it is readable', () => {
  const text = describeReport(planned);
  expect(text).toMatch(/persons +4 +7$/m);
  expect(text).toMatch(/merged +1 person into 1 +1$/m);
  expect(text).toMatch(/split +4 persons off 1 +4$/m);
  expect(text).toMatch(/shop +1 +5 +4 +0$/m);
  expect(text).toMatch(/5 records; they shared email i\*\*\*@shop\.example$/m);
});

test('apply refuses rules that were not planned, and takes those that were', async () => {
  const version = () => withControl(weft.settings, currentWorkspace).then((current) => current.version);
  const before = await version();
  write({ ...proposal, email: ', max_records: 4' });
  const error = refused(await weft.weft('apply'));
  expect(error).toContain('no plan shows what that does');
  expect(error).toContain(`weft identity plan '${folder}'`);
  expect((await weft.weft('plan')).stdout).toContain('no plan shows what that does');
  expect(await version()).toBe(before);

  // A golden column is no rule of who is one person.
  write({ keep: 'longest' });
  expect((await weft.answer<{ version: number }>('apply')).version).toBe(before + 1);

  write({ ...proposal, keep: 'longest' });
  const applied = await weft.weft('apply');
  expect(applied.exitCode).toBe(0);
  expect(applied.stdout).toContain('4 persons become 7, 1 are merged into others, 4 are split off');
  expect(await version()).toBe(before + 2);
  const audit = await withControl(weft.settings, (control) => listAudit(control, { limit: 1 }));
  expect(audit[0]?.detail).toMatchObject({ identityPlan: expect.stringMatching(/^[0-9a-z]{16}$/) });
}, 300_000);

test('the run after it is what the plan said', async () => {
  await weft.answer('run', '--no-syncs');
  const changes = await weft.warehouse.query(
    `select change, count(*) as n from weft.identity_changes
     where run_id = (select run_id from weft.identity_runs order by run_number desc limit 1) group by 1 order by 1`,
  );
  expect(changes).toEqual([
    { change: 'merged', n: '1' },
    { change: 'split', n: '4' },
  ]);
  const sizes = await weft.warehouse.query(
    'select records from weft.identity_persons order by records desc, weft_id',
  );
  expect(sizes.map((row) => Number(row.records))).toEqual(planned.largest.after.map(({ records: n }) => n));
  expect((await weft.answer<Answer>('identity', 'plan')).changed).toBe(false);
}, 300_000);

test('a plan before another run is stale, which is said; without one apply must be told so', async () => {
  write({ phone: true });
  await weft.answer('identity', 'plan');
  await makeTable(weft.warehouse, 'raw.crm', columns, records.slice(0, 8));
  await weft.answer('run', '--no-syncs');
  const stale = await weft.weft('plan');
  expect(stale.stdout).toMatch(/It is stale: run \S+ has resolved identity since/);

  write({});
  expect(refused(await weft.weft('apply'))).toContain('no plan shows');
  const applied = await weft.answer<{ identityPlan: { plan: string | null } }>(
    'apply',
    '--without-identity-plan',
  );
  expect(applied.identityPlan.plan).toBeNull();
  const audit = await withControl(weft.settings, (control) => listAudit(control, { limit: 1 }));
  expect(audit[0]?.detail).toMatchObject({ identityPlan: 'none' });
}, 300_000);

test('a plan that fails, is interrupted or was killed leaves nothing', async () => {
  const before = await ownTables();
  write(proposal, { crm: files(proposal).crm.replace('column: phone', 'column: fone') });
  expect(refused(await weft.weft('identity', 'plan'))).toContain('has no column fone');
  expect(await planSchemas()).toEqual([]);

  write({ ...proposal, email: ', max_records: 2' });
  let ended = false;
  const plan = execa(process.execPath, [join(projectRoot, 'cli', 'main.ts'), 'identity', 'plan'], {
    env: { WEFT_HOME: weft.home },
    cwd: weft.home,
    reject: false,
  });
  void plan.finally(() => {
    ended = true;
  });
  while ((await planSchemas()).length === 0 && !ended) await sleep(50);
  plan.kill('SIGINT');
  expect((await plan).exitCode).toBe(130);
  expect(await planSchemas()).toEqual([]);

  await withControl(weft.settings, (control) =>
    startIdentityPlan(control, {
      ...{ id: 'killed', schema: 'weft_plan_killed', hash: '-', comparedRun: '-', createdBy: 'test' },
      ...{ rulesInForce: '-', rulesProposed: '-' },
    }),
  );
  await weft.warehouse.execute('create schema weft_plan_killed');
  await weft.warehouse.execute('create table weft_plan_killed.left_over as select 1 as one');
  write({ phone: true });
  const shown = await weft.answer<Answer>('identity', 'plan', folder, '--show-values');
  expect(await planSchemas()).toEqual([]);
  expect(await ownTables()).toEqual(before);

  // No run has resolved anybody by the rules in force, which is said.
  expect(shown.records).toMatchObject({ before: 8, after: 8 });
  expect(shown.notes.join('\n')).toContain('The rules in force were not run yet');

  // The values are shown to who asks for them, and kept nowhere.
  expect(JSON.stringify(shown.samples)).toContain('info@shop.example');
  const stored = await withControl(weft.settings, (control) =>
    control.query((database) =>
      database.execute('select status, report::text as report from weft.identity_plans order by created_at'),
    ),
  );
  expect(stored.rows.filter(({ report }) => report === null).map(({ status }) => status)).toEqual([
    'failed',
    'failed',
    'failed',
  ]);
  expect(JSON.stringify(stored.rows)).not.toMatch(/4915112345|ada@|info@/);
}, 300_000);
