import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BatchContext, OutgoingRow } from '../../../connectors/destinations/define.ts';
import type { PostgresClient } from '../../../connectors/destinations/postgres/client.ts';
import { postgresConfig } from '../../../connectors/destinations/postgres/config.ts';
import { postgres } from '../../../connectors/destinations/postgres/index.ts';
import { rowsObject } from '../../../connectors/destinations/postgres/rows.ts';
import { sendRows } from '../../../connectors/destinations/send.ts';
import { unthrottled } from '../../../connectors/destinations/throttle.ts';
import { startTestPostgres, type TestPostgres } from '../../control/test-postgres.ts';
import { configFor } from './harnesses/postgres.ts';
import { hasty, row } from './sending.ts';
import { certificate, tlsProxy } from './tls-proxy.ts';

let server: TestPostgres;
let superuser: pg.Pool;
let client: PostgresClient;
const opened: PostgresClient[] = [];

async function open(change: object = {}): Promise<PostgresClient> {
  const config = postgresConfig.parse({ ...configFor(server, 'shop'), ...change });
  const signal = AbortSignal.timeout(60_000);
  const made = await postgres.connect(config, { signal, scratch: '/nowhere', throttle: unthrottled });
  opened.push(made);
  return made;
}

beforeAll(async () => {
  process.env.WEFT_EGRESS_ALLOW = '127.0.0.1';
  server = await startTestPostgres();
  await server.execute('create database shop');
  superuser = new pg.Pool({ connectionString: server.url('shop'), max: 4 });
  await superuser.query(`create extension citext; create type mood as enum ('sad', 'o''k')`);
  client = await open();
});
afterAll(async () => {
  for (const one of opened) await postgres.disconnect?.(one);
  await superuser.end();
  await server.stop();
});
beforeEach(() => client.tables.clear());

const context = (change: Partial<BatchContext> = {}): BatchContext => ({
  runId: 'run-1',
  sync: 'people_out',
  mode: 'upsert',
  chunk: 0,
  offset: 0,
  fields: [],
  signal: AbortSignal.timeout(20_000),
  scratch: '/nowhere',
  ...change,
});
const send = (
  rows: OutgoingRow[],
  given: object,
  { mode = 'upsert', by = client }: { mode?: BatchContext['mode']; by?: PostgresClient } = {},
) =>
  sendRows(rows, {
    object: rowsObject,
    client: by,
    options: rowsObject.options.parse(given),
    context: context({ mode }),
    policy: hasty,
  });
const failure = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, Object);
const statement = async (sql: string) => (await superuser.query(sql)).rows;
const fresh = async (name: string, columns: string) => {
  await statement(`drop table if exists ${name}; create table ${name} (${columns})`);
  return { table: `public.${name}` };
};

describe('a value reaches its column as it is', () => {
  test.each<[string, unknown, string]>([
    ['bigint', '9223372036854775807', '9223372036854775807'],
    ['integer', 7, '7'],
    ['numeric', '12345678901234567890.123456789', '12345678901234567890.123456789'],
    ['numeric(10,2)', '12.30', '12.30'],
    ['double precision', 'NaN', 'NaN'],
    ['double precision', 0.1, '0.1'],
    ['boolean', true, 'true'],
    ['boolean', 'false', 'false'],
    ['date', '2024-02-29', '2024-02-29'],
    ['date', '2024-02-29T23:30:00.000Z', '2024-02-29'],
    ['timestamp', '2024-02-29T23:30:00.123456+02:00', '2024-02-29 21:30:00.123456'],
    ['timestamp(0)', '2024-02-29T23:30:00Z', '2024-02-29 23:30:00'],
    ['timestamptz', '2024-02-29T23:30:00+02:00', '2024-02-29 21:30:00'],
    ['timestamptz', 'infinity', 'infinity'],
    ['uuid', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    ['mood', "o'k", "o'k"],
    ['citext', 'Zoë', 'Zoë'],
    ['jsonb', { b: [1, null, '👩‍👧'], a: 'x' }, '{"a": "x", "b": [1, null, "👩‍👧"]}'],
    ['json', [1, { a: null }], '[1,{"a":null}]'],
    ['jsonb', 'text', '"text"'],
    ['text', { a: 1 }, '{"a":1}'],
    ['text', 12.5, '12.5'],
    ['text[]', ['a', 'b,"c"', null], '{a,"b,\\"c\\"",NULL}'],
    ['integer[]', [3, 1], '{3,1}'],
    ['mood[]', ['sad', "o'k"], "{sad,o'k}"],
    ['bytea', '\\xdeadbeef', '\\xdeadbeef'],
    ['interval', '1 day 02:00', '1 day 02:00:00'],
    ['inet', '10.0.0.0/8', '10.0.0.0/8'],
    ['text', 'x'.repeat(2_000_000), 'x'.repeat(2_000_000)],
    ['integer', null, 'null'],
  ])('%s', async (type, value, stored) => {
    const options = await fresh('one', `id text primary key, v ${type}`);
    expect(await send([row('a', { v: value })], options)).toEqual([{ status: 'accepted' }]);
    const zoned = type === 'timestamptz' ? `v at time zone 'UTC'` : 'v';
    const [found] = await statement(`select coalesce((${zoned})::text, 'null') as v from one`);
    expect(found?.v).toBe(stored);
  });
});

describe('a row at fault', () => {
  const columns = `id text primary key, name varchar(5), mood mood, age int check (age > 0), email citext unique,
    code numeric(4, 1), needed text not null default 'n', parent text references one_parent (id), born date`;
  beforeAll(() => statement('create table one_parent (id text primary key)'));

  test.each<[string, OutgoingRow['fields'], string, string]>([
    ['too long', { name: '123456' }, 'name', 'value too long for type character varying(5)'],
    ['no value of an enum', { mood: 'glad' }, 'mood', 'invalid input value for enum mood: "glad"'],
    ['no number', { age: '1.5' }, 'age', 'invalid input syntax for type integer: "1.5"'],
    ['out of range', { age: 1, code: '1234567' }, 'code', 'numeric field overflow'],
    ['no date', { born: '2023-02-29' }, 'born', 'date/time field value out of range: "2023-02-29"'],
    ['a NUL character', { age: 1, name: 'a\0b' }, 'name', 'unsupported Unicode escape sequence'],
    ['half a character', { name: '\ud83d' }, 'name', 'invalid input syntax for type json'],
    ['a check', { age: -1 }, 'age', 'violates check constraint "suspects_age_check"'],
    ['null', { needed: null }, 'needed', 'null value in column "needed"'],
    ['unique', { email: 'TAKEN@x.org' }, 'email', 'Key (email)=(TAKEN@x.org) already exists'],
    ['a foreign key', { parent: 'nobody' }, 'parent', 'is not present in table "one_parent"'],
  ])('is found, with its reason and its column: %s', async (_, fields, field, reason) => {
    const options = await fresh('suspects', columns);
    await statement(`insert into suspects (id, email) values ('old', 'taken@x.org')`);
    const rows = Array.from({ length: 9 }, (_unused, index) =>
      row(`${index}`, index === 6 ? fields : { age: 1 }),
    );
    const results = await send(rows, options);
    expect(results[6]).toEqual({ status: 'rejected', field, reason: expect.stringContaining(reason) });
    expect(results.filter(({ status }) => status === 'accepted')).toHaveLength(8);
    expect(await statement('select count(*)::int as n from suspects')).toEqual([{ n: 9 }]);
  });

  test('may be any number of a batch', async () => {
    const options = await fresh('suspects', columns);
    const rows = Array.from({ length: 200 }, (_, index) =>
      row(`${index}`, { age: index % 10 === 3 ? -1 : 1 }),
    );
    const results = await send(rows, options);
    expect(results.map(({ status }) => status)).toEqual(
      rows.map((_, index) => (index % 10 === 3 ? 'rejected' : 'accepted')),
    );
    expect(await statement('select count(*)::int as n from suspects')).toEqual([{ n: 180 }]);
  });

  test('does not show the other values of its row', async () => {
    const options = await fresh('suspects', columns);
    const [result] = await send([row('1', { needed: null, email: 'private@x.org' })], options);
    expect(JSON.stringify(result)).not.toContain('private@x.org');
  });

  test('may be one that a policy of the table does not let pass', async () => {
    const options = await fresh('policed', 'id text primary key, team text');
    await statement(`alter table policed enable row level security;
      create policy own on policed using (true) with check (team = 'ours');
      create role member login password 'ours'; grant select, insert, update on policed to member`);
    const member = await open({ user: 'member', password: 'ours' });
    const rows = [row('a', { team: 'ours' }), row('b', { team: 'theirs' })];
    expect(await send(rows, options, { by: member })).toEqual([
      { status: 'accepted' },
      { status: 'rejected', reason: expect.stringContaining('violates row-level security policy') },
    ]);
  });

  test('has a key that the mapping contradicts', async () => {
    const options = await fresh('suspects', columns);
    expect(await send([row('1', { id: '2' }), row('3', { id: '3', age: 2 })], options)).toEqual([
      {
        status: 'rejected',
        field: 'id',
        reason: expect.stringContaining('the mapping gives it another value'),
      },
      { status: 'accepted' },
    ]);
    expect(await statement('select id, age from suspects')).toEqual([{ id: '3', age: 2 }]);
  });
});

describe('two keys that are one for the column', () => {
  test.each([
    ['integer', '1', '01'],
    ['citext', 'a@x.org', 'A@X.org'],
    ['uuid', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'A0EEBC999C0B4EF8BB6D6BB9BD380A11'],
  ])('%s: the last one stands, and the other is told so', async (type, left, right) => {
    const options = await fresh('twins', `id ${type} primary key, v text`);
    for (const mode of ['upsert', 'insert', 'update'] as const) {
      if (mode === 'insert') await statement('delete from twins');
      const results = await send([row(left, { v: 'left' }), row(right, { v: `right ${mode}` })], options, {
        mode,
      });
      expect(results).toEqual([
        { status: 'rejected', field: 'id', reason: expect.stringContaining(`the same as "${right}"`) },
        { status: 'accepted' },
      ]);
      expect(await statement('select v from twins')).toEqual([{ v: `right ${mode}` }]);
    }
  });
});

describe('a mode', () => {
  const both = [row('old', { v: 'new' }), row('fresh', { v: 'new' })];
  let options: object;
  beforeEach(async () => {
    options = await fresh('kept', 'id text primary key, v text, w text default $$w$$, gone_at timestamptz');
    await statement(`insert into kept (id, v, w) values ('old', 'old', 'mine')`);
  });
  const kept = () => statement('select id, v, w from kept order by id');

  test('insert never touches what is there', async () => {
    const results = await send(both, options, { mode: 'insert' });
    expect(results).toEqual([
      { status: 'skipped', reason: 'a row with this key is there already' },
      { status: 'accepted' },
    ]);
    expect(await kept()).toEqual([
      { id: 'fresh', v: 'new', w: 'w' },
      { id: 'old', v: 'old', w: 'mine' },
    ]);
  });

  test('update adds nothing', async () => {
    const results = await send(both, options, { mode: 'update' });
    expect(results).toEqual([
      { status: 'accepted' },
      { status: 'skipped', reason: 'no row of the table has this key' },
    ]);
    expect(await kept()).toEqual([{ id: 'old', v: 'new', w: 'mine' }]);
  });

  test('upsert does both and leaves other columns alone, and rows may have different fields', async () => {
    const results = await send([...both, row('third', { w: 'only' }), row('bare', {})], options);
    expect(results).toEqual(Array(4).fill({ status: 'accepted' }));
    expect(await kept()).toEqual([
      { id: 'bare', v: null, w: 'w' },
      { id: 'fresh', v: 'new', w: 'w' },
      { id: 'old', v: 'new', w: 'mine' },
      { id: 'third', v: null, w: 'only' },
    ]);
  });

  test('upsert needs for a row that is there no column that only a new row must have', async () => {
    const strict = await fresh('strict', 'id text primary key, v text, needed text not null');
    await statement(`insert into strict values ('old', 'old', 'x')`);
    const results = await send(both, strict);
    expect(results).toEqual([
      { status: 'accepted' },
      {
        status: 'rejected',
        field: 'needed',
        reason: expect.stringContaining('null value in column "needed"'),
      },
    ]);
  });

  test('events arrive once, however often they are sent', async () => {
    await send(both.slice(1), options, { mode: 'events' });
    const again = await send(both.slice(1), options, { mode: 'events' });
    expect(again).toEqual([{ status: 'accepted', response: 'a row with this key was there already' }]);
    expect(await kept()).toHaveLength(2);
  });

  test('mirror deletes, also what is gone already', async () => {
    const results = await send([row('old', {}, 'delete'), row('never', {}, 'delete')], options, {
      mode: 'mirror',
    });
    expect(results).toEqual([
      { status: 'accepted' },
      { status: 'accepted', response: 'there was no such row' },
    ]);
    expect(await kept()).toEqual([]);
  });

  test('archive notes the time once, and forgets it when the row comes back', async () => {
    const archiving = { ...options, archived_at: 'gone_at' };
    const when = async () => (await statement(`select gone_at::text from kept where id = 'old'`))[0]?.gone_at;
    const archive = () => send([row('old', {}, 'archive')], archiving, { mode: 'archive' });
    expect(await archive()).toEqual([{ status: 'accepted' }]);
    const first = await when();
    expect(first).toMatch(/^20\d\d-/);
    await archive();
    expect(await when()).toBe(first);
    await send([row('old', { v: 'back' }, 'update')], archiving, { mode: 'archive' });
    expect(await when()).toBeNull();
    await archive();
    await send([row('old', {}, 'create')], archiving, { mode: 'archive' });
    expect(await when()).toBeNull();
  });

  test('archive wants a column for it, which nothing else is mapped to', async () => {
    const sending = (given: object, fields = {}) =>
      failure(send([row('old', fields)], { ...options, ...given }, { mode: 'archive' }));
    expect(await sending({})).toMatchObject({
      name: 'ConfigError',
      mend: expect.stringContaining('alter table "public"."kept" add column archived_at timestamptz'),
    });
    expect(await sending({ archived_at: 'w' })).toMatchObject({
      message: expect.stringContaining('is text'),
    });
    const mapped = await sending({ archived_at: 'gone_at' }, { gone_at: null });
    expect(mapped).toMatchObject({ message: expect.stringContaining('mapped to as well') });
  });
});

test('a sequence is not used up by rows that are there', async () => {
  const options = await fresh('counted', 'nr serial, id text primary key, v text');
  const rows = Array.from({ length: 10 }, (_, index) => row(`${index}`, { v: 'x' }));
  for (let run = 0; run < 5; run += 1) await send(rows, options);
  await send([row('last', { v: 'x' })], options);
  expect(await statement(`select nr from counted where id = 'last'`)).toEqual([{ nr: 11 }]);
});

test('names with quotes, spaces and statements in them are names', async () => {
  const column = 'na"me"; drop table victims; --';
  await statement(`create schema "sh""op"; create table victims ();
    create table "sh""op"."pe ople" (id text primary key, "${column.replaceAll('"', '""')}" text)`);
  expect(await send([row('a', { [column]: 'v' })], { table: 'sh"op.pe ople' })).toEqual([
    { status: 'accepted' },
  ]);
  expect(await statement('select count(*)::int as n from victims')).toEqual([{ n: 0 }]);
  expect(await failure(send([row('a', { v: 1 })], { table: 'a"; drop table victims; --.x' }))).toMatchObject({
    name: 'ConfigError',
  });
});

describe('what concerns all rows ends the sending, and no row counts as rejected', () => {
  test.each<[string, object, object, string, string]>([
    ['no table', { table: 'peopel' }, {}, 'no table "public"."peopel"', 'Check `table`'],
    ['a view', { table: 'seen' }, {}, 'no table "public"."seen"', 'a view cannot be written'],
    ['no column', { table: 'shape' }, { naem: 1 }, 'did you mean "name"', 'add column "naem" text'],
    ['a computed column', { table: 'shape' }, { twice: 'x' }, 'cannot be written', 'Leave it out'],
    [
      'no unique column',
      { table: 'shape', match: 'name' },
      {},
      'no unique index on "name"',
      'alter table "public"."shape" add unique ("name")',
    ],
    ['a partial index', { table: 'shape', match: 'part' }, {}, 'no unique index on "part"', 'add unique'],
    ['no primary key of one column', { table: 'pair' }, {}, 'no primary key of one column', '`match`'],
  ])('%s', async (_, given, fields, message, mend) => {
    await statement(`
      drop table if exists shape, pair cascade;
      create table pair (a text, b text, primary key (a, b));
      create table shape (id text primary key, name text, part text, twice text generated always as (name || name) stored);
      create unique index on shape (part) where name = 'x';
      create view seen as select * from shape`);
    expect(await failure(send([row('a', { ...fields })], given))).toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining(message),
      mend: expect.stringContaining(mend),
    });
  });

  test('a table that changes in mid-run', async () => {
    const options = await fresh('moving', 'id text primary key, v text, w text');
    expect(await send([row('a', { v: 'x', w: 'y' })], options)).toEqual([{ status: 'accepted' }]);
    await statement('alter table moving drop column w');
    expect(await failure(send([row('b', { v: 'x', w: 'y' })], options))).toMatchObject({
      name: 'ConfigError',
      mend: expect.stringContaining('add column "w" text'),
    });
    await statement('alter table moving alter column v type int using 1');
    expect(await send([row('c', { v: '5' })], options)).toEqual([{ status: 'accepted' }]);
    await statement('drop table moving');
    expect(await failure(send([row('b', { v: 'x' })], options))).toMatchObject({
      message: expect.stringContaining('no table'),
    });
  });

  test('a right that is missing, and a user that may nothing', async () => {
    const options = await fresh('guarded', 'id text primary key, v text');
    await statement(`create role reader login password 'reads'; grant select on guarded to reader`);
    const reader = await open({ user: 'reader', password: 'reads' });
    expect(await failure(send([row('a', { v: 'x' })], options, { by: reader }))).toMatchObject({
      name: 'AuthError',
      message: expect.stringContaining('permission denied for table guarded'),
      mend: expect.stringContaining('grant select, insert, update, delete'),
    });
    expect(await failure(postgres.testConnection(reader, context()))).toMatchObject({ name: 'AuthError' });
    expect(await postgres.discover?.(reader, context())).toEqual([]);
  });

  test('another database', async () => {
    const lost = await open({ database: 'nowhere' });
    expect(await failure(postgres.testConnection(lost, context()))).toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining('database "nowhere" does not exist'),
    });
  });

  test('a server that does not encrypt', async () => {
    const strict = await open({ ssl: 'verify-full' });
    expect(await failure(postgres.testConnection(strict, context()))).toMatchObject({
      name: 'ConfigError',
      mend: expect.stringContaining('ssl: disable'),
    });
  });
});

describe('an encrypted connection', () => {
  let port: number;
  let proxy: Server;
  beforeAll(async () => {
    ({ port, server: proxy } = await tlsProxy(configFor(server, 'shop')));
    await fresh('secured', 'id text primary key');
  });
  afterAll(() => proxy.close());

  test.each([
    [{ host: '127.0.0.1', ssl: 'require' }],
    [{ host: '127.0.0.1', ssl: 'verify-full', ca: certificate }],
    [{ host: 'localhost', ssl: 'verify-ca', ca: certificate }],
  ])('is made: %o', async (change) => {
    const secure = await open({ port, ...change });
    expect(await send([row(JSON.stringify(change), {})], { table: 'secured' }, { by: secure })).toEqual([
      { status: 'accepted' },
    ]);
  });

  test.each([
    ['no authority is known', { host: '127.0.0.1', ssl: 'verify-full' }],
    ['no authority is known to verify-ca', { host: '127.0.0.1', ssl: 'verify-ca' }],
    ['it is another host’s', { host: 'localhost', ssl: 'verify-full', ca: certificate }],
  ])('is refused where %s', async (_, change) => {
    const strict = await open({ port, ...change });
    expect(await failure(postgres.testConnection(strict, context()))).toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining('cannot be trusted'),
      mend: expect.stringContaining('`ca`'),
    });
  });
});

describe('what passes is tried again', () => {
  test('a lock that outlasts the time limit', async () => {
    const options = await fresh('locked', 'id text primary key, v text');
    await send([row('a', { v: 'x' })], options);
    const holder = await superuser.connect();
    await holder.query(`begin; update locked set v = 'held'`);
    const hasty = await open({ timeout_ms: 150 });
    expect(await failure(send([row('a', { v: 'y' })], options, { by: hasty }))).toMatchObject({
      name: 'Unavailable',
      message: expect.stringContaining('statement timeout'),
    });
    const sending = send([row('a', { v: 'z' })], options);
    await holder.query('commit');
    holder.release();
    expect(await sending).toEqual([{ status: 'accepted' }]);
    expect(await statement('select v from locked')).toEqual([{ v: 'z' }]);
  });

  test('a deadlock', async () => {
    const options = await fresh('dead', 'id text primary key, v text, w text');
    await send([row('a', {}), row('b', {})], options);
    // Rows with other fields are another statement: the batch holds b when it asks for a, which the other holds.
    await statement(`
      create function wait() returns trigger language plpgsql as $$ begin
        if new.id = 'b' and new.v = 'batch' then perform pg_sleep(0.5); end if; return new; end $$;
      create trigger wait before update on dead for each row execute function wait()`);
    const other = await superuser.connect();
    await other.query(`set deadlock_timeout = '10s'; begin; update dead set v = 'other' where id = 'a'`);
    const sending = send([row('b', { v: 'batch' }), row('a', { v: 'batch', w: 'x' })], options);
    await sleep(250);
    const blocked = other.query(`update dead set v = 'other' where id = 'b'`).then(
      () => other.query('commit'),
      () => other.query('rollback'),
    );
    expect(await sending).toEqual([{ status: 'accepted' }, { status: 'accepted' }]);
    await blocked;
    other.release();
    expect(await statement('select distinct v from dead')).toEqual([{ v: 'batch' }]);
    await expect
      .poll(() => statement(`select deadlocks > 0 as met from pg_stat_database where datname = 'shop'`), {
        timeout: 5000,
      })
      .toEqual([{ met: true }]);
  });

  test('a connection that an operator ends, and a row whose commit was not answered', async () => {
    const options = await fresh('lost', 'id text primary key, v text');
    const own = await open();
    await send([row('a', { v: 'x' })], options, { by: own });
    await statement(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'weft'`);
    expect(await send([row('b', { v: 'x' })], options, { by: own })).toEqual([{ status: 'accepted' }]);

    const target = configFor(server, 'shop');
    let cut = 0;
    const proxy = createServer((socket) => {
      const upstream = connect(target.port, target.host);
      upstream.on('data', (data) => socket.write(data));
      socket.on('data', (data) => {
        upstream.write(data);
        // The commit of the first write arrives, and its answer does not.
        if (data.includes('"lost"') && cut === 0) cut = 1;
        else if (data.includes('commit') && cut === 1) {
          cut = 2;
          socket.destroy();
        }
      });
      for (const one of [socket, upstream]) one.on('error', () => undefined);
      socket.on('close', () => setTimeout(() => upstream.destroy(), 100));
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = Object(proxy.address());
    const proxied = await open({ port });
    for (const mode of ['upsert', 'events'] as const) {
      cut = 0;
      const [result] = await send([row(mode, { v: 'once' })], options, { mode, by: proxied });
      expect(cut).toBe(2);
      expect(result?.status).toBe('accepted');
      expect(await statement(`select v from lost where id = '${mode}'`)).toEqual([{ v: 'once' }]);
    }
    await postgres.disconnect?.(proxied);
    opened.splice(opened.indexOf(proxied), 1);
    proxy.close();
  });

  test('a server that is not heard of any more', async () => {
    const options = await fresh('silent', 'id text primary key, v text');
    const target = configFor(server, 'shop');
    const upstreams: Socket[] = [];
    let silent = false;
    const proxy = createServer((socket) => {
      const upstream = connect(target.port, target.host);
      upstreams.push(upstream, socket);
      upstream.on('data', (data) => socket.write(data));
      socket.on('data', (data) => {
        silent ||= data.includes('"silent"');
        if (!silent) upstream.write(data);
      });
      for (const one of [socket, upstream]) one.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const proxied = await open({ port: Object(proxy.address()).port, timeout_ms: 100 });
    const began = performance.now();
    const writing = rowsObject.perform(
      [row('a', { v: 'x' })],
      proxied,
      rowsObject.options.parse(options),
      context(),
    );
    expect(await failure(writing)).toMatchObject({
      name: 'Unavailable',
      message: expect.stringContaining('timeout'),
    });
    expect(performance.now() - began).toBeLessThan(4000);
    for (const one of upstreams) one.destroy();
    proxy.close();
  });

  test('too many connections, and a database that is read-only', async () => {
    const options = await fresh('crowded', 'id text primary key, v text');
    await statement(
      `create role single login password 'one' connection limit 0; grant all on crowded to single`,
    );
    const single = await open({ user: 'single', password: 'one' });
    expect(await failure(send([row('a', {})], options, { by: single }))).toMatchObject({
      name: 'Unavailable',
      message: expect.stringContaining('too many connections'),
    });
    await statement(
      `alter role single connection limit 5; alter role single set default_transaction_read_only to on`,
    );
    expect(await failure(send([row('a', {})], options, { by: single }))).toMatchObject({
      name: 'Unavailable',
    });
    expect(await failure(postgres.testConnection(single, context()))).toMatchObject({
      name: 'Unavailable',
      message: expect.stringContaining('read-only'),
    });
  });
});

test('a statement under way ends with the run, and leaves nothing', async () => {
  const options = await fresh('slow', 'id text primary key, v text');
  await statement(`create function slowly() returns trigger language plpgsql as $$ begin perform pg_sleep(5); return new; end $$;
    create trigger slowly before insert on slow for each row execute function slowly()`);
  const stop = new AbortController();
  const reason = new Error('paused by a person');
  const began = performance.now();
  const writing = failure(
    rowsObject.perform(
      [row('a', { v: 'x' })],
      client,
      rowsObject.options.parse(options),
      context({ signal: stop.signal }),
    ),
  );
  await sleep(200);
  stop.abort(reason);
  expect(await writing).toBe(reason);
  expect(performance.now() - began).toBeLessThan(3000);
  expect(await send([], options)).toEqual([]);
  await statement(
    `select pg_terminate_backend(pid) from pg_stat_activity where query like '%"slow"%' and pid <> pg_backend_pid()`,
  );
  expect(await statement('select * from slow')).toEqual([]);
});

test('tables and their columns are discovered, with what they ask', async () => {
  await statement(`drop schema if exists found cascade; create schema found;
    create domain found.tag as varchar(9) not null;
    create table found.things (id uuid primary key default gen_random_uuid(), email citext unique, name varchar(40) not null,
      tag found.tag, mood mood, tags text[], extra jsonb, born date, seen timestamp, n bigint, ok boolean,
      twice bigint generated always as (n * 2) stored, counted int generated always as identity);
    create table found.parted (id int primary key) partition by list (id);
    create table found.parted_1 partition of found.parted for values in (1)`);
  const discovered = (await postgres.discover?.(client, context())) ?? [];
  expect(discovered.filter(({ title }) => title.startsWith('found.'))).toEqual([
    { object: 'rows', title: 'found.parted', options: { table: 'found.parted', match: 'id' } },
    { object: 'rows', title: 'found.things', options: { table: 'found.things', match: 'id' } },
  ]);
  for (const { options } of discovered) expect(rowsObject.options.safeParse(options).success).toBe(true);
  const options = rowsObject.options.parse({ table: 'found.things' });
  expect(await rowsObject.fields?.(client, options, context())).toEqual([
    { name: 'id', type: 'text', identity: true },
    { name: 'email', type: 'text', identity: true },
    { name: 'name', type: 'text', required: true, longest: 40 },
    { name: 'tag', type: 'text', required: true, longest: 9 },
    { name: 'mood', type: 'text', values: ['sad', "o'k"] },
    { name: 'tags', type: 'list' },
    { name: 'extra', type: 'object' },
    { name: 'born', type: 'date' },
    { name: 'seen', type: 'timestamp' },
    { name: 'n', type: 'integer' },
    { name: 'ok', type: 'boolean' },
  ]);
});

test('rows are read back with nothing lost, and a key that cannot be one is not there', async () => {
  const options = rowsObject.options.parse(
    await fresh(
      'reading',
      'id int primary key, n bigint, d numeric, f float8, s timestamp, z timestamptz, j jsonb, a text[], b date',
    ),
  );
  const fields = {
    n: '9223372036854775807',
    d: '0.10',
    f: 0.25,
    s: '2024-02-29T21:30:00.5Z',
    z: '2024-02-29T21:30:00Z',
    j: { a: [1] },
    a: ['x', null],
    b: '2024-02-29',
  };
  await send([row('1', fields), row('2', {})], options);
  const names = Object.keys(fields);
  const found = await rowsObject.read?.(['1', 'x', '2', '99', ''], names, client, options, context());
  expect([...(found ?? [])].sort()).toEqual([
    ['1', fields],
    ['2', Object.fromEntries(names.map((name) => [name, null]))],
  ]);
});

test('an address in one is read, and the environment of the process is not', async () => {
  const url = server.url('shop').replace('shop', 'sh%6Fp');
  const config = { url, ssl: 'disable' };
  const made = await postgres.connect(postgresConfig.parse(config), {
    signal: AbortSignal.timeout(9000),
    scratch: '/nowhere',
    throttle: unthrottled,
  });
  opened.push(made);
  await fresh('addressed', 'id text primary key');
  await postgres.testConnection(made, context());
  for (const wrong of [
    'postgres://u@h/d',
    'postgres://u:p@h',
    'mysql://u:p@h/d',
    'postgres://u:p@h/d?host=/tmp',
    'x',
    'postgres://u:%@h/d',
  ]) {
    expect(postgresConfig.safeParse({ url: wrong }).success).toBe(false);
  }
  expect(postgresConfig.safeParse({ host: '/tmp', database: 'd', user: 'u', password: 'p' }).success).toBe(
    false,
  );
  const limits = postgres.limits?.(postgresConfig.parse(config));
  expect(limits?.account).toMatch(/^postgres:[0-9a-f]{16}$/);
});
