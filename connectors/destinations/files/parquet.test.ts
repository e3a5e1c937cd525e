import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OutgoingRow } from '../define.ts';
import { columnsOf } from './columns.ts';
import { type ColumnType, writeParquet } from './parquet.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weft parquet's "));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function roundTrip(values: OutgoingRow['fields'][], types: Record<string, ColumnType> = {}) {
  const file = join(folder, `${files++}.parquet`);
  const rows = values.map((fields, index) => ({ key: `k${index}`, operation: 'update' as const, fields }));
  const signal = new AbortController().signal;
  const results = await writeParquet(rows, columnsOf(rows, []), types, file, signal);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const read = await connection.runAndReadAll('SELECT * EXCLUDE (_key, _operation) FROM read_parquet($1)', [
    file,
  ]);
  const columns = Object.fromEntries(
    read.columnNames().map((name, at) => [name, String(read.columnType(at))]),
  );
  return { results, columns, rows: read.getRowObjectsJson() };
}

test('undeclared columns have the type of their values', async () => {
  const { columns, rows } = await roundTrip([
    { flag: true, rate: 1, big: '9223372036854775807', mixed: 1, list: ['a'], none: null },
    { flag: null, rate: 0.1, big: null, mixed: 'x', list: null, none: null },
  ]);
  expect(columns).toEqual({
    flag: 'BOOLEAN',
    rate: 'DOUBLE',
    big: 'VARCHAR',
    mixed: 'VARCHAR',
    list: 'VARCHAR',
    none: 'VARCHAR',
  });
  expect(rows).toEqual([
    { flag: true, rate: 1, big: '9223372036854775807', mixed: '1', list: '["a"]', none: null },
    { flag: null, rate: 0.1, big: null, mixed: 'x', list: null, none: null },
  ]);
});

test('declared columns have their types even when they are empty, and times are UTC', async () => {
  const types = { orders: 'integer', day: 'date', at: 'timestamp', rate: 'number', flag: 'boolean' } as const;
  const { columns, rows } = await roundTrip(
    [
      {
        orders: '9223372036854775807',
        day: '2026-11-22',
        at: '2026-11-22T01:02:03.456789Z',
        rate: '0.1',
        flag: 'true',
      },
      { orders: null, day: null, at: '2026-11-22 01:02:03', rate: null, flag: null },
    ],
    types,
  );
  expect(columns).toMatchObject({ orders: 'BIGINT', day: 'DATE', rate: 'DOUBLE', flag: 'BOOLEAN' });
  expect(columns.at).toBe('TIMESTAMP WITH TIME ZONE');
  expect(rows[0]).toMatchObject({ orders: '9223372036854775807', day: '2026-11-22', rate: 0.1, flag: true });
  expect(rows.map(({ at }) => at)).toEqual(['2026-11-22 01:02:03.456789+00', '2026-11-22 01:02:03+00']);
});

test('a row that does not fit is rejected with its value, the others are written', async () => {
  const { results, rows } = await roundTrip(
    [{ n: '1' }, { n: '1.5' }, { n: 'x' }, { n: '9223372036854775808' }, { n: 2 }],
    {
      n: 'integer',
    },
  );
  expect(results.map((result) => (result.status === 'rejected' ? result.reason : result.status))).toEqual([
    'accepted',
    'n: "1.5" is not of type integer',
    'n: "x" is not of type integer',
    'n: "9223372036854775808" is not of type integer',
    'accepted',
  ]);
  expect(rows).toEqual([{ n: '1' }, { n: '2' }]);
});

test('names and texts of any kind are kept', async () => {
  const name = `a "b" 'c' ; -- é`;
  const { rows } = await roundTrip([{ [name]: "it's\u0000\n👩‍👧" }]);
  expect(rows).toEqual([{ [name]: "it's\u0000\n👩‍👧" }]);
});
