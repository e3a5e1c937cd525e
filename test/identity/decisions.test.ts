import { beforeAll, expect, test } from 'vitest';
import { listAudit } from '../../connectors/control/audit.ts';
import { withControl } from '../../connectors/control/connect.ts';
import type { Decision } from '../../models/identity/decisions.ts';
import type { PairExplanation } from '../../models/identity/explain/explain.ts';
import { explain, explainPair } from '../../models/identity/explain/explain.ts';
import { nameOfRecord } from '../../models/identity/record-name.ts';
import { build, workspaceOf } from '../fixtures/build.ts';
import { makeTable } from '../fixtures/tables.ts';
import { useWeft } from '../fixtures/weft.ts';
import { applyWorkspace } from '../scenarios/workspace.ts';
import { columns, records, resources } from './explain-company.ts';

const workspace = workspaceOf(resources);
const weft = useWeft(['postgres']);

const refresh = (id: string) => build(weft, workspace, { id, select: ['+identity_members'] });
const pair = (from: string, to: string) => explainPair(weft.warehouse, workspace, { from, to }, { most: 25 });
/** The records of each person, by name. */
const persons = async (): Promise<string[]> => {
  const rows = await weft.warehouse.query(
    "select string_agg(record_key, ' ' order by record_key) as keys from weft.identity_members group by weft_id order by 1",
  );
  return rows.map((row) => String(row.keys));
};
const refused = async (...parameters: string[]): Promise<string> => {
  const { exitCode, stderr } = await weft.weft('identity', ...parameters);
  expect(exitCode).toBe(1);
  return stderr;
};

let before: string[];
const made: Decision[] = [];

beforeAll(async () => {
  await weft.warehouse.execute('create schema if not exists raw');
  await makeTable(weft.warehouse, 'raw.crm', columns, records);
  await applyWorkspace(
    weft,
    Object.fromEntries(resources.map((resource) => [resource.slug, JSON.stringify(resource)])),
  );
  await refresh('run1');
  before = await persons();
}, 180_000);

test('a record that is not there, itself, or one of several is refused', async () => {
  expect(await refused('join', 'crm/f1', 'crm/f22', '--why', 'x')).toMatch(
    /had no record f22[\s\S]*Did you mean crm\/f2/,
  );
  expect(await refused('split', 'email:left@shop.example', '--why', 'x')).toMatch(
    /leads to 4 records[\s\S]*crm\/h1, crm\/h2, crm\/h3, crm\/h7/,
  );
  expect(await refused('join', 'user:u10', 'crm/f1', '--why', 'x')).toContain('same record twice');
  expect(await refused('join', 'crm/f1', 'crm/f2', '--why', ' ')).toContain('needs a reason');
  expect(await refused('undo', 'nothing', '--why', 'x')).toContain('no decision has the id');
}, 120_000);

test('decisions say when they take effect, and are kept with who and why', async () => {
  const deciding = ['--why', 'they told us', '--by', 'anna@weft.example'];
  made.push(
    await weft.answer<Decision>('identity', 'join', 'user:u11', 'crm/f1', ...deciding),
    await weft.answer<Decision>('identity', 'split', 'crm/h7', '--from', 'crm/h8', ...deciding),
    await weft.answer<Decision>('identity', 'split', 'crm/a3', ...deciding),
  );
  expect(made.map(({ decision }) => decision)).toEqual(['same', 'different', 'alone']);
  const again = await refused('join', 'crm/f1', 'crm/f2', '--why', 'again');
  expect(again).toContain(`decided already: decision ${made[0]?.id} by anna@weft.example`);

  const { stdout } = await weft.weft('identity', 'decisions');
  expect(stdout).toMatch(
    new RegExp(`${made[0]?.id} +one person +crm/f1 and crm/f2 +anna@weft.example .*they told us`),
  );
  expect(stdout).toMatch(/never one person +crm\/h7 and crm\/h8/);
  expect(stdout).toMatch(/alone +crm\/a3 /);
  const logged = await withControl(weft.settings, (control) => listAudit(control));
  expect(logged.slice(0, 3).map(({ actor, action, subject }) => [actor, action, subject])).toEqual([
    ['anna@weft.example', 'identity.split', `decision/${made[2]?.id}`],
    ['anna@weft.example', 'identity.split', `decision/${made[1]?.id}`],
    ['anna@weft.example', 'identity.join', `decision/${made[0]?.id}`],
  ]);
}, 120_000);

test('the next run honours them, and explain names them', async () => {
  await refresh('run2');
  const now = await persons();
  expect(now).toContain('f1 f2');
  expect(now).toContain('a3');
  // Without a3 the others still hang together, by the longer way.
  expect(now).toContain('a1 a2 a4 a5');
  expect(now.some((keys) => keys.includes('h7') && keys.includes('h8'))).toBe(false);

  const joined = await pair('user:u10', 'user:u11');
  expect(joined.path?.steps).toMatchObject([
    { rule: { by: 'decision', id: made[0]?.id, decidedBy: 'anna@weft.example', why: 'they told us' } },
  ]);
  const parted = await pair('crm/h7', 'crm/h8');
  expect(parted.between?.keptApart.map(({ id }) => id)).toEqual([made[1]?.id]);
  expect(parted.between?.shared.shown).toMatchObject([
    { value: 'hinge', text: `decision ${made[1]?.id} keeps records of the two apart` },
  ]);
  const alone = await pair('crm/a2', 'crm/a3');
  expect(alone.between?.alone.map(nameOfRecord)).toEqual(['crm/a3']);
  expect(alone.between?.shared.shown).toMatchObject([
    { value: 'tablet', text: 'it is of a record that stands alone by decision' },
    { value: '0301', text: 'it is of a record that stands alone by decision' },
  ]);
  const { person } = await explain(weft.warehouse, workspace, 'crm/a3', { most: 25 });
  expect(person.decisions.shown.map(({ id }) => id)).toEqual([made[2]?.id]);
  expect(person.excluded.shown.map(({ type, rule }) => `${type} ${rule}`)).toEqual([
    'device alone',
    'phone alone',
  ]);
}, 180_000);

test('the command line shows both kinds of explanation, and the audit', async () => {
  const one = await weft.weft('identity', 'explain', 'user:u11');
  expect(one.stderr).toBe('');
  expect(one.stdout).toMatch(/└ by decision \w+ of anna@weft.example, .*: they told us → crm\/f2/);
  expect(one.stdout).toMatch(/Decisions in force \(1\)/);
  const { same, path } = await weft.answer<PairExplanation>(
    'identity',
    'explain',
    'crm/a1',
    '--to',
    'crm/a5',
  );
  expect(same).toBe(true);
  expect(path?.graph.edges.length).toBe(4);
  const two = await weft.weft('identity', 'explain', 'user:u20', '--to', 'user:u22');
  expect(two.stdout).toMatch(/two persons[\s\S]*✕ device kiosk-1: joining the 2 persons[\s\S]*✕ phone 0320/);
  const audit = await weft.weft('identity', 'audit', '--most', '3');
  expect(audit.stdout).toMatch(/do: [\s\S]*Persons that may be several[\s\S]*Values over max_records/);
}, 120_000);

test('undone, everything is as it was', async () => {
  for (const { id } of made) await weft.answer('identity', 'undo', id, '--why', 'a mistake', '--by', 'ole');
  expect(await refused('undo', made[0]?.id ?? '', '--why', 'x')).toContain('was undone by ole');
  expect((await weft.weft('identity', 'decisions')).stdout).toContain('None of 3 decisions is in force');
  expect((await weft.weft('identity', 'decisions', '--all')).stdout).toMatch(/undone by ole: a mistake/);
  await refresh('run3');
  expect(await persons()).toEqual(before);
}, 240_000);
