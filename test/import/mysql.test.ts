import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseSource } from '../../connectors/warehouses/duckdb/import/source.ts';
import { type ImportRequest, importTables } from '../../connectors/warehouses/duckdb/import.ts';
import { startTestLake, type TestLake } from '../load/lake.ts';
import { type MysqlServer, mysqlPassword, startMysql } from './mysql-server.ts';
import { refusal as refusalWithout } from './refusal.ts';

let lake: TestLake;
let server: MysqlServer;

beforeAll(async () => {
  [lake, server] = await Promise.all([startTestLake(), startMysql()]);
  await server.execute(
    'create database shop',
    'use shop',
    `create user 'reader'@'127.0.0.1' identified by 'only reads'`,
    `grant select on shop.nothing_yet to 'reader'@'127.0.0.1'`.replace('select', 'create, insert'),
  );
});
afterAll(() => Promise.all([lake?.stop(), server?.stop()]));

const importing = (
  tables: string[] | undefined,
  options: Partial<ImportRequest> & { url?: string; password?: string } = {},
) => {
  const { url = server.url('shop'), password = mysqlPassword, ...request } = options;
  const source = parseSource(url, { MYSQL_PWD: password });
  const named = tables === undefined ? {} : { tables };
  return importTables(lake.warehouse, { source, into: 'raw', ...named, ...request });
};
const refusal = (work: Promise<unknown>) => refusalWithout(work, [mysqlPassword, 'never this one']);

async function column(type: string, values: string[]) {
  await server.execute(
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
  test.each<[string, string[], string, string, unknown[]]>([
    ['tinyint(1)', ['0', '1', 'null'], 'boolean', 'boolean', [false, true, null]],
    ['bool', ['true'], 'boolean', 'boolean', [true]],
    ['tinyint', ['-128', '127'], 'integer', 'tinyint', [-128, 127]],
    ['tinyint unsigned', ['255'], 'integer', 'smallint', [255]],
    ['smallint unsigned', ['65535'], 'integer', 'integer', [65535]],
    ['mediumint', ['-8388608'], 'integer', 'integer', [-8388608]],
    ['int unsigned', ['4294967295'], 'integer', 'bigint', ['4294967295']],
    ['bigint', ['-9223372036854775808'], 'integer', 'bigint', ['-9223372036854775808']],
    [
      'bigint unsigned',
      ['18446744073709551615', 'null'],
      'integer',
      'ubigint',
      ['18446744073709551615', null],
    ],
    ['year', ['2026'], 'integer', 'integer', [2026]],
    ['bit(1)', [`b'1'`, `b'0'`], 'boolean', 'boolean', [true, false]],
    ['bit(12)', [`b'100000000001'`], 'integer', 'bigint', ['2049']],
    ['float', ['0.5', '16777217'], 'double', 'float', [0.5, 16777216]],
    ['double', ['0.1', '1e300'], 'double', 'double', [0.1, 1e300]],
    ['decimal(10, 2)', ['12.30', '-99999999.99'], 'decimal', 'decimal(10, 2)', ['12.3', '-99999999.99']],
    ['decimal(65, 30)', ['1.5', '-20'], 'decimal', 'decimal(18, 1)', ['1.5', '-20']],
    [
      'varchar(20)',
      [`''`, `'o''brien \\\\ "x"'`, `'😀 ä'`, 'null'],
      'text',
      'varchar',
      ['', `o'brien \\ "x"`, '😀 ä', null],
    ],
    ['varchar(20) character set latin1', [`'Zürich'`], 'text', 'varchar', ['Zürich']],
    ['longtext', [`repeat('x', 100000)`], 'text', 'varchar', ['x'.repeat(100_000)]],
    [`enum('a', 'o''k')`, [`'o''k'`], 'text', 'varchar', [`o'k`]],
    [`set('x', 'y')`, [`'x,y'`], 'text', 'varchar', ['x,y']],
    ['varbinary(10)', [`x'00ff27'`], 'bytes', 'blob', ['AP8n']],
    ['blob', [`x'00ff27'`], 'bytes', 'blob', ['AP8n']],
    ['date', [`'2020-02-29'`, `'9999-12-31'`], 'date', 'date', ['2020-02-29', '9999-12-31']],
    [
      'datetime(6)',
      [`'2020-01-02 03:04:05.123456'`, `'1969-12-31 23:59:59.999999'`],
      'timestamp',
      'timestamptz',
      ['2020-01-02T03:04:05.123456Z', '1969-12-31T23:59:59.999999Z'],
    ],
    ['time', [`'-838:59:59'`], 'text', 'varchar', ['-838:59:59']],
    [
      'json',
      [`'{"a": [1, 12345678901234567890]}'`, 'null'],
      'json',
      'json',
      [{ a: [1, '12345678901234567890'] }, null],
    ],
    ['point', ['point(1, 2)'], 'text', 'varchar', ['POINT(1 2)']],
    [
      'uuid',
      [`'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'`],
      'text',
      'varchar',
      ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    ],
  ])('%s of %s is %s as %s', async (type, values, kind, engineType, expected) => {
    expect(await column(type, values)).toEqual({ kind, type: engineType, values: expected, notes: [] });
  });

  test('of moments is the same moment in every time zone of the server', async () => {
    await server.execute(
      'create or replace table moments (at timestamp(6) null)',
      `set statement time_zone = '+05:30' for insert into moments values ('2020-01-02 03:04:05.5')`,
      `set global time_zone = '-08:00'`,
    );
    await importing(['moments']);
    await server.execute(`set global time_zone = 'SYSTEM'`);
    expect(await lake.rows('raw.moments')).toEqual([{ at: '2020-01-01T21:34:05.5Z' }]);
  });

  test.each([
    ['tinyint(1)', ['0', '7'], 'integer', [0, 7], /^v is TINYINT\(1\) and holds more than 0 and 1/],
    [
      'date',
      [`'0000-00-00'`, `'2020-00-01'`, `'2020-01-02'`],
      'date',
      [null, null, '2020-01-02'],
      /^v: 2 zero dates, such as 0000-00-00, became null$/,
    ],
    ['datetime', [`'0000-00-00'`], 'timestamp', [null], /^v: 1 zero date,/],
    [
      'decimal(65, 30)',
      ['12345678901234567890123456789012345.012345678901234567890123456789'],
      'text',
      ['12345678901234567890123456789012345.012345678901234567890123456789'],
      /^v holds numbers of more than 38 digits: kept as text$/,
    ],
  ])('%s of %s says what became of it', async (type, values, kind, expected, note) => {
    const found = await column(type, values);
    expect(found).toMatchObject({ kind, values: expected });
    expect(found.notes).toEqual([expect.stringMatching(note)]);
  });

  test('may have any name', async () => {
    const names = ['select', 'Mixed Case', 'quo"te', `o'brien`, 'back`tick', '{{ x }}', 'ünï', '1st'];
    const list = names.map((name) => `\`${name.replaceAll('`', '``')}\` int default 1`).join(', ');
    await server.execute(
      `create table \`Any \`\`Name\`\`\` (${list})`,
      'insert into `Any ``Name``` () values ()',
    );
    const [table] = await importing(['Any `Name`']);
    expect(table?.columns.map(({ name }) => name)).toEqual(names);
    const [row] = await lake.rows('raw.Any `Name`');
    expect(row).toEqual(Object.fromEntries(names.map((name) => [name, 1])));
  });
});

test('all tables of the database, views only by name', async () => {
  await server.execute(
    'create database sales',
    'create table sales.customers (id int primary key, email varchar(50))',
    `insert into sales.customers select seq, concat('c', seq, '@example.com') from seq_1_to_50`,
    'create view sales.recent as select * from sales.customers where id > 40',
  );
  const tables = await importing(undefined, { url: server.url('sales'), into: 'shop' });
  expect(tables.map(({ table, rows }) => [table, rows])).toEqual([['shop.customers', 50]]);
  const named = await importing(['recent'], { schema: 'sales' });
  expect(named.map(({ table, rows }) => [table, rows])).toEqual([['raw.recent', 10]]);
});

test('a million rows arrive, and say how long it takes', async () => {
  await server.execute(`create table big as select seq as id, md5(seq) as hash from seq_1_to_1000000`);
  const told = new Set<number | undefined>();
  const [table] = await importing(['big'], { onProgress: (_, { total }) => told.add(total) });
  expect(table?.rows).toBe(1_000_000);
  expect(told).toContain(1_000_000);
  const [sum] = await lake.warehouse.query(
    'select count(*) as n, sum(id) as total, count(distinct hash) as hashes from raw.big',
  );
  expect(sum).toEqual({ n: '1000000', total: '500000500000', hashes: '1000000' });
});

describe('is refused with its mend', () => {
  test('a host that nobody listens on', async () => {
    const found = await refusal(importing(undefined, { url: 'mysql://x@127.0.0.1:1/shop' }));
    expect(found).toMatchObject({ kind: 'Unavailable', mend: expect.stringMatching(/host and the port/) });
    expect(found.message).toMatch(/MySQL database shop on 127\.0\.0\.1:1 cannot be reached/);
  });

  test('a host that there is not', async () => {
    const found = await refusal(importing(undefined, { url: 'mysql://x@no-such-host.invalid/shop' }));
    expect(found).toMatchObject({
      kind: 'Unavailable',
      message: expect.stringMatching(/no-such-host\.invalid/),
    });
  });

  test('a wrong password', async () => {
    const found = await refusal(importing(undefined, { password: 'never this one' }));
    expect(found).toMatchObject({ kind: 'AuthError', mend: expect.stringMatching(/MYSQL_PWD/) });
    expect(found.message).toMatch(/refused the user administrator/);
  });

  test('no encryption where it is asked for', async () => {
    const found = await refusal(importing(undefined, { url: `${server.url('shop')}?ssl_mode=required` }));
    expect(found).toMatchObject({ kind: 'ConfigError', mend: expect.stringMatching(/ssl_mode/) });
  });

  test.each([
    ['a database', { url: 'sohp' }, undefined, /no MySQL database sohp/, /Did you mean shop\?/],
    ['a schema', { schema: 'shopp' }, undefined, /no schema shopp/, /Did you mean shop\?/],
    ['a table', {}, ['knwon'], /no table knwon in shop/, /Did you mean known\?/],
    ['a name in other capitals', {}, ['Known'], /no table Known/, /There is "known": capitals/],
  ])('%s that there is not', async (_, change, tables, message, mend) => {
    await server.execute('create table if not exists known (a int)');
    const options = 'url' in change ? { url: server.url(String(change.url)) } : change;
    const found = await refusal(importing(tables, options));
    expect(found).toMatchObject({ kind: 'ConfigError' });
    expect(found.message).toMatch(message);
    expect(found.mend).toMatch(mend);
  });

  test('a database and a table that the user may not read, with the grant', async () => {
    await server.execute(
      'create database secrets',
      'create table secrets.payroll (a int)',
      'create table private (a int)',
    );
    const reader = { password: 'only reads' };
    const database = await refusal(importing(undefined, { ...reader, url: server.url('secrets', 'reader') }));
    expect(database).toMatchObject({ kind: 'AuthError' });
    expect(database.mend).toMatch(/grant select on `secrets`\.\* to 'reader'/);
    const url = server.url('shop', 'reader');
    const unseen = await refusal(importing(['private'], { ...reader, url }));
    expect(unseen).toMatchObject({ kind: 'ConfigError' });
    expect(unseen.mend).toMatch(/grant select on `shop`\.`private` to 'reader'/);
    await server.execute(`grant insert on shop.private to 'reader'@'127.0.0.1'`);
    const seen = await refusal(importing(['private'], { ...reader, url }));
    expect(seen).toMatchObject({ kind: 'AuthError' });
    expect(seen.mend).toMatch(/grant select on `shop`\.`private` to 'reader'/);
    await server.execute(`grant select on shop.private to 'reader'@'127.0.0.1'`);
    expect((await importing(['private'], { ...reader, url }))[0]?.rows).toBe(0);
  });
});

describe('leaves the table of before', () => {
  const slow = async (name: string) => {
    await lake.warehouse.execute(`create or replace table raw.${name} as select 'before' as at`);
    await server.execute(
      `create or replace view ${name} as select seq as n, sleep(0.0005) as slept from seq_1_to_20000`,
    );
  };

  test('when the caller gives up', async () => {
    await slow('given_up');
    const controller = new AbortController();
    const work = importing(['given_up'], {
      signal: controller.signal,
      onProgress: (_, { total }) => total && controller.abort(new Error('given up')),
    });
    await expect(work).rejects.toThrow(/cancelled|given up/);
    expect(await lake.rows('raw.given_up')).toEqual([{ at: 'before' }]);
  });

  test('when the server crashes half-way', async () => {
    await slow('cut_off');
    const onProgress: ImportRequest['onProgress'] = (_, { total }) => total && server.kill();
    const found = await refusal(importing(['cut_off'], { onProgress }));
    expect(found).toMatchObject({
      kind: 'Unavailable',
      mend: expect.stringMatching(/nothing was half-written/),
    });
    expect(await lake.rows('raw.cut_off')).toEqual([{ at: 'before' }]);
  });
});
