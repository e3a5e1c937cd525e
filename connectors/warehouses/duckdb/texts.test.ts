import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { textsOf } from './texts.ts';

/** The first column of a statement's result. */
async function read(sql: string): Promise<(string | null)[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const texts: (string | null)[] = [];
  for await (const chunk of await connection.stream(sql)) texts.push(...textsOf(chunk, 0));
  connection.closeSync();
  instance.closeSync();
  return texts;
}

test('texts of any length come as they are', async () => {
  const lengths = [0, 1, 11, 12, 13, 4095, 4096, 4097, 70_000, 10_000_000];
  const texts = await read(`select repeat('x', n) from unnest([${lengths.join(', ')}]) as t(n)`);
  expect(texts.map((text) => text?.length)).toEqual(lengths);
  expect(texts.every((text) => text !== null && /^x*$/.test(text))).toBe(true);
});

test('letters of several bytes, marks and signs of control are kept', async () => {
  const texts = [
    'é',
    'Zoë 🦆',
    '\uFEFFmark',
    'long enough to lie elsewhere: 你好 🦆\u0000\n\u001e',
    '𝔘nicode'.repeat(9),
  ];
  expect(await read(`select unnest(from_json('${JSON.stringify(texts)}', '["varchar"]'))`)).toEqual(texts);
});

test('where there is no text there is none', async () => {
  const sql = `select case when n % 3 > 0 then 'number ' || n || ' of many that are long' end from range(5000) as t(n) order by n`;
  const texts = await read(sql);
  expect(texts.length).toBe(5000);
  texts.forEach((text, n) => {
    expect(text).toBe(n % 3 > 0 ? `number ${n} of many that are long` : null);
  });
  expect(await read('select cast(null as varchar)')).toEqual([null]);
});

test('texts that several rows share, and that lie in no order, are told apart', async () => {
  const label = (n: number) => `a label that is long: ${(n * 7) % 40}`;
  const values = `select 'a label that is long: ' || ((n * 7) % 40) as label, n from range(10000) as t(n)`;
  const texts = await read(`select label from (${values}) as v order by hash(n), n`);
  const order = await read(`select cast(n as varchar) from range(10000) as t(n) order by hash(n), n`);
  expect(texts).toEqual(order.map((n) => label(Number(n))));
});
