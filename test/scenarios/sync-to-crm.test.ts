import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { followSync, type RunAccount } from '../../cli/follow.ts';
import { retentionStatements } from '../../models/sync-diff/retention.ts';
import { rejectCauses } from '../../models/sync-runs/causes.ts';
import type { RunPurpose } from '../../workflows/run-sync/run-kind.ts';
import { useWeft } from '../fixtures/weft.ts';
import { HubspotServer } from '../simulators/hubspot.ts';
import { counts } from './run-counts.ts';
import { applyWorkspace } from './workspace.ts';

// Each test runs syncs one after the other, some by commands of their own.
vi.setConfig({ testTimeout: 120_000 });

const crm = await HubspotServer.start();
const weft = useWeft(['postgres', 'temporal', 'worker'], {
  WEFT_EGRESS_ALLOW: new URL(crm.url).host,
  WEFT_SYNC_ATTEMPTS: '2',
  CRM_TOKEN: crm.token,
});

const workspaceOf = (map: string, mode = 'upsert') => `
kind: destination
slug: crm
type: hubspot
config: { access_token: "\${env:CRM_TOKEN}", api_url: "${crm.url}" }
---
kind: sync
slug: contacts
from: { table: raw.people }
to: { destination: crm, object: contacts }
mode: ${mode}
key: email
map: ${map}
`;
const plainMap = '{ email: email, firstname: name, birthday: { column: born, nulls: clear } }';

const held = () =>
  [...crm.object('contacts').records.values()].map(({ email, firstname, birthday }) => ({
    email,
    firstname,
    birthday,
  }));

async function run(purpose?: RunPurpose): Promise<RunAccount> {
  const { run: account, failure } = await followSync(weft.settings, 'contacts', purpose);
  if (failure) throw failure;
  return account;
}

beforeAll(async () => {
  await weft.warehouse.execute('create table raw.people (email varchar, name varchar, born date)');
  await weft.warehouse.execute(
    `insert into raw.people select 'person' || n || '@mail.example', 'Person ' || n, date '1980-01-01' + cast(n as integer) from range(250) as t(n)`,
  );
  await applyWorkspace(weft, { workspace: workspaceOf(plainMap) });
}, 60_000);

afterAll(() => crm.close());

test('records arrive, a bad one is named with its field, and the rest is not held back', async () => {
  await weft.warehouse.execute("insert into raw.people values ('not an address', 'Nobody', null)");
  const first = await run();
  expect(counts(first)).toEqual([251, 250, 1, 0, 0]);
  expect(held()).toHaveLength(250);
  expect(held()).toContainEqual({
    email: 'person9@mail.example',
    firstname: 'Person 9',
    birthday: '1980-01-10',
  });
  const [cause] = await rejectCauses(weft.warehouse, first.runId);
  expect(cause).toMatchObject({ rows: 1, field: 'email', hint: expect.stringContaining('normalize: email') });
});

interface Check {
  check: string;
  checked: number;
  missing: number;
  changed: number;
  rows: {
    key: string;
    finding: string;
    field: string | null;
    expected: string | null;
    found: string | null;
  }[];
}

test('what somebody changed or removed there is found by reading back, and mended by a plan of these rows alone', async () => {
  expect(await weft.answer<Check>('drift', 'check', 'contacts')).toMatchObject({
    checked: 250,
    missing: 0,
    changed: 0,
  });
  const { records } = crm.object('contacts');
  for (const [id, record] of records) {
    if (record.email === 'person3@mail.example') records.set(id, { ...record, firstname: 'Changed by hand' });
    if (record.email === 'person4@mail.example') records.delete(id);
  }
  const found = await weft.answer<Check>('drift', 'check', 'contacts');
  expect(found).toMatchObject({ checked: 250, missing: 1, changed: 1 });
  expect(found.rows).toEqual([
    { key: 'person4@mail.example', finding: 'missing', field: null, expected: null, found: null },
    {
      ...{ key: 'person3@mail.example', finding: 'changed', field: 'firstname' },
      ...{ expected: 'Person 3', found: 'Changed by hand' },
    },
  ]);
  const repaired = await weft.answer<RunAccount>('drift', 'repair', found.check);
  expect(counts(repaired)).toEqual([2, 2, 0, 0, 0]);
  expect(await weft.answer<Check>('drift', 'check', 'contacts')).toMatchObject({ missing: 0, changed: 0 });
});

test('a baseline takes what is there for what was acknowledged, and only the rest is sent', async () => {
  const { records } = crm.object('contacts');
  for (const [id, record] of records)
    if (record.email === 'person5@mail.example') records.set(id, { ...record, firstname: 'Other' });
  await weft.warehouse.execute("insert into raw.people values ('new@mail.example', 'New', null)");
  expect(await weft.answer('drift', 'baseline', 'contacts')).toMatchObject({ found: 250, same: 249 });
  // The new one, the one that differs, and the one that was refused before.
  expect(counts(await run())).toEqual([3, 2, 1, 0, 0]);
  expect(counts(await run({ kind: 'reset' }))).toEqual([252, 251, 1, 0, 0]);
});

test('the destination tells what can be sent to it, and a mapping is suggested for a table', async () => {
  expect(await weft.answer('destination', 'test', 'crm')).toEqual({ destination: 'crm', ok: true });
  const objects = await weft.answer<{ object: string; title: string }[]>('destination', 'objects', 'crm');
  expect(objects.map(({ object }) => object)).toEqual(
    expect.arrayContaining(['contacts', 'companies', 'custom', 'list']),
  );
  await weft.warehouse.execute(
    'create table raw.crm_people (email varchar, given_name varchar, birthday varchar, shoe_size integer)',
  );
  const { fields, suggested } = await weft.answer<{
    fields: { name: string; type: string }[];
    suggested: { map: Record<string, unknown> };
  }>('destination', 'fields', 'crm', 'contacts', '--from', 'raw.crm_people');
  expect(fields).toContainEqual(expect.objectContaining({ name: 'birthday', type: 'date' }));
  expect(suggested.map).toMatchObject({
    firstname: 'given_name',
    birthday: { column: 'birthday', type: 'date' },
  });
  const wrong = await weft.weft('destination', 'test', 'crmm');
  expect(wrong.stderr).toContain('Did you mean crm?');
});

test('what was sent is let go when its time is over, and what is there stays known', async () => {
  const { dialect } = weft.warehouse;
  const rowsWith = async (condition: string) =>
    Number((await weft.warehouse.query(`select count(*) as n from weft.sync_rows where ${condition}`))[0]?.n);
  const kept = await rowsWith('true');
  expect(await rowsWith('fields is not null')).toBeGreaterThan(0);
  const after = (days: number) => new Date(Date.now() + days * 86_400_000);
  for (const statement of retentionStatements(dialect, { payloads: '10 days' }, after(11)))
    await weft.warehouse.execute(statement);
  expect([await rowsWith('fields is not null'), await rowsWith('true')]).toEqual([0, kept]);
  for (const statement of retentionStatements(dialect, { rows: '1 year' }, after(400)))
    await weft.warehouse.execute(statement);
  expect(await rowsWith('true')).toBe(0);
  expect(counts(await run())).toEqual([1, 0, 0, 1, 0]);
});

test('a token that ends in mid-run fails the run, no row counts as refused, and the next run sends the rest', async () => {
  await weft.warehouse.execute("update raw.people set name = name || '!'");
  const token = crm.token;
  crm.requests.length = 0;
  const expire = setInterval(() => {
    if (crm.requests.some(({ path }) => path.includes('/batch/upsert'))) crm.token = 'another';
  }, 1);
  try {
    await expect(run()).rejects.toThrow(/hubspot|HubSpot|401|token/i);
  } finally {
    clearInterval(expire);
    crm.token = token;
  }
  const [failed] = await weft.answer<
    { status: string; rejected: number; accepted: number; pending: number; error: string }[]
  >('runs', 'list', 'contacts');
  expect(failed).toMatchObject({ status: 'failed', rejected: 0 });
  expect(failed?.error).not.toContain(token);
  const rest = await run();
  expect(rest.accepted).toBe((failed?.pending ?? 0) - 1);
  expect(held().every(({ firstname }) => String(firstname).endsWith('!'))).toBe(true);
});

test('a field that is gone stops the run before anything is sent, and names the nearest', async () => {
  await applyWorkspace(weft, { workspace: workspaceOf('{ email: email, firstnam: name }') });
  const before = crm.requests.filter(({ path }) => path.includes('/batch/')).length;
  await expect(run()).rejects.toThrow('has no field firstnam');
  expect(crm.requests.filter(({ path }) => path.includes('/batch/')).length).toBe(before);
});

test('a mirror archives those alone that Weft sent', async () => {
  await applyWorkspace(weft, { workspace: workspaceOf(plainMap, 'mirror') });
  const { records } = crm.object('contacts');
  const [first] = records;
  if (!first) throw new Error('the simulator holds nothing');
  records.set('of-another-tool', { ...first[1], email: 'kept@mail.example' });
  await weft.warehouse.execute(
    "delete from raw.people where email in ('person7@mail.example', 'new@mail.example')",
  );
  const mirrored = await run();
  expect(mirrored.accepted).toBe(2);
  const emails = held().map(({ email }) => email);
  expect(emails).toContain('kept@mail.example');
  expect(emails).not.toContain('person7@mail.example');
  expect(emails).toHaveLength(250);
});
