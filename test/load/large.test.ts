import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LoadProgress, loadFile } from '../../connectors/warehouses/duckdb/load.ts';
import { startTestLake, type TestLake } from './lake.ts';

const rows = 1_000_000;
let lake: TestLake;
let file: string;

beforeAll(async () => {
  lake = await startTestLake();
  file = join(lake.folder, 'large.csv');
  const out = createWriteStream(file);
  out.write('order_id,customer_id,phone,email,ordered_at,total,paid,note\n');
  for (let start = 0; start < rows; start += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, offset) => {
      const n = start + offset;
      const at = new Date(1_700_000_000_000 + n * 1000).toISOString();
      return `${n},c${n % 250_000},+49${1_510_000_000 + n},p${n % 250_000}@mail.example.org,${at},${((n % 1000) / 100).toFixed(2)},${n % 3 === 0},"note, with ""quotes"" ${n}"\n`;
    });
    if (!out.write(lines.join(''))) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}, 120_000);
afterAll(() => lake?.stop());

test('a million rows pass through in bounded memory, and tell of their progress', async () => {
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  const told: LoadProgress[] = [];
  const loaded = await loadFile(lake.warehouse, {
    file,
    table: 'raw.large',
    onProgress: (progress) => told.push(progress),
  }).finally(() => clearInterval(watch));
  expect(loaded.rows).toBe(rows);
  expect(loaded.columns.map(({ kind }) => kind)).toEqual([
    'integer',
    'text',
    'text',
    'text',
    'timestamp',
    'decimal',
    'boolean',
    'text',
  ]);
  // The file has 130 MB; ten times the rows take no more.
  expect((most - before) / 1e6).toBeLessThan(500);
  for (const { share, seconds } of told) expect(seconds >= 1 && share >= 0 && share <= 1).toBe(true);
  const [sums] = await lake.warehouse.query(
    'select count(*) as n, sum(order_id) as ids, count(distinct customer_id) as customers, max(ordered_at) as last from raw.large',
  );
  expect(sums).toEqual({
    n: '1000000',
    ids: '499999500000',
    customers: '250000',
    last: '2023-11-26T11:59:59Z',
  });
}, 60_000);

test('a load that is given up leaves the table as it was', async () => {
  await lake.load('small.csv', 'a\n1\n', { table: 'raw.kept' });
  const controller = new AbortController();
  const loading = loadFile(lake.warehouse, { file, table: 'raw.kept', signal: controller.signal });
  setTimeout(() => controller.abort(), 500);
  await expect(loading).rejects.toThrow();
  expect(await lake.rows('raw.kept')).toEqual([{ a: '1' }]);
}, 60_000);

test('loads of one table at the same time each are whole', async () => {
  const write = (name: string, value: string) => lake.write(name, `a\n${`${value}\n`.repeat(20_000)}`);
  const files = await Promise.all(['1', '2', '3'].map((value) => write(`same-${value}.csv`, value)));
  await Promise.all(files.map((each) => loadFile(lake.warehouse, { file: each, table: 'raw.same' })));
  expect(await lake.warehouse.query('select count(*) as n, count(distinct a) as d from raw.same')).toEqual([
    { n: '20000', d: '1' },
  ]);
  await Promise.all(
    files.map((each) => loadFile(lake.warehouse, { file: each, table: 'raw.same', mode: 'append' })),
  );
  expect(await lake.warehouse.query('select count(*) as n, count(distinct a) as d from raw.same')).toEqual([
    { n: '80000', d: '3' },
  ]);
}, 60_000);
