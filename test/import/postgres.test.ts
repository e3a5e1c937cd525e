import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseSource } from '../../connectors/warehouses/duckdb/import/source.ts';
import { type ImportRequest, importTables } from '../../connectors/warehouses/duckdb/import.ts';
import { startTestLake, type TestLake } from '../load/lake.ts';
import { type PostgresSource, postgresSource } from './postgres-source.ts';
import { refusal as refusalWithout } from './refusal.ts';

let lake: TestLake;
let server: PostgresSource;

beforeAll(async () => {
  lake = await startTestLake();
  server = await postgresSource(lake);
  await server.execute('postgres', 'create database shop', `create role reader login password 'only reads'`);
});
afterAll(() => lake?.stop());

const importing = (
  tables: string[] | undefined,
  options: Partial<ImportRequest> & { user?: string; password?: string; url?: string } = {},
) => {
  const { user, password = server.password, url = server.url('shop', user), ...request } = options;
  const source = parseSource(url, { PGPASSWORD: password });
  return importTables(lake.warehouse, {
    source,
    into: 'raw',
    ...(tables === undefined ? {} : { tables }),
    ...request,
  });
};

const refusal = (work: Promise<unknown>) => refusalWithout(work, [server.password, 'never this one']);

/** One column of one table, there and back. */
async function column(type: string, values: string[]) {
  await server.execute(
    'shop',
    'drop table if exists one',
    `create table one (n int, v ${type})`,
    ...values.map((value, index) => `insert into one values (${index}, ${value})`),
  );
  const [table] = await importing(['one']);
  const rows = await lake.warehouse.query('select v from raw.one order by n');
  return {
    kind: table?.columns[1]?.kind,
    type: table?.columns[1]?.type,
    values: rows.map(({ v }) => v),
    notes: table?.notes,
  };
}

describe('a column', () => {
  beforeAll(() =>
    server.execute(
      'shop',
      `create type mood as enum ('sad', 'o''k', 'happy')`,
      'create type address as (street text, number int)',
      `create domain positive as numeric(12, 3) check (value > 0)`,
      'create domain tag as text',
    ),
  );

  test.each<[string, string[], string, string, unknown[]]>([
    ['boolean', ['true', 'false', 'null'], 'boolean', 'boolean', [true, false, null]],
    ['smallint', ['-32768', '32767'], 'integer', 'smallint', [-32768, 32767]],
    [
      'bigint',
      ['-9223372036854775808', '9223372036854775807'],
      'integer',
      'bigint',
      ['-9223372036854775808', '9223372036854775807'],
    ],
    ['oid', ['4294967295'], 'integer', 'bigint', ['4294967295']],
    ['real', ['1.5', `'NaN'`], 'double', 'float', [1.5, 'NaN']],
    ['double precision', ['0.1', `'-Infinity'`, '1e300'], 'double', 'double', [0.1, '-Infinity', 1e300]],
    [
      'numeric(10, 2)',
      ['12.30', '-99999999.99', 'null'],
      'decimal',
      'decimal(10, 2)',
      ['12.3', '-99999999.99', null],
    ],
    [
      'numeric(38, 38)',
      ['0.12345678901234567890123456789012345678'],
      'decimal',
      'decimal(38, 38)',
      ['0.12345678901234567890123456789012345678'],
    ],
    [
      'numeric',
      ['12345678901234567890.123456789', '0.5', '7.000'],
      'decimal',
      'decimal(38, 9)',
      ['12345678901234567890.123456789', '0.5', '7'],
    ],
    ['numeric', ['-0.001', '12'], 'decimal', 'decimal(18, 3)', ['-0.001', '12']],
    ['numeric(5, -2)', ['12345'], 'decimal', 'decimal(18, 0)', ['12300']],
    ['numeric', ['null'], 'decimal', 'decimal(18, 0)', [null]],
    ['money', [`'1234.50'`], 'decimal', 'decimal(18, 2)', ['1234.5']],
    ['positive', ['1.125'], 'decimal', 'decimal(12, 3)', ['1.125']],
    [
      'text',
      [`''`, `E'a\\nb\\t"\\''`, `'😀 ä\u0301 עברית'`, 'null'],
      'text',
      'varchar',
      ['', `a\nb\t"'`, '😀 ä\u0301 עברית', null],
    ],
    ['char(5)', [`'ab'`], 'text', 'varchar', ['ab']],
    ['tag', [`'x'`], 'text', 'varchar', ['x']],
    [
      'uuid',
      [`'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'`],
      'text',
      'varchar',
      ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    ],
    ['mood', [`'o''k'`], 'text', 'varchar', [`o'k`]],
    ['bytea', [`'\\x00ff27'`], 'bytes', 'blob', ['AP8n']],
    [
      'date',
      [`'0001-01-01'`, `'9999-12-31'`, `'infinity'`],
      'date',
      'date',
      ['0001-01-01', '9999-12-31', 'infinity'],
    ],
    [
      'timestamp',
      [`'2020-01-02 03:04:05.123456'`, `'1969-12-31 23:59:59.999999'`],
      'timestamp',
      'timestamptz',
      ['2020-01-02T03:04:05.123456Z', '1969-12-31T23:59:59.999999Z'],
    ],
    [
      'timestamptz',
      [`'2020-01-02 03:04:05.5+05:30'`],
      'timestamp',
      'timestamptz',
      ['2020-01-01T21:34:05.5Z'],
    ],
    ['time', [`'23:59:59.5'`], 'text', 'varchar', ['23:59:59.5']],
    ['interval', [`'1 month 2 days'`], 'text', 'varchar', ['1 mon 2 days']],
    ['json', [`'{"a": [1, {"b": null}]}'`], 'json', 'json', [{ a: [1, { b: null }] }]],
    [
      'jsonb',
      [`'{"big": 12345678901234567890}'`, `'"text"'`, `'null'`],
      'json',
      'json',
      [{ big: '12345678901234567890' }, 'text', null],
    ],
    [
      'int[]',
      [`'{1,null,3}'`, `'{}'`, `'{{1,2},{3,4}}'`],
      'json',
      'json',
      [
        [1, null, 3],
        [],
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
    ['text[]', [`array['a"b', 'c,d', null]`], 'json', 'json', [['a"b', 'c,d', null]]],
    ['mood[]', [`'{sad,happy}'`], 'json', 'json', [['sad', 'happy']]],
    ['address', [`row('Long St', 7)`], 'json', 'json', [{ street: 'Long St', number: 7 }]],
    ['inet', [`'10.0.0.1'`], 'text', 'varchar', ['10.0.0.1/32']],
    ['int4range', [`'[1,5)'`], 'text', 'varchar', ['[1,5)']],
    ['bit varying', [`b'101'`], 'text', 'varchar', ['101']],
  ])('%s of %s is %s as %s', async (type, values, kind, engineType, expected) => {
    const found = await column(type, values);
    expect(found).toEqual({ kind, type: engineType, values: expected, notes: [] });
  });

  test.each([
    ['numeric', ['1.5', `'NaN'`], ['1.5', 'NaN'], /^v holds NaN or infinity: kept as text$/],
    ['numeric(6, 2)', ['1.50', `'NaN'`], ['1.50', 'NaN'], /NaN/],
    [
      'numeric',
      ['1e38', '0.1'],
      ['100000000000000000000000000000000000000', '0.1'],
      /^v holds numbers of more than 38 digits: kept as text$/,
    ],
  ])('%s of %s, which no decimal holds, stays text and says so', async (type, values, expected, note) => {
    const found = await column(type, values);
    expect(found.kind).toBe('text');
    expect(found.values).toEqual(expected);
    expect(found.notes).toEqual([expect.stringMatching(note)]);
  });

  test('may have any name', async () => {
    const names = ['select', 'Mixed Case', 'quo"te', `o'brien`, 'back\\slash', '{{ x }}', 'ünï', '1st', ' '];
    const list = names.map((name) => `"${name.replaceAll('"', '""')}" int default 1`).join(', ');
    await server.execute(
      'shop',
      `create table "Any ""Name""" (${list})`,
      `insert into "Any ""Name""" default values`,
    );
    const [table] = await importing([`Any "Name"`]);
    expect(table?.table).toBe('raw.Any "Name"');
    expect(table?.columns.map(({ name }) => name)).toEqual(names);
    const [row] = await lake.rows('raw.Any "Name"');
    expect(row).toEqual(Object.fromEntries(names.map((name) => [name, 1])));
  });
});

describe('what is imported', () => {
  beforeAll(() =>
    server.execute(
      'shop',
      'create schema sales',
      'create table sales.customers (id int primary key, email text)',
      `insert into sales.customers select n, 'c' || n || '@example.com' from generate_series(1, 50) n`,
      'create table sales.orders (id int, day date) partition by range (day)',
      `create table sales.orders_2024 partition of sales.orders for values from ('2024-01-01') to ('2025-01-01')`,
      `insert into sales.orders values (1, '2024-05-05')`,
      `create view sales.recent as select * from sales.customers where id > 40`,
      'create materialized view sales.counted as select count(*) as n from sales.customers',
    ),
  );

  test('is every table of the schema, views and partitions only by name', async () => {
    const tables = await importing(undefined, { schema: 'sales', into: 'shop' });
    expect(tables.map(({ table, rows }) => [table, rows])).toEqual([
      ['shop.customers', 50],
      ['shop.orders', 1],
    ]);
    const named = await importing(['recent', 'counted', 'orders_2024'], { schema: 'sales' });
    expect(named.map(({ table, rows }) => [table, rows])).toEqual([
      ['raw.recent', 10],
      ['raw.counted', 1],
      ['raw.orders_2024', 1],
    ]);
    expect(await lake.rows('raw.counted')).toEqual([{ n: '50' }]);
  });

  test('replaces what was imported before, with the columns of now', async () => {
    await server.execute(
      'shop',
      'create table changing (a int, b text)',
      `insert into changing values (1, 'x')`,
    );
    await importing(['changing']);
    await server.execute(
      'shop',
      'alter table changing drop column b',
      'alter table changing alter a type numeric(5, 1)',
    );
    await importing(['changing']);
    expect(await lake.rows('raw.changing')).toEqual([{ a: '1' }]);
  });

  test('is one moment of the table, although others write', async () => {
    await server.execute('shop', 'create table busy as select n from generate_series(1, 20000) n');
    let writing = true;
    const writer = (async () => {
      while (writing)
        await server.execute(
          'shop',
          'delete from busy where n % 7 = 0',
          'insert into busy select n * 7 from generate_series(1, 3000) n',
        );
    })();
    try {
      for (let round = 0; round < 3; round += 1) {
        const [table] = await importing(['busy']);
        const rows = await lake.warehouse.query('select count(*) as n from raw.busy');
        expect(rows).toEqual([{ n: String(table?.rows) }]);
      }
    } finally {
      writing = false;
      await writer;
    }
  });

  test('tells how far a long one is', async () => {
    await server.execute(
      'shop',
      'create view slow as select n, pg_sleep(0.0005) is null as slept from generate_series(1, 4000) n',
    );
    const told: { copied?: number; total?: number }[] = [];
    const [table] = await importing(['slow'], { onProgress: (_, progress) => told.push(progress) });
    expect(table?.rows).toBe(4000);
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told.map(({ total }) => total ?? 4000))).toEqual(new Set([4000]));
    expect(told.some(({ copied }) => copied !== undefined && copied > 0 && copied <= 4000)).toBe(true);
  });
});

describe('is refused with its mend', () => {
  test('a host that nobody listens on', async () => {
    const found = await refusal(importing(undefined, { url: server.url('shop', 'weft', { port: 1 }) }));
    expect(found.kind).toBe('Unavailable');
    expect(found.message).toMatch(/PostgreSQL database shop on 127\.0\.0\.1:1 cannot be reached: .*refused/);
    expect(found.mend).toMatch(/host and the port/);
  });

  test('a host that there is not', async () => {
    const found = await refusal(importing(undefined, { url: 'postgres://x@no-such-host.invalid/shop' }));
    expect(found).toMatchObject({
      kind: 'Unavailable',
      message: expect.stringMatching(/no-such-host\.invalid/),
    });
  });

  test('a wrong password', async () => {
    const found = await refusal(importing(undefined, { user: 'reader', password: 'never this one' }));
    expect(found).toMatchObject({ kind: 'AuthError', mend: expect.stringMatching(/PGPASSWORD/) });
    expect(found.message).toMatch(/refused the user reader/);
  });

  test("no password, although the catalogue's own is at hand", async () => {
    const found = await refusal(importing(undefined, { password: '' }));
    expect(found).toMatchObject({ kind: 'AuthError', mend: expect.stringMatching(/PGPASSWORD/) });
  });

  test.each([
    ['a database', { url: 'shpo' }, undefined, /no PostgreSQL database shpo/, /Did you mean shop\?/],
    ['a schema', { schema: 'slaes' }, undefined, /no schema slaes/, /Did you mean sales\?/],
    ['a table', { schema: 'sales' }, ['custmers'], /no table custmers in sales/, /Did you mean customers\?/],
    [
      'a name in other capitals',
      { schema: 'sales' },
      ['Customers'],
      /no table Customers/,
      /There is "customers": capitals/,
    ],
  ])('%s that there is not', async (_, change, tables, message, mend) => {
    const options = 'url' in change ? { url: server.url(String(change.url)) } : change;
    const found = await refusal(importing(tables, options));
    expect(found).toMatchObject({ kind: 'ConfigError' });
    expect(found.message).toMatch(message);
    expect(found.mend).toMatch(mend);
  });

  test('a table that the user may not read, with the grant; it works after that', async () => {
    await server.execute('shop', 'create table "Private" (a int)');
    const options = { user: 'reader', password: 'only reads' };
    const found = await refusal(importing(['Private'], options));
    expect(found).toMatchObject({ kind: 'AuthError', message: 'reader may not read public.Private' });
    const grant = /An administrator gives the right: (.*;) Or/.exec(found.mend)?.[1];
    expect(grant).toMatch(/grant select on public\."Private" to reader;/);
    await server.execute('shop', String(grant));
    const [table] = await importing(['Private'], options);
    expect(table?.rows).toBe(0);
  });

  test('tables and columns whose names the warehouse takes for one', async () => {
    await server.execute('shop', 'create table twin (a int, "A" int)', 'create table "Twin" (a int)');
    const columns = await refusal(importing(['twin']));
    expect(columns.message).toMatch(/public\.twin has the columns "a" and "A"/);
    const tables = await refusal(importing(['twin', 'Twin']));
    expect(tables.message).toMatch(/"twin" and "Twin" would both be the table raw\.Twin/);
  });

  test('a table without columns', async () => {
    await server.execute('shop', 'create table nothing ()');
    expect((await refusal(importing(['nothing']))).message).toMatch(/public\.nothing has no columns/);
  });

  test('a view that fails, with the words of the server', async () => {
    await server.execute(
      'shop',
      'create view broken as select n, 1 / (n - 3) as inverse from generate_series(1, 5) n',
    );
    const found = await refusal(importing(['broken']));
    expect(found).toMatchObject({ kind: 'ConfigError' });
    expect(found.message).toMatch(
      /The column "inverse" of public\.broken cannot be imported: .*division by zero/,
    );
  });

  test("a view of the warehouse, and Weft's own schema, as targets", async () => {
    await server.execute('shop', 'create table target (a int)');
    await lake.warehouse.execute('create view raw.target as select 1 as a');
    expect((await refusal(importing(['target']))).message).toMatch(/raw\.target is a view/);
    expect((await refusal(importing(['target'], { into: 'weft' }))).message).toMatch(
      /schema weft is not for/,
    );
  });
});

describe('leaves the table of before', () => {
  const slow = (name: string, seconds: number) =>
    server.execute(
      'shop',
      `create or replace view ${name} as select n, pg_sleep(${seconds / 2000}) is null as slept from generate_series(1, 2000) n`,
    );
  const earlier = async (name: string) => {
    await lake.warehouse.execute(`create or replace table raw.${name} as select 'before' as at`);
  };
  const backends = `from pg_stat_activity where application_name = 'weft import' and query ilike 'copy%' and pid <> pg_backend_pid()`;

  test('when the server ends the connection half-way', async () => {
    await slow('cut_off', 4);
    await earlier('cut_off');
    const work = refusal(importing(['cut_off']));
    for (let waited = 0; waited < 20_000; waited += 50) {
      const [killed] = await server.execute(
        'postgres',
        `select count(pg_terminate_backend(pid))::int as n ${backends}`,
      );
      if (killed?.n > 0) break;
      await sleep(50);
    }
    const found = await work;
    expect(found).toMatchObject({
      kind: 'Unavailable',
      mend: expect.stringMatching(/nothing was half-written/),
    });
    expect(found.message).toMatch(/broke while public\.cut_off was read/);
    expect(await lake.rows('raw.cut_off')).toEqual([{ at: 'before' }]);
  });

  test('when the caller gives up, whose statement ends at the server as well', async () => {
    await slow('given_up', 25);
    await earlier('given_up');
    const controller = new AbortController();
    const work = importing(['given_up'], { signal: controller.signal });
    work.catch(() => undefined);
    const running = async () =>
      Number((await server.execute('postgres', `select count(*)::int as n ${backends}`))[0]?.n);
    for (let waited = 0; waited < 40_000 && (await running()) === 0; waited += 50) await sleep(50);
    controller.abort(new Error('given up'));
    await expect(work).rejects.toThrow(/cancelled|given up/);
    expect(await running()).toBe(0);
    expect(await lake.rows('raw.given_up')).toEqual([{ at: 'before' }]);
  }, 60_000);

  test('when another session holds the table', async () => {
    await server.execute('shop', 'create table held as select 1 as a');
    await earlier('held');
    const holder = await server.hold('shop', 'lock table held in access exclusive mode');
    const found = await refusal(importing(['held'])).finally(() => holder.release());
    expect(found.message).toMatch(/public\.held .*is locked: canceling statement due to lock timeout/);
    expect(await lake.rows('raw.held')).toEqual([{ at: 'before' }]);
  }, 60_000);
});
