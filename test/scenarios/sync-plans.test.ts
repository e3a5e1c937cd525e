import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { followSync, type RunAccount } from '../../cli/follow.ts';
import { listAudit } from '../../connectors/control/audit.ts';
import { withControl } from '../../connectors/control/connect.ts';
import { getRun } from '../../connectors/control/runs.ts';
import { embeddedAddress } from '../../connectors/settings.ts';
import { rejectCauses } from '../../models/sync-runs/causes.ts';
import { rowLife } from '../../models/sync-runs/row-life.ts';
import { findRun } from '../../models/sync-runs/runs.ts';
import { pauseRun, resumeRun } from '../../workflows/run-sync/control-run.ts';
import { previewSync, type SyncPreview } from '../../workflows/run-sync/preview.ts';
import type { RunPurpose } from '../../workflows/run-sync/run-kind.ts';
import { startSync } from '../../workflows/run-sync/start.ts';
import { letPeopleIn } from '../browser/people.ts';
import { HttpSink } from '../contracts/destinations/http-sink.ts';
import { clockAhead, useWeft } from '../fixtures/weft.ts';
import { counts } from './run-counts.ts';
import { applyWorkspace } from './workspace.ts';

// Each test runs syncs one after the other, some by commands of their own.
vi.setConfig({ testTimeout: 120_000 });

const sink = await HttpSink.start();
const weft = useWeft(['postgres', 'temporal', 'worker'], {
  WEFT_EGRESS_ALLOW: '127.0.0.1',
  WEFT_SYNC_ATTEMPTS: '2',
  SHOP_PASSWORD: 'a-password-for-the-shop',
  ...clockAhead,
});

/** The last declaration of each sync; a test adds its own. */
const syncs = new Map<string, string>();

const note = (slug: string, yaml: string) =>
  syncs.set(slug, `kind: sync\nslug: ${slug}\n${yaml.trim().replace(/^ {4}/gm, '')}`);

async function declare(slug: string, yaml: string): Promise<void> {
  note(slug, yaml);
  const { host, port } = embeddedAddress(weft.settings, 'shop');
  const destinations = [
    `kind: destination\nslug: hook\ntype: webhook\nconfig: { url: "${sink.url}" }`,
    `kind: destination\nslug: shop\ntype: postgres\nconfig: { host: ${host}, port: ${port}, database: shop, user: shop, password: "\${env:SHOP_PASSWORD}", ssl: disable }`,
  ];
  const entity = 'kind: entity\nslug: pets\ntable: raw.pets\nkey: pet_id';
  await applyWorkspace(weft, { workspace: [...destinations, entity, ...syncs.values()].join('\n---\n') });
}

const sql = (...statements: string[]) =>
  statements.reduce<Promise<unknown>>(
    (before, statement) => before.then(() => weft.warehouse.execute(statement)),
    Promise.resolve(),
  );

/** Runs a sync, and what the receiver got of it. */
async function run(
  slug: string,
  purpose?: RunPurpose,
): Promise<RunAccount & { sent: { key: string; operation: string; fields: Record<string, unknown> }[] }> {
  const before = sink.requests.length;
  const { run: account, failure } = await followSync(weft.settings, slug, purpose);
  if (failure) throw failure;
  const sent = sink.requests.slice(before).flatMap(({ body }) => JSON.parse(body).rows);
  return { ...account, sent: sent.toSorted((a, b) => (a.key < b.key ? -1 : 1)) };
}

/** Runs one statement in a database of the embedded PostgreSQL, as its superuser. */
async function postgres(statement: string, database = 'shop'): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ ...embeddedAddress(weft.settings, database) });
  await client.connect();
  return client
    .query(statement)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}
const told = (sent: { key: string; operation: string }[]) =>
  sent.map(({ key, operation }) => `${operation} ${key}`);

beforeAll(async () => {
  await postgres("create role shop login password 'a-password-for-the-shop'", 'postgres');
  await postgres('create database shop owner shop', 'postgres');
  await sql(
    'create table raw.people (id varchar, email varchar, name varchar, age varchar, score double, tags varchar[], home struct(city varchar, zip varchar), big bigint, born date)',
    `insert into raw.people values
       ('p1', ' Ann@Mail.Example ', 'Ann "A"', '41', 0.5, ['new', 'vip'], {'city': 'Köln', 'zip': '50667'}, 9223372036854775807, '1984-02-29'),
       ('p2', 'bo@mail.example', null, 'old', 2, [], {'city': 'Ulm', 'zip': null}, 7, null),
       ('p3', 'not an address', 'Cy 👩‍👩‍👧', null, null, null, null, null, '2001-01-01')`,
    'create table raw.pets (pet_id integer, name varchar, kept boolean)',
    "insert into raw.pets values (1, 'Rex', true), (2, 'Mia', true), (3, 'Tom', false)",
    "create table raw.many as select 'm' || lpad(cast(n as varchar), 5, '0') as id, n as n from range(4000) as t(n)",
  );
}, 60_000);

afterAll(() => sink.close());

test('a mapping makes values: typed, normalised, hashed, nested, constant and by templates and formulas', async () => {
  await declare(
    'people',
    `
    from: { table: raw.people }
    to: { destination: hook, object: request, rows_per_request: 10 }
    mode: upsert
    key: id
    nulls: skip
    map:
      email: { column: email, normalize: email }
      email_hash: { column: email, normalize: email, hash: sha256, nulls: send }
      name: { column: name, nulls: clear }
      greeting: "Hello {{ default name 'you' }}{{#if (gt score 1)}}, champion{{/if}}!"
      age: { column: age, type: integer }
      double_score: { formula: "{score} * 2", type: number }
      tags: tags
      big: big
      born: born
      source: { value: { system: weft, version: 2 } }
      address: { object: { city: "{{ default home.city '' }}", country: { value: DE } } }
      contacts: { list: [{ column: email, normalize: email }, name] }`,
  );
  const { sent, ...account } = await run('people');
  expect(counts(account)).toEqual([3, 2, 1, 0, 0]);
  expect(sent).toEqual([
    {
      key: 'p1',
      operation: 'create',
      fields: {
        email: 'ann@mail.example',
        email_hash: 'e153509271c7c6a06a11823fce8a8da6fb95cc3da0e2edc78707af9e2fdb7ba4',
        name: 'Ann "A"',
        greeting: 'Hello Ann "A"!',
        age: 41,
        double_score: 1,
        tags: ['new', 'vip'],
        big: '9223372036854775807',
        born: '1984-02-29',
        source: { system: 'weft', version: 2 },
        address: { city: 'Köln', country: 'DE' },
        contacts: ['ann@mail.example', 'Ann "A"'],
      },
    },
    {
      key: 'p3',
      operation: 'create',
      fields: {
        email_hash: null,
        name: 'Cy 👩‍👩‍👧',
        greeting: 'Hello Cy 👩‍👩‍👧!',
        born: '2001-01-01',
        source: { system: 'weft', version: 2 },
        address: { city: '', country: 'DE' },
        contacts: ['Cy 👩‍👩‍👧'],
      },
    },
  ]);
  const [life] = await rowLife(weft.warehouse, { key: 'p2' });
  expect(life).toMatchObject({ status: 'rejected', reason: 'age: "old" is not an integer' });
});

test('only what changes what is sent is sent, whatever else changed', async () => {
  await sql("update raw.people set email = 'ANN@mail.example' where id = 'p1'");
  expect(counts(await run('people'))).toEqual([1, 0, 0, 1, 0]);
  await sql("update raw.people set age = '42' where id in ('p1', 'p2')");
  const { sent, ...account } = await run('people');
  expect(counts(account)).toEqual([2, 2, 0, 0, 0]);
  expect(told(sent)).toEqual(['update p1', 'create p2']);
  expect(counts(await run('people'))).toEqual([0, 0, 0, 0, 0]);
  const life = await rowLife(weft.warehouse, { key: 'p1' });
  expect(
    life.map(({ operation, fields, previousFields }) => [operation, previousFields?.age, fields?.age]),
  ).toEqual([
    ['update', 41, 42],
    ['create', undefined, 41],
  ]);
});

test('everything is sent anew where that is asked, and a field that is added is sent for each row', async () => {
  const { sent } = await run('people', { kind: 'full' });
  expect(told(sent)).toEqual(['update p1', 'update p2', 'update p3']);
  const yaml = syncs.get('people') ?? '';
  syncs.set('people', `${yaml}\n  added: { value: 1 }`);
  await declare(
    'pets',
    'from: { entity: pets }\nto: { destination: hook, object: request }\nmode: upsert\nkey: pet_id\nmap: { name: name }\npaused: true',
  );
  expect(told((await run('people')).sent)).toEqual(['update p1', 'update p2', 'update p3']);
});

test('a source that is as the last run left it is not compared again, until something is another way', async () => {
  const many = `
    from: { table: raw.many }
    to: { destination: hook, object: request, rows_per_request: 1000 }
    mode: upsert
    key: id
    map: { n: n }`;
  await declare('many', many);
  const numbers = async ({ runId, planned, accepted }: RunAccount) => {
    const { unchanged } = await findRun(weft.warehouse, runId);
    return [planned, accepted, unchanged];
  };
  expect(await numbers(await run('many'))).toEqual([4000, 4000, 0]);
  // What no run does: a comparison would find this row and send it.
  await sql("delete from weft.sync_state where sync = 'many' and key = 'm00007'");
  expect(await numbers(await run('many'))).toEqual([0, 0, 4000]);
  await sql("update raw.many set n = -1 where id = 'm00008'");
  expect(told((await run('many')).sent)).toEqual(['create m00007', 'update m00008']);
  expect(await numbers(await run('many'))).toEqual([0, 0, 4000]);
  await sql("delete from weft.sync_state where sync = 'many' and key = 'm00009'");
  expect((await run('many', { kind: 'full' })).sent.length).toBe(4000);
  await declare('many', `${many.replace('{ n: n }', '{ n: n, plus: { value: 1 } }')}`);
  expect((await run('many')).sent.length).toBe(4000);
});

test('each mode adds, changes and removes what it should', async () => {
  const modes = {
    insert: { changed: [], gone: [] },
    update: { changed: ['update 2'], gone: [] },
    upsert: { changed: ['update 2'], gone: [] },
    mirror: { changed: ['update 2'], gone: ['delete 3'] },
    archive: { changed: ['update 2'], gone: ['archive 3'] },
    audience: { changed: ['update 2'], gone: ['delete 3'] },
  };
  for (const mode of Object.keys(modes)) {
    syncs.set(
      `pets_${mode}`,
      `kind: sync\nslug: pets_${mode}\nfrom: { sql: "select * from raw.pets where kept or name = 'Tom'" }\nto: { destination: hook, object: request }\nmode: ${mode}\nkey: pet_id\nmap: { name: name }`,
    );
  }
  await declare(
    'pets',
    'from: { entity: pets }\nto: { destination: hook, object: request }\nmode: upsert\nkey: pet_id\nmap: { name: name }',
  );
  for (const mode of Object.keys(modes)) {
    const first = mode === 'update' ? 'update' : 'create';
    expect(told((await run(`pets_${mode}`)).sent)).toEqual([1, 2, 3].map((id) => `${first} ${id}`));
  }
  await sql("update raw.pets set name = 'Mimi' where pet_id = 2", 'delete from raw.pets where pet_id = 3');
  for (const [mode, { changed, gone }] of Object.entries(modes)) {
    const { sent } = await run(`pets_${mode}`);
    expect([mode, ...told(sent)]).toEqual([mode, ...changed, ...gone]);
    expect([mode, ...told((await run(`pets_${mode}`)).sent)]).toEqual([mode]);
  }
});

test('two rows whose keys become one are both named and neither is sent, also where nothing else changed', async () => {
  await sql(
    'create table raw.keys (email varchar, n integer)',
    "insert into raw.keys values ('a@x.example', 1), ('b@x.example', 2)",
  );
  await declare(
    'keys',
    `
    from: { table: raw.keys }
    to: { destination: hook, object: request }
    mode: mirror
    key: { column: email, normalize: email, hash: sha256 }
    map: { n: n }`,
  );
  const first = await run('keys');
  expect(counts(first)).toEqual([2, 2, 0, 0, 0]);
  expect(first.sent.map(({ key }) => key.length)).toEqual([64, 64]);
  await sql("insert into raw.keys values (' A@X.Example', 1)");
  const second = await run('keys');
  expect(counts(second)).toEqual([2, 0, 0, 2, 0]);
  const { refused } = await previewSync(weft.settings, 'keys');
  expect(refused.map(({ reason }) => reason)).toEqual(['2 rows have this key', '2 rows have this key']);
  await sql("delete from raw.keys where email = ' A@X.Example'");
  expect(counts(await run('keys'))).toEqual([0, 0, 0, 0, 0]);
});

test('a first run may take note of what is there, and sends what comes after', async () => {
  await declare(
    'noted',
    `
    from: { table: raw.keys }
    to: { destination: hook, object: request }
    mode: insert
    key: email
    first_run: record
    map: { n: n }`,
  );
  expect(counts(await run('noted'))).toEqual([0, 0, 0, 0, 0]);
  await sql("insert into raw.keys values ('c@x.example', 3)");
  expect(told((await run('noted')).sent)).toEqual(['create c@x.example']);
});

test('a plan that a breaker stops waits, and exactly it runs when somebody approves', async () => {
  await declare(
    'stopped',
    `
    from: { table: raw.many }
    to: { destination: hook, object: request, rows_per_request: 500 }
    mode: mirror
    key: id
    map: { n: n }
    stop_if: { removed_share: 20%, empty: true }`,
  );
  expect(counts(await run('stopped'))).toEqual([4000, 4000, 0, 0, 0]);
  await sql('delete from raw.many where n >= 3000');
  const preview = await weft.answer<SyncPreview>('sync', 'stopped', '--dry-run');
  expect(preview.stoppedBy).toEqual(['1000 of 4000 rows would be removed, 25 %; the limit is 20%']);
  const waiting = await weft.weft('sync', 'stopped', '--json');
  expect(waiting.exitCode).toBe(3);
  const { runId, ...account }: RunAccount = JSON.parse(waiting.stdout);
  expect(account).toMatchObject({ status: 'awaiting_approval', planned: 1000, pending: 1000 });
  // What changes now is not in the plan that was seen.
  await sql("update raw.many set n = -1 where id = 'm00001'");
  const before = sink.requests.length;
  await weft.answer('runs', 'approve', runId);
  const sent = sink.requests.slice(before).flatMap(({ body }) => JSON.parse(body).rows);
  expect([...new Set(sent.map(({ operation }) => operation))]).toEqual(['delete']);
  expect(sent).toHaveLength(1000);
  const found = await findRun(weft.warehouse, runId);
  expect(found).toMatchObject({ status: 'complete', accepted: 1000, approvedBy: expect.stringMatching(/./) });
  const audit = await withControl(weft.settings, (control) => listAudit(control, { subject: 'stopped' }));
  expect(audit[0]).toMatchObject({ action: 'sync.approve', detail: { run: runId } });
  expect(told((await run('stopped')).sent)).toEqual(['update m00001']);
});

test('a plan that is discarded or that nobody approves in time sends nothing', async () => {
  await sql('delete from raw.many where n >= 2000');
  const first = await followSync(weft.settings, 'stopped');
  const before = sink.requests.length;
  const discarded = await weft.answer<RunAccount>('runs', 'discard', first.run.runId);
  expect(discarded).toMatchObject({ status: 'discarded', planned: 1000, pending: 1000, accepted: 0 });
  syncs.set('stopped', `${syncs.get('stopped')}\napproval: { within: 0 minutes }`);
  await declare('pets', syncs.get('pets')?.replace(/^kind: sync\nslug: pets\n/, '') ?? '');
  const { run: expired } = await followSync(weft.settings, 'stopped');
  const ended = async () => (await findRun(weft.warehouse, expired.runId)).status;
  while ((await ended()) === 'awaiting_approval') await sleep(100);
  expect(await ended()).toBe('expired');
  expect(sink.requests).toHaveLength(before);
  const again = await weft.weft('runs', 'approve', expired.runId);
  expect(again.exitCode).toBe(1);
  expect(again.stderr).toContain('does not wait for approval: it is expired');
});

test('rejects are told by cause, and one row, one cause or all are sent again', async () => {
  await sql(
    'create table raw.mixed (id varchar, mail varchar)',
    "insert into raw.mixed select 'x' || n, 'x' || n || '@mail.example' from range(12) as t(n)",
  );
  sink.refusal = 'rows';
  sink.refuse = ({ key, fields }) => {
    if (Number(key.slice(1)) < 3) return `"${fields.mail}" is a duplicate of record ${key.length}77`;
    return Number(key.slice(1)) < 5 ? 'the mailbox is gone' : undefined;
  };
  await declare(
    'mixed',
    `
    from: { table: raw.mixed }
    to: { destination: hook, object: request }
    mode: upsert
    key: id
    map: { mail: mail }`,
  );
  const first = await run('mixed');
  expect(counts(first)).toEqual([12, 7, 5, 0, 0]);
  const causes = await rejectCauses(weft.warehouse, first.runId);
  expect(causes.map(({ cause, rows, samples }) => [cause, rows, samples.length])).toEqual([
    ['"…" is a duplicate of record …', 3, 3],
    ['the mailbox is gone', 2, 2],
  ]);
  expect(causes[0]?.hint).toContain('Another record there has this value');
  expect((await weft.weft('runs', 'show', first.runId)).stdout).toContain(
    '2. 2 rejected: the mailbox is gone',
  );

  sink.refuse = () => undefined;
  const before = sink.requests.length;
  expect(counts(await weft.answer<RunAccount>('runs', 'replay', first.runId, '--key', 'x4'))).toEqual([
    1, 1, 0, 0, 0,
  ]);
  expect(sink.requests.slice(before).flatMap(({ body }) => told(JSON.parse(body).rows))).toEqual([
    'create x4',
  ]);
  const cause = await weft.answer<RunAccount>('runs', 'replay', first.runId, '--cause', '1');
  expect(counts(cause)).toEqual([3, 3, 0, 0, 0]);
  // What is not replayed waits until it changes.
  expect(counts(await run('mixed'))).toEqual([1, 0, 0, 1, 0]);
  expect(told((await run('mixed', { kind: 'replay', ofRun: first.runId, chosen: false })).sent)).toEqual([
    'update x0',
    'update x1',
    'update x2',
    'create x3',
    'update x4',
  ]);
});

test('a run is undone: what it made is removed, what it changed changed back, and what it removed made again', async () => {
  await sql(
    'create table raw.undone (id varchar, n integer)',
    "insert into raw.undone values ('a', 1), ('b', 2), ('c', 3)",
  );
  await declare(
    'undone',
    `
    from: { table: raw.undone }
    to: { destination: hook, object: request }
    mode: mirror
    key: id
    map: { n: n }`,
  );
  await run('undone');
  await sql(
    "update raw.undone set n = 10 where id = 'a'",
    "delete from raw.undone where id = 'b'",
    "insert into raw.undone values ('d', 4), ('e', 5)",
  );
  const changed = await run('undone');
  expect(counts(changed)).toEqual([4, 4, 0, 0, 0]);
  await sql("update raw.undone set n = 50 where id = 'e'");
  const later = await run('undone');
  const undo = await run('undone', { kind: 'undo', ofRun: changed.runId });
  expect(counts(undo)).toEqual([4, 3, 0, 1, 0]);
  expect(undo.sent.map(({ key, operation, fields }) => [operation, key, fields])).toEqual([
    ['update', 'a', { n: 1 }],
    ['create', 'b', { n: 2 }],
    ['delete', 'd', {}],
  ]);
  const [skipped] = await rowLife(weft.warehouse, { key: 'e' });
  expect(skipped?.reason).toBe(`run ${later.runId} has changed it since`);
  // The source says otherwise, so the next run sends it again.
  expect(told((await run('undone')).sent)).toEqual(['update a', 'delete b', 'create d']);
});

test('a run that is paused sends nothing until it goes on, and then nothing twice', async () => {
  await sql("create or replace table raw.paused as select 'q' || n as id, n as n from range(20000) as t(n)");
  await declare(
    'paused',
    `
    from: { table: raw.paused }
    to: { destination: hook, object: request, rows_per_request: 1 }
    mode: upsert
    key: id
    map: { n: n }`,
  );
  sink.taken.clear();
  const started = await startSync(weft.settings, 'paused', { trigger: 'cli' });
  while (sink.taken.size < 200) await sleep(10);
  await pauseRun(weft.settings, started.runId);
  const status = async () => (await findRun(weft.warehouse, started.runId)).status;
  while ((await status()) !== 'paused') await sleep(50);
  const sent = sink.taken.size;
  expect(sent).toBeLessThan(20000);
  await sleep(500);
  expect(sink.taken.size).toBe(sent);
  await resumeRun(weft.settings, started.runId);
  while ((await status()) !== 'complete') await sleep(50);
  expect(sink.taken.size).toBe(20000);
  expect([...sink.taken.values()].every((times) => times === 1)).toBe(true);
});

test('a run begins and ends by the clock of the control database, whatever that of the worker', async () => {
  const { runId } = await run('people');
  const recorded = await withControl(weft.settings, (control) => getRun(control, runId));
  const { startedAt, endedAt } = await findRun(weft.warehouse, runId);
  const times = [recorded?.run.startedAt, startedAt, endedAt, recorded?.run.endedAt].map((at) =>
    new Date(at ?? Number.NaN).getTime(),
  );
  expect(times).not.toContain(Number.NaN);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test('a cell of 10 MB is sent, or rejected with the sizes where it is too much, and its neighbours go through', async () => {
  await postgres('create table wide (id text primary key, note text)');
  await postgres('alter table wide owner to shop');
  await sql(
    "create table raw.wide as select 'w' || n as id, case when n = 3 then repeat('x', 10485760) else 'short' end as note from range(1, 6) as t(n)",
  );
  const wide = (to: string) => `
    from: { table: raw.wide }
    to: ${to}
    mode: upsert
    key: id
    map: { note: note }`;
  note('wide_to_shop', wide('{ destination: shop, object: rows, table: public.wide }'));
  await declare('wide_to_hook', wide('{ destination: hook, object: request, rows_per_request: 5 }'));

  const hook = await run('wide_to_hook');
  expect(counts(hook)).toEqual([5, 5, 0, 0, 0]);
  expect(hook.sent.map(({ key, fields }) => [key, String(fields.note).length])).toEqual([
    ['w1', 5],
    ['w2', 5],
    ['w3', 10_485_760],
    ['w4', 5],
    ['w5', 5],
  ]);

  const shop = await run('wide_to_shop');
  expect(counts(shop)).toEqual([5, 4, 1, 0, 0]);
  expect(await postgres('select id, note from wide order by id')).toEqual(
    ['w1', 'w2', 'w4', 'w5'].map((id) => ({ id, note: 'short' })),
  );
  const [life] = await rowLife(weft.warehouse, { key: 'w3', sync: 'wide_to_shop' });
  expect(life).toMatchObject({
    status: 'rejected',
    reason:
      'the row has 10485837 bytes as JSON, and the destination takes at most 8388608; its largest field is note, 10485762 bytes',
  });
  await sql("update raw.wide set note = 'shorter' where id = 'w3'");
  expect(counts(await run('wide_to_shop'))).toEqual([1, 1, 0, 0, 0]);
  expect(await postgres("select note from wide where id = 'w3'")).toEqual([{ note: 'shorter' }]);
});

test('a column that becomes another type sends what can be typed, and rejects the rest row by row', async () => {
  const typed = (n: string) => `
    from: { table: raw.typed }
    to: { destination: hook, object: request }
    mode: mirror
    key: id
    map: { n: ${n} }`;
  const become = (columns: string, rows: string) =>
    sql(`create or replace table raw.typed (${columns})`, `insert into raw.typed values ${rows}`);
  const outcome = async (slug: string) => {
    const { sent, ...account } = await run(slug);
    return [...counts(account), ...sent.map(({ key, operation, fields }) => [operation, key, fields.n])];
  };

  await become('id varchar, n varchar', "('1', '10'), ('2', '20')");
  note('as_integer', typed('{ column: n, type: integer }'));
  await declare('as_it_is', typed('n'));
  expect(await outcome('as_integer')).toEqual([2, 2, 0, 0, 0, ['create', '1', 10], ['create', '2', 20]]);
  expect(await outcome('as_it_is')).toEqual([2, 2, 0, 0, 0, ['create', '1', '10'], ['create', '2', '20']]);

  await become('id integer, n integer', '(1, 10), (2, 20)');
  expect(await outcome('as_integer')).toEqual([0, 0, 0, 0, 0]);
  expect(await outcome('as_it_is')).toEqual([2, 2, 0, 0, 0, ['update', '1', 10], ['update', '2', 20]]);

  await become('id varchar, n varchar', "('1', 'ten'), ('2', '20'), ('3', '30')");
  expect(await outcome('as_integer')).toEqual([2, 1, 1, 0, 0, ['create', '3', 30]]);
  const [life] = await rowLife(weft.warehouse, { key: '1', sync: 'as_integer' });
  expect(life).toMatchObject({ status: 'rejected', reason: 'n: "ten" is not an integer' });

  // What was rejected has left the state as it was: the receiver has 10 of it still.
  await become('id bigint, n bigint', '(1, 10), (2, 21), (3, 30)');
  expect(await outcome('as_integer')).toEqual([1, 1, 0, 0, 0, ['update', '2', 21]]);
});

test('a mapping that cannot be is refused before anything runs, with the place and what to do', async () => {
  const faults = {
    'map: { a: "{{#each tags}}{{this}}{{/each}}" }': 'knows {{#if}} and {{#unless}}',
    'map: { a: "{{ shout name }}" }': 'has no helper "shout"',
    'map: { a: { column: name, normalise: email } }': 'normalise',
    'key: { formula: "1" }\nmap: { a: name }': 'a key is a column or a template',
    'map: { a: name }\nstop_if: { removed_share: 2 }': 'must be a share above 0 %',
  };
  for (const [yaml, message] of Object.entries(faults)) {
    const key = yaml.startsWith('key:') ? '' : 'key: id\n';
    await expect(
      declare(
        'wrong',
        `from: { table: raw.people }\nto: { destination: hook, object: request }\nmode: upsert\n${key}${yaml}`,
      ),
    ).rejects.toThrow(message);
    syncs.delete('wrong');
  }
  await declare(
    'wrong',
    'from: { table: raw.people }\nto: { destination: hook, object: request }\nmode: upsert\nkey: id\nmap: { a: nmae }',
  );
  await expect(run('wrong')).rejects.toThrow('raw.people has no column nmae');
  syncs.delete('wrong');
});

test('a plan that a breaker stops takes two people where two may approve, and one word of the operator overrides', async () => {
  await sql('create table raw.few as select * from (values (1), (2), (3), (4)) as t(n)');
  await declare(
    'few',
    `
    from: { table: raw.few }
    to: { destination: hook, object: request }
    mode: mirror
    key: n
    map: { n: n }
    stop_if: { removed_share: 20% }`,
  );
  await run('few');
  await sql('delete from raw.few where n = 4');
  const waiting = async () => (await followSync(weft.settings, 'few')).run.runId;
  const approve = (by: string, runId: string, ...how: string[]) => {
    vi.stubEnv('WEFT_ACTOR', by);
    return weft.weft('runs', 'approve', runId, '--json', ...how);
  };
  await letPeopleIn(weft.settings);

  const first = await waiting();
  const { exitCode, stdout } = await approve('ada@weft.test', first);
  expect([exitCode, JSON.parse(stdout)]).toEqual([
    3,
    { runId: first, sync: 'few', status: 'awaiting_approval', approvedBy: ['ada@weft.test'] },
  ]);
  // Whoever writes their address another way is nobody else.
  const again = await approve('ADA@weft.test', first);
  expect(again.exitCode).toBe(1);
  expect(again.stderr).toContain('It needs a second person who may approve syncs.');
  expect(await findRun(weft.warehouse, first)).toMatchObject({
    status: 'awaiting_approval',
    approvedBy: null,
  });
  expect((await approve('mia@weft.test', first)).exitCode).toBe(0);
  expect(await findRun(weft.warehouse, first)).toMatchObject({
    status: 'complete',
    approvedBy: 'ada@weft.test, mia@weft.test',
  });

  await sql('delete from raw.few where n = 3');
  const second = await waiting();
  expect((await approve('ops', second, '--override', 'nobody else is up')).exitCode).toBe(0);
  expect(await findRun(weft.warehouse, second)).toMatchObject({ status: 'complete', approvedBy: 'ops' });
  const audit = await withControl(weft.settings, (control) => listAudit(control, { subject: 'few' }));
  expect(
    audit
      .filter(({ action }) => action.startsWith('sync.approve'))
      .map(({ actor, action, detail }) => [actor, action, detail.override]),
  ).toEqual([
    ['ops', 'sync.approve', 'nobody else is up'],
    ['mia@weft.test', 'sync.approve', undefined],
    ['ada@weft.test', 'sync.approve-first', undefined],
  ]);
});
