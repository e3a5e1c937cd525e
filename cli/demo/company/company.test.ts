import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { companyDefaults, type GeneratedFile, generateCompany } from './generate-company.ts';
import { type IdentityRecord, resolve, score } from './identity-oracle.ts';
import { newPartMaker } from './part.ts';
import { makeParts, PERSONS_PER_PART } from './parts.ts';
import { field, identityRecords, type ReadTables, readCompany, rowsOf } from './read-company.ts';

let folder = '';
let files: GeneratedFile[] = [];
let records = 0;
let tables: ReadTables = new Map();

const column = (table: string, name: string) => rowsOf(tables, table).map((row) => field(row, name));
const columnSet = (table: string, name: string) => new Set(column(table, name));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-company-'));
  ({ files, records } = await generateCompany({ ...companyDefaults, folder }));
  tables = await readCompany(files);
});

afterAll(() => rm(folder, { recursive: true }));

test('counts what it wrote', () => {
  for (const { table, rows } of files) expect(rowsOf(tables, table), table).toHaveLength(rows);
  const { persons } = companyDefaults;
  expect(records / persons).toBeGreaterThan(2.3);
  expect(records / persons).toBeLessThan(2.75);
  const events = rowsOf(tables, 'web_events').length / persons;
  expect(events).toBeGreaterThan(10);
  expect(events).toBeLessThan(15);
});

test('gives the same bytes for the same seed, size and time, and others for another seed', async () => {
  const digests = async (paths: readonly string[]) => {
    const contents = await Promise.all(paths.map((path) => readFile(path)));
    return contents.map((content) => createHash('sha256').update(content).digest('hex'));
  };
  const again = async (seed: number) => {
    const other = await mkdtemp(join(tmpdir(), 'weft-company-'));
    const result = await generateCompany({ ...companyDefaults, seed, folder: other });
    const found = await digests(result.files.map(({ path }) => path));
    await rm(other, { recursive: true });
    return found;
  };
  const expected = await digests(files.map(({ path }) => path));
  expect(await again(companyDefaults.seed)).toEqual(expected);
  expect(await again(companyDefaults.seed + 1)).not.toEqual(expected);
});

test('makes the same parts in many threads as in one', async () => {
  const population = {
    seed: 3,
    persons: 12 * PERSONS_PER_PART - 5,
    now: companyDefaults.now.getTime(),
    events: 'all',
  } as const;
  const maker = newPartMaker(population);
  let from = 0;
  for await (const part of makeParts(population)) {
    const same = maker.persons(from, from + PERSONS_PER_PART);
    expect(part.map(({ rows }) => rows)).toEqual(same.map(({ rows }) => rows));
    expect(part.every(({ bytes }, i) => Buffer.compare(bytes, same[i]?.bytes ?? Buffer.of()) === 0)).toBe(
      true,
    );
    from += PERSONS_PER_PART;
  }
  expect(from).toBe(12 * PERSONS_PER_PART);
});

test('keeps the truth and the tables when only the first events are kept', async () => {
  const other = await mkdtemp(join(tmpdir(), 'weft-company-'));
  const thin = await generateCompany({ ...companyDefaults, folder: other, events: 'first' });
  const thinTables = await readCompany(thin.files);
  await rm(other, { recursive: true });
  for (const table of ['truth', 'truth_events', 'users', 'orders', 'consents']) {
    expect(rowsOf(thinTables, table), table).toEqual(rowsOf(tables, table));
  }
  expect(rowsOf(thinTables, 'web_events').length).toBeLessThan(rowsOf(tables, 'web_events').length / 8);
  expect([...identityRecords(thinTables).keys()]).toEqual([...identityRecords(tables).keys()]);
});

test.each([
  ['crm_contacts', ['contact_id']],
  ['loyalty_accounts', ['loyalty_id']],
  ['users', ['user_id']],
  ['web_events', ['message_id']],
  ['app_events', ['message_id']],
  ['orders', ['order_id']],
  ['order_items', ['order_id', 'line']],
  ['products', ['product_id']],
  ['stores', ['store_id']],
  ['pos_transactions', ['transaction_id']],
  ['email_events', ['event_id']],
  ['support_tickets', ['ticket_id']],
  ['nps_answers', ['answer_id']],
  ['consents', ['consent_id']],
])('%s has the key %s', (table, columns) => {
  const keys = rowsOf(tables, table).map((row) => columns.map((name) => field(row, name)).join('/'));
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.length).toBeGreaterThan(0);
});

test.each([
  ['orders', 'customer_id', 'users', 'user_id'],
  ['order_items', 'order_id', 'orders', 'order_id'],
  ['orders', 'order_id', 'order_items', 'order_id'],
  ['order_items', 'product_id', 'products', 'product_id'],
  ['web_events', 'product_id', 'products', 'product_id'],
  ['web_events', 'user_id', 'users', 'user_id'],
  ['web_events', 'category', 'products', 'category_2'],
  ['web_events', 'brand', 'products', 'brand'],
  ['app_events', 'product_id', 'products', 'product_id'],
  ['app_events', 'user_id', 'users', 'user_id'],
  ['pos_transactions', 'store_id', 'stores', 'store_id'],
  ['pos_transactions', 'loyalty_id', 'loyalty_accounts', 'loyalty_id'],
])('every %s.%s is a %s.%s', (table, name, target, key) => {
  const found = columnSet(table, name);
  found.delete('');
  const known = columnSet(target, key);
  expect([...found].filter((value) => !known.has(value))).toEqual([]);
});

test('order totals are the sums of their items, and orders fit the web events', () => {
  const sums = new Map<string, number>();
  const cents = (text: string) => Math.round(Number(text) * 100);
  for (const item of rowsOf(tables, 'order_items')) {
    const amount =
      Number(field(item, 'quantity')) * cents(field(item, 'unit_price')) - cents(field(item, 'discount'));
    sums.set(field(item, 'order_id'), (sums.get(field(item, 'order_id')) ?? 0) + amount);
  }
  const orders = rowsOf(tables, 'orders');
  for (const order of orders) expect(sums.get(field(order, 'order_id'))).toBe(cents(field(order, 'total')));

  const completed = rowsOf(tables, 'web_events').filter((row) => field(row, 'event') === 'order_completed');
  const placed = new Set(
    orders.map(
      (row) => `${field(row, 'customer_id')} ${field(row, 'ordered_at')} ${cents(field(row, 'total'))}`,
    ),
  );
  expect(completed.length).toBeGreaterThan(100);
  for (const row of completed) {
    expect(placed).toContain(
      `${field(row, 'user_id')} ${field(row, 'sent_at')} ${cents(field(row, 'value'))}`,
    );
  }
});

test('nothing happens at or after now', () => {
  const now = companyDefaults.now.toISOString();
  const times = /_at$|^at$/;
  for (const [table, rows] of tables) {
    for (const row of rows) {
      for (const [name, value] of Object.entries(row)) {
        if (times.test(name) && value !== '') expect(value < now, `${table}.${name} ${value}`).toBe(true);
      }
    }
  }
});

test('the truth has every identity record exactly once', () => {
  const keys = [
    ...rowsOf(tables, 'truth').map((row) => `${field(row, 'source')}/${field(row, 'record_key')}`),
    ...rowsOf(tables, 'truth_events').map(
      (row) => `${field(row, 'source')}/${field(row, 'anonymous_id')}/${field(row, 'user_id')}`,
    ),
  ];
  expect(keys).toHaveLength(records);
  expect(keys.sort()).toEqual([...identityRecords(tables).keys()].sort());
});

test('exact identifiers join people well, within the limits', () => {
  const { found, clusters, heldBack } = resolved();
  const { precision, recall } = score(found, clusters);
  console.log(
    `seed ${companyDefaults.seed}: ${found.length} records, precision ${precision}, recall ${recall}, ` +
      `${heldBack} values held back, ${new Set(clusters).size} clusters`,
  );
  expect(precision).toBeGreaterThan(0.999);
  expect(recall).toBeGreaterThan(0.97);
  expect(heldBack).toBeGreaterThan(0);
});

function resolved() {
  const truth = new Map<string, number>();
  for (const row of rowsOf(tables, 'truth')) {
    truth.set(`${field(row, 'source')}/${field(row, 'record_key')}`, Number(field(row, 'person')));
  }
  for (const row of rowsOf(tables, 'truth_events')) {
    const key = `${field(row, 'source')}/${field(row, 'anonymous_id')}/${field(row, 'user_id')}`;
    truth.set(key, Number(field(row, 'person')));
  }
  const found: IdentityRecord[] = [...identityRecords(tables)].map(([key, record]) => ({
    ...record,
    person: truth.get(key) ?? 0,
  }));
  return { found, ...resolve(found) };
}
