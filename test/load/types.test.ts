import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isCode } from '../../connectors/warehouses/duckdb/load/column-names.ts';
import { slugOfFile } from '../../connectors/warehouses/duckdb/load/names.ts';
import { loadFile, loadTables } from '../../connectors/warehouses/duckdb/load.ts';
import { startTestLake, type TestLake } from './lake.ts';

let lake: TestLake;
beforeAll(async () => {
  lake = await startTestLake();
}, 120_000);
afterAll(() => lake?.stop());

/** A column's cells, the type it gets, and its values. */
const columns: [name: string, cells: string[], type: string, values: unknown[]][] = [
  ['count', ['1', '-20', '0', ''], 'bigint', ['1', '-20', '0', null]],
  ['padded', ['" 1 "', '20 ', '  3', 'NULL'], 'bigint', ['1', '20', '3', null]],
  ['customer', ['00123', '456', '7', '8'], 'varchar', ['00123', '456', '7', '8']],
  ['contact', ['+491512345', '491512345', '', '1'], 'varchar', ['+491512345', '491512345', null, '1']],
  [
    'phone',
    ['491512345678', '491512345679', '1', '2'],
    'varchar',
    ['491512345678', '491512345679', '1', '2'],
  ],
  ['postal_code', ['10115', '80331', '20095', '50667'], 'varchar', ['10115', '80331', '20095', '50667']],
  ['calls_by_phone', ['1', '2', '3', '4'], 'varchar', ['1', '2', '3', '4']],
  ['phone_calls', ['1', '2', '3', '4'], 'bigint', ['1', '2', '3', '4']],
  ['card', ['4111111111111111', '1', '2', '3'], 'varchar', ['4111111111111111', '1', '2', '3']],
  ['total', ['12.50', '-3', '0.5', ''], 'decimal(18, 2)', ['12.5', '-3', '0.5', null]],
  ['rate', ['0.0625', '0.06', '1', '0'], 'decimal(18, 4)', ['0.0625', '0.06', '1', '0']],
  [
    'huge',
    ['123456789012345.1234', '1.5', '2', '3'],
    'decimal(38, 4)',
    ['123456789012345.1234', '1.5', '2', '3'],
  ],
  ['latitude', ['52.52', '13.404954', '-0.1', '8'], 'double', [52.52, 13.404954, -0.1, 8]],
  ['tiny', ['1.5e-7', '2.0', '3', '4'], 'double', [1.5e-7, 2, 3, 4]],
  ['code', ['12e4', '9e07', '1', '2'], 'varchar', ['12e4', '9e07', '1', '2']],
  ['zeros', ['00.50', '1.5', '2', '3'], 'varchar', ['00.50', '1.5', '2', '3']],
  ['plus', ['+5', '6', '7', '8'], 'varchar', ['+5', '6', '7', '8']],
  ['dollars', ['$1.50', '$2.50', '3', '4'], 'varchar', ['$1.50', '$2.50', '3', '4']],
  ['is_open', ['true', 'False', 'TRUE', ''], 'boolean', [true, false, true, null]],
  ['flag', ['yes', 'no', 'yes', ''], 'varchar', ['yes', 'no', 'yes', null]],
  ['bit', ['0', '1', '1', '0'], 'bigint', ['0', '1', '1', '0']],
  [
    'born',
    ['1980-02-29', '', '1979-12-31', '2000-01-01'],
    'date',
    ['1980-02-29', null, '1979-12-31', '2000-01-01'],
  ],
  ['unborn', ['2023-02-29', '1980-01-01', '', ''], 'varchar', ['2023-02-29', '1980-01-01', null, null]],
  ['tag', ['31.12.2025', '1.2.2026', '', ''], 'date', ['2025-12-31', '2026-02-01', null, null]],
  ['european', ['31/12/2025', '01/02/2026', '', ''], 'date', ['2025-12-31', '2026-02-01', null, null]],
  ['american', ['12/31/2025', '02/01/2026', '', ''], 'date', ['2025-12-31', '2026-02-01', null, null]],
  ['unclear', ['01/02/2026', '03/04/2026', '', ''], 'varchar', ['01/02/2026', '03/04/2026', null, null]],
  ['order_date', ['19970101', '20261231', '', ''], 'date', ['1997-01-01', '2026-12-31', null, null]],
  ['number', ['19970101', '20261231', '', ''], 'bigint', ['19970101', '20261231', null, null]],
  [
    'at',
    ['2026-01-02T03:04:05Z', '2026-01-02 03:04', '2026-01-02T03:04:05.5+02:00', '2026-01-02 03:04:05 UTC'],
    'timestamptz',
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:00Z', '2026-01-02T01:04:05.5Z', '2026-01-02T03:04:05Z'],
  ],
  [
    'ruby_at',
    ['2026-01-02 03:04:05 +0200', '2026-01-02 03:04:05 -0130', '', ''],
    'timestamptz',
    ['2026-01-02T01:04:05Z', '2026-01-02T04:34:05Z', null, null],
  ],
  [
    'mixed_at',
    ['2026-01-02', '2026-01-02 03:04', '', ''],
    'varchar',
    ['2026-01-02', '2026-01-02 03:04', null, null],
  ],
  [
    'zero_at',
    ['0000-00-00 00:00:00', '2026-01-02 03:04:05', '', ''],
    'varchar',
    ['0000-00-00 00:00:00', '2026-01-02 03:04:05', null, null],
  ],
  ['note', ['', '""', '" "', 'x'], 'varchar', [null, '', ' ', 'x']],
  ['quoted', ['"1"', '""', '"3"', '"NULL"'], 'bigint', ['1', null, '3', null]],
  ['null_word', ['NULL', 'null', 'a', 'N/A'], 'varchar', ['NULL', 'null', 'a', 'N/A']],
  ['never', ['', '', '', ''], 'varchar', [null, null, null, null]],
  [
    'id',
    ['606d31d5-bcea-4823-84ff-186a1a1ab641', '', '', ''],
    'varchar',
    ['606d31d5-bcea-4823-84ff-186a1a1ab641', null, null, null],
  ],
];

describe('the type of a column', () => {
  test('is the narrowest that says the same as every text', async () => {
    const lines = [0, 1, 2, 3].map((row) => columns.map(([, cells]) => cells[row]).join(','));
    const header = columns.map(([name]) => name).join(',');
    const loaded = await lake.load('types.csv', `${[header, ...lines].join('\n')}\n`);
    const rows = await lake.rows();
    for (const [name, , type, values] of columns) {
      const found = loaded.columns.find((column) => column.name === name)?.type;
      expect([name, found, rows.map((row) => row[name])]).toEqual([name, type, values]);
    }
    const kept = await lake.warehouse.columns('raw.loaded');
    expect(kept.map(({ name, kind }) => [name, kind])).toEqual(
      loaded.columns.map(({ name, kind }) => [name, kind]),
    );
  });

  test.each([
    ['an integer, then a leading zero', '12', '00012', 'varchar'],
    ['an integer, then a decimal', '12', '12.5', 'decimal(18, 2)'],
    ['a decimal, then more digits', '1.25', '1.2505', 'decimal(18, 4)'],
    ['a decimal, then a word', '1.25', 'free', 'varchar'],
    ['a date, then a day that is none', '2026-01-01', '2026-02-30', 'varchar'],
    ['a date, then another notation', '2026-01-01', '01.02.2026', 'varchar'],
    ['nothing, then a date', '', '2026-01-01', 'date'],
    ['a boolean, then a number', 'true', '1', 'varchar'],
    ['a time, then a word', '2026-01-01 10:00', 'later', 'varchar'],
  ])('holds beyond the sample: %s', async (_, early, late, type) => {
    const many = `${early},x\n`.repeat(110_000);
    const loaded = await lake.load('late.csv', `a,b\n${many}${late},y\n`);
    expect(loaded).toMatchObject({ rows: 110_001, columns: [{ type }, { type: 'varchar' }] });
    const [last] = await lake.warehouse.query("select cast(a as varchar) as a from raw.loaded where b = 'y'");
    expect(String(last?.a).startsWith(late)).toBe(true);
  });

  test('can be chosen', async () => {
    const content = 'a,b\n0012,1.5\n7,2\n';
    const loaded = await lake.load('chosen.csv', content, { columns: { a: 'text', B: 'double' } });
    expect(loaded.columns.map(({ kind }) => kind)).toEqual(['text', 'double']);
    await expect(lake.load('wrong.csv', content, { columns: { b: 'integer' } })).rejects.toMatchObject({
      message: 'wrong.csv, line 2: "1.5" does not fit the column "b", which is bigint',
      place: { line: 2, column: 6, field: 'b' },
    });
    await expect(lake.load('wrong.csv', content, { columns: { c: 'integer' } })).rejects.toThrow(
      'wrong.csv: has no column "c", for which a type was given',
    );
  });

  test('of digits follows the name of the column', () => {
    expect(
      ['zip', 'ZIP Code', 'phone1', 'mobilePhone', 'Telefon', 'card_number', 'sku', 'account no'].every(
        isCode,
      ),
    ).toBe(true);
    expect(['zipped', 'phone_calls', 'cards', 'account', 'order_id', 'telling', 'number'].some(isCode)).toBe(
      false,
    );
  });
});

describe('a delimited file', () => {
  test.each([
    [
      'semicolons.csv',
      'name;total\nA, B;1,50\nC;-2,5\n',
      [
        { name: 'A, B', total: '1.5' },
        { name: 'C', total: '-2.5' },
      ],
    ],
    [
      'thousands.csv',
      'name;total\nA;1,500\nC;2,5\n',
      [
        { name: 'A', total: '1,500' },
        { name: 'C', total: '2,5' },
      ],
    ],
    ['tabs.tsv', 'a\tb\n1\t"x\ty"\n', [{ a: '1', b: 'x\ty' }]],
    ['pipes.txt', 'a|b\n1|x\n', [{ a: '1', b: 'x' }]],
    ['excel.csv', 'sep=;\r\na;b\r\n1;x\r\n', [{ a: '1', b: 'x' }]],
    ['mark.csv', '\ufeff"a","b,c"\n1,2\n', [{ a: '1', 'b,c': '2' }]],
    ['blanks.csv', '\n\na,b\n\n1,2\n\n\n', [{ a: '1', b: '2' }]],
    ['trailing.csv', 'a,b,\n1,2,\n', [{ a: '1', b: '2' }]],
    ['returns.csv', 'a,b\r1,2\r', [{ a: '1', b: '2' }]],
    ['no-end.csv', 'a,b\n1,"2"', [{ a: '1', b: '2' }]],
    ['unnamed.csv', ',b\n1,2\n', [{ column_1: '1', b: '2' }]],
    [
      'headless.csv',
      '1,a@example.com\n2,b@example.com\n',
      [
        { column_1: '1', column_2: 'a@example.com' },
        { column_1: '2', column_2: 'b@example.com' },
      ],
    ],
    ['one-column.csv', 'word\na\n\n"b, c"\n', [{ word: 'a' }, { word: null }, { word: 'b, c' }]],
    [
      'aligned.txt',
      ' id  date  sum\r\n 00001 19970101  1   \r\n 00002 19970112 12\r\n',
      [
        { id: '00001', date: '1997-01-01', sum: '1' },
        { id: '00002', date: '1997-01-12', sum: '12' },
      ],
    ],
    ['header-only.csv', 'a,b\n', []],
  ])('%s', async (name, content, rows) => {
    await lake.load(name, content);
    expect(await lake.rows()).toEqual(rows);
  });

  test('takes the names and the delimiter that are given', async () => {
    await lake.load('given.txt', '1~2\n3~4\n', { delimiter: '~', names: ['x', 'y'] });
    expect(await lake.rows()).toEqual([
      { x: '1', y: '2' },
      { x: '3', y: '4' },
    ]);
    await expect(lake.load('given.txt', '1~2\n', { delimiter: '~', names: ['x'] })).rejects.toThrow(
      'given.txt: has 2 columns, and 1 names were given',
    );
  });

  test('may hold a cell of ten megabytes', async () => {
    const cell = 'ab"c,\n'.repeat(1_700_000);
    await lake.load('wide.csv', `a,b\n1,"${cell.replaceAll('"', '""')}"\n2,x\n`);
    expect(
      await lake.warehouse.query('select a, length(b) as n, md5(b) as h from raw.loaded order by a'),
    ).toMatchObject([
      { a: '1', n: String(cell.length) },
      { a: '2', n: '1' },
    ]);
  });
});

describe('JSON', () => {
  const record = {
    id: '007',
    n: 12,
    x: 1.5,
    ok: true,
    at: '2026-01-02T03:04:05Z',
    day: '2026-01-02',
    deep: { a: [1] },
  };
  const types = ['varchar', 'bigint', 'decimal(18, 2)', 'boolean', 'timestamptz', 'date', 'json'];
  const texts: [string, string | Uint8Array][] = [
    ['a.jsonl', `${JSON.stringify(record)}\n`],
    ['b.ndjson', `\n${JSON.stringify(record)}`],
    ['c.json', JSON.stringify([record], null, 2)],
    ['d.json', JSON.stringify(record)],
    ['e.json', `\ufeff${JSON.stringify([record])}`],
    ['f.jsonl.gz', gzipSync(`\ufeff${JSON.stringify(record)}\n`)],
  ];
  test.each(texts)('%s', async (name, content) => {
    const loaded = await lake.load(name, content);
    expect(loaded.columns.map(({ type }) => type)).toEqual(types);
    expect(await lake.rows()).toEqual([{ ...record, n: '12', x: '1.5' }]);
  });

  test('has columns for keys that are null in every record', async () => {
    await lake.load('nulls.jsonl', '{"address":"x","address_1":null,"C2":null}\n');
    expect(await lake.rows()).toEqual([{ address: 'x', address_1: null, C2: null }]);
  });

  test('keeps text that looks like a number, long numbers, and keys that come late', async () => {
    const early = '{"id":"123","n":12345678901234567890,"m":1}\n'.repeat(30_000);
    const loaded = await lake.load('late.jsonl', `${early}{"m":"x","late":{"a":1}}\n{"m":[1],"late":2}\n`);
    expect(loaded.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'id varchar',
      'n varchar',
      'm varchar',
      'late varchar',
    ]);
    const found = await lake.warehouse.query('select distinct id, n, m, late from raw.loaded order by all');
    expect(found).toEqual([
      { id: '123', n: '12345678901234567890', m: '1', late: null },
      { id: null, n: null, m: '[1]', late: '2' },
      { id: null, n: null, m: 'x', late: '{"a":1}' },
    ]);
  });
});

test('Parquet keeps its types, with times in UTC', async () => {
  const path = `${lake.folder}/typed.parquet`;
  await lake.warehouse.execute(
    `copy (select 1::int as i, timestamp '2026-01-02 03:04:05' as t, [1, 2] as l, 'a'::enum('a') as e, 1.5::decimal(9,3) as d)
     to ${lake.warehouse.dialect.literal(path)} (format parquet)`,
  );
  const loaded = await loadFile(lake.warehouse, { file: path, table: 'raw.parquet' });
  expect(loaded.columns.map(({ kind }) => kind)).toEqual(['integer', 'timestamp', 'json', 'text', 'decimal']);
  expect(await lake.rows('raw.parquet')).toEqual([
    { i: 1, t: '2026-01-02T03:04:05Z', l: [1, 2], e: 'a', d: '1.5' },
  ]);
});

describe('appending', () => {
  test('matches columns by name and leaves the others empty', async () => {
    await lake.load('first.csv', 'id,total,at,tag\n1,1.50,2026-01-01,31.12.2025\n');
    await lake.load('second.csv', 'AT,ID,tag\n2026-01-02,2,1.1.2026\n', { mode: 'append' });
    await lake.load('third.jsonl', '{"id":3,"total":2}\n', { mode: 'append' });
    expect(await lake.warehouse.query('select * from raw.loaded order by id')).toEqual([
      { id: '1', total: '1.5', at: '2026-01-01', tag: '2025-12-31' },
      { id: '2', total: null, at: '2026-01-02', tag: '2026-01-01' },
      { id: '3', total: '2', at: null, tag: null },
    ]);
  });

  test.each([
    [
      'coupon.csv',
      'id,coupon\n4,x\n',
      'coupon.csv: the table raw.loaded has no column "coupon"',
      { field: 'coupon' },
    ],
    [
      'word.csv',
      'id,total\n4,1\n5,much\n',
      'word.csv, line 3: "much" does not fit the column "total", which is DECIMAL(18,2)',
      { line: 3, column: 3 },
    ],
    [
      'exact.csv',
      'id,total\n4,1.505\n',
      'exact.csv, line 2: "1.505" does not fit the column "total", which is DECIMAL(18,2)',
      { line: 2 },
    ],
    [
      'zero.csv',
      'id,total\n"0\n4",1\n',
      'zero.csv, line 2: "0\\n4" does not fit the column "id", which is BIGINT',
      { line: 2, column: 1 },
    ],
    [
      'day.csv',
      'at\n2026-01-01\n2026-13-01\n',
      'day.csv, line 3: "2026-13-01" does not fit the column "at", which is DATE',
      { line: 3 },
    ],
    [
      'total.jsonl',
      '{"total":1}\n\n{"total":"x"}\n',
      'total.jsonl, line 3: "x" does not fit the column "total", which is DECIMAL(18,2)',
      { line: 3 },
    ],
    [
      'total.json',
      '[{"total":1},{"total":"x"}]',
      'total.json: record 2: "x" does not fit the column "total", which is DECIMAL(18,2)',
      {},
    ],
  ])('%s is refused whole', async (name, content, message, place) => {
    await lake.load('first.csv', 'id,total,at\n1,1.50,2026-01-01\n');
    await expect(lake.load(name, content, { mode: 'append' })).rejects.toMatchObject({ message, place });
    expect(await lake.rows()).toEqual([{ id: '1', total: '1.5', at: '2026-01-01' }]);
  });

  test('makes a table that is not there', async () => {
    const { rows } = await lake.load('new.csv', 'a\n1\n', { mode: 'append', table: 'fresh schema.t"x' });
    expect(rows).toBe(1);
    expect(await lake.rows('fresh schema.t"x')).toEqual([{ a: '1' }]);
  });
});

test('several files make one table: types that hold all of them, all or nothing', async () => {
  const files = await Promise.all([
    lake.write('p1.csv', 'id,total,day\n1,2,2026-01-01\n'),
    lake.write('p2.csv', 'total,id,more\n2.25,02,x\n'),
  ]);
  const [loaded] = await loadTables(lake.warehouse, [{ files, table: 'raw.parts' }]);
  expect(loaded).toMatchObject({
    rows: 2,
    columns: [{ type: 'varchar' }, { type: 'decimal(18, 2)' }, { type: 'date' }, { type: 'varchar' }],
  });
  expect(await lake.warehouse.query('select * from raw.parts order by id desc')).toEqual([
    { id: '1', total: '2', day: '2026-01-01', more: null },
    { id: '02', total: '2.25', day: null, more: 'x' },
  ]);
  const broken = await lake.write('p3.csv', 'id,total\n1\n');
  await expect(
    loadTables(lake.warehouse, [{ files: [...files, broken], table: 'raw.parts' }]),
  ).rejects.toThrow('p3.csv, line 2');
  expect(await lake.rows('raw.parts')).toHaveLength(2);
});

const hostile = [
  "o'brien",
  '"',
  '""',
  '\\',
  '\\N',
  '{{ x }}',
  "'); drop table raw.loaded; --",
  '😀 é ü ñ',
  '‮abc',
  'a\u0000b',
  ' lead',
  'trail ',
  '\t',
  'line\nbreak',
  'crlf\r\nbreak',
  '=1+1',
  '#',
  '-- x',
  '%s',
  '$' + '{env:X}',
  'ﬀ',
];
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

describe('text comes back as it went in', () => {
  test('by CSV, as a value and as the name of a column', async () => {
    const names = hostile.filter(
      (name) => name.trim() !== '' && !name.includes('\0') && name.trim() === name,
    );
    const content = `${names.map(quoted).join(',')}\n${names.map(quoted).join(',')}\n`;
    await lake.load('names.csv', content, { header: true });
    expect(await lake.rows()).toEqual([Object.fromEntries(names.map((name) => [name, name]))]);
    await lake.load(
      'values.csv',
      `n,v\n${hostile.map((value, index) => `${index},${quoted(value)}\n`).join('')}`,
    );
    const rows = await lake.warehouse.query('select v from raw.loaded order by n');
    expect(rows.map(({ v }) => v)).toEqual(hostile);
  });

  test('whatever it is', async () => {
    const table = fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), {
      minLength: 1,
      maxLength: 150,
    });
    await fc.assert(
      fc.asyncProperty(table, async (pairs) => {
        const records = pairs.map(([a, b], n) => ({ n, a: `.${a}`, b: `.${b}` }));
        const lines = records.map(({ n, a, b }) => `${n},${quoted(a)},${quoted(b)}\n`);
        const expected = records.map((record) => ({ ...record, n: String(record.n) }));
        await lake.load('any.csv', `n,a,b\n${lines.join('')}`);
        expect(await lake.warehouse.query('select n, a, b from raw.loaded order by n')).toEqual(expected);
        await lake.load('any.jsonl', records.map((record) => `${JSON.stringify(record)}\n`).join(''));
        expect(await lake.warehouse.query('select n, a, b from raw.loaded order by n')).toEqual(expected);
      }),
      { numRuns: 4 },
    );
  });
});

test.each([
  ['Kunden 2026.csv.gz', 'kunden_2026'],
  ['2026-orders.parquet', 't_2026_orders'],
  ['ÄÖ straße.CSV', 'ao_strasse'],
  ['raw_orders.csv', 'raw_orders'],
  ['日本.csv', 't'],
])('the file %s makes the table raw.%s', (file, slug) => {
  expect(slugOfFile(`/some/folder/${file}`)).toBe(slug);
});
