import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeInitFrom, initFrom } from '../../cli/init-from/index.ts';
import { loadFolder } from '../../cli/validate.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { startTestLake, type TestLake } from './lake.ts';

let lake: TestLake;
let root: string;
let folder: string;
beforeAll(async () => {
  lake = await startTestLake();
}, 120_000);
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'weft-init-'));
  folder = join(root, 'my files');
  await mkdir(folder);
});
afterEach(() => rm(root, { recursive: true, force: true }));
afterAll(async () => {
  await lake?.stop();
});

const csv = (rows: readonly (readonly unknown[])[]): string =>
  rows.map((row) => `${row.join(',')}\n`).join('');
const numbered = <T>(count: number, each: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => each(index));
const uuid = (kind: number, index: number): string =>
  `${kind}d1f7a60-0000-4000-8000-${String(index).padStart(12, '0')}`;
const day = (index: number): string =>
  `2026-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}`;

/** Proposes a workspace for files, without building it, and reads it back. */
async function propose(
  files: Record<string, string>,
): Promise<{ workspace: Workspace; notes: string[]; text(file: string): Promise<string> }> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const target = join(root, 'workspace');
  const result = await initFrom(lake.settings, folder, { workspace: target, run: false });
  expect(describeInitFrom(result)).toContain('./weft apply');
  return {
    workspace: await loadFolder(target),
    notes: result.notes,
    text: (file) => readFile(join(target, file), 'utf8'),
  };
}

const customers = csv([
  ['customer_id', 'email', 'first_name', 'last_name', 'mobile', 'country', 'tier', 'updated_at'],
  ...numbered(300, (n) => [
    String(n).padStart(5, '0'),
    `p${n}@mail.example.org`,
    `First${n % 40}`,
    `Last${n % 90}`,
    `+49151${10_000_000 + n}`,
    n % 3 ? 'DE' : 'AT',
    ['gold', 'silver', 'basic'][n % 3],
    `${day(n)} 10:00:00`,
  ]),
]);

describe('a first workspace', () => {
  test('from one file of customers', async () => {
    const { workspace, notes, text } = await propose({ 'Customers 2026.csv': customers });
    expect(notes).toEqual([]);
    expect(workspace.all('source')).toMatchObject([
      {
        slug: 'customers_2026',
        table: 'raw.customers_2026',
        key: 'customer_id',
        time: 'updated_at',
        identifiers: [
          { type: 'customer_id', column: 'customer_id' },
          { type: 'email', column: 'email' },
          { type: 'phone', column: 'mobile', region: 'country' },
        ],
        columns: { email: { personal: true }, mobile: { personal: true }, last_name: { personal: true } },
      },
    ]);
    expect(workspace.identity?.types).toMatchObject([
      { type: 'customer_id', limit: 1 },
      { type: 'email', normalize: 'email', limit: 3, max_records: 20 },
      { type: 'phone', normalize: 'phone' },
    ]);
    expect(Object.keys(workspace.identity?.golden ?? {})).toEqual([
      'email',
      'phone',
      'first_name',
      'last_name',
      'country',
      'tier',
    ]);
    expect(workspace.all('segment').map(({ slug }) => slug)).toEqual(['with_email']);
    expect(workspace.all('sync')).toMatchObject([
      { from: { segment: 'with_email' }, mode: 'mirror', when: 'manual' },
    ]);
    const source = await text('sources/customers-2026.yml');
    expect(source).toContain('key: customer_id # unique in all 300 rows\n');
    expect(source).toContain('{ type: email, column: email } # 100 % look like e-mail addresses\n');
  });

  test('from a shop: orders find their customer, their items and what those are', async () => {
    const { workspace, text } = await propose({
      'raw_customers.csv': csv([['id', 'name'], ...numbered(80, (n) => [uuid(1, n), `Name ${n}`])]),
      'raw_orders.csv': csv([
        ['id', 'customer', 'ordered_at', 'store_id', 'subtotal', 'tax_paid', 'order_total'],
        ...numbered(400, (n) => [
          uuid(2, n),
          uuid(1, (n * n) % 79),
          `${day(n)}T10:00:00`,
          uuid(4, n % 3),
          100 + n,
          7,
          107 + n,
        ]),
      ]),
      'raw_items.csv': csv([
        ['id', 'order_id', 'sku'],
        ...numbered(900, (n) => [uuid(3, n), uuid(2, n % 400), `SKU-${n % 9}`]),
      ]),
      'raw_products.csv': csv([
        ['sku', 'name', 'type', 'price'],
        ...numbered(9, (n) => [`SKU-${n}`, `Thing ${n}`, n % 2 ? 'drink' : 'meal', 500 + n]),
      ]),
      'raw_stores.csv': csv([
        ['id', 'name', 'opened_at'],
        ...numbered(3, (n) => [uuid(4, n), `Store ${n}`, day(n)]),
      ]),
      'raw_supplies.csv': csv([
        ['id', 'name', 'cost', 'sku'],
        ...numbered(18, (n) => [`SUP-${n % 6}`, `Supply ${n % 6}`, 5 + n, `SKU-${n % 9}`]),
      ]),
    });
    expect(workspace.all('source')).toMatchObject([
      { slug: 'customers', table: 'raw.raw_customers', identifiers: [{ type: 'customer_id', column: 'id' }] },
    ]);
    expect(workspace.get('entity', 'orders')).toMatchObject({
      key: 'id',
      time: 'ordered_at',
      person: { type: 'customer_id', column: 'customer' },
      joins: {
        store: { entity: 'stores', on: { store_id: 'id' }, many: false },
        items: { entity: 'items', on: { id: 'order_id' }, many: true },
      },
      columns: { order_total: { kind: 'money' } },
    });
    expect(workspace.get('entity', 'items')).toMatchObject({
      joins: {
        order: { entity: 'orders', on: { order_id: 'id' } },
        product: { entity: 'products', on: 'sku' },
      },
    });
    expect(workspace.get('entity', 'supplies')?.key).toEqual(['id', 'sku']);
    expect(workspace.get('entity', 'products')?.person).toBeUndefined();
    const lines = workspace.get('entity', 'order_lines');
    expect(lines?.person).toEqual({ type: 'customer_id', column: 'person_key' });
    const rows = await lake.warehouse.query(`select * from (${lines?.sql}) order by id limit 1`);
    expect(rows).toEqual([
      {
        id: uuid(3, 0),
        person_key: uuid(1, 0),
        happened_at: '2026-01-01T10:00:00Z',
        product_type: 'meal',
        product_name: 'Thing 0',
      },
    ]);
    const traits = Object.fromEntries(
      workspace.all('trait').map(({ slug, from, measure }) => [slug, [from, measure]]),
    );
    expect(traits).toMatchObject({
      orders_count: ['orders', 'count'],
      order_total_sum: ['orders', { sum: 'order_total' }],
      last_order_at: ['orders', { max: 'ordered_at' }],
      days_since_order: ['orders', 'days_since_last'],
      favourite_product_type: ['order_lines', { most_frequent: 'product_type' }],
    });
    expect(workspace.all('segment').map(({ slug }) => slug)[0]).toBe('best_customers');
    expect(await text('entities/orders.yml')).toContain(
      'person: { type: customer_id, column: customer } # 100 % of its values are keys of raw.raw_customers\n',
    );
  });

  test('from purchases alone: persons are those who bought, rows that are alike are told apart', async () => {
    const lines = numbered(
      200,
      (n) =>
        ` ${String(n % 50).padStart(5, '0')} 1997${String(1 + (n % 12)).padStart(2, '0')}01  ${1 + (n % 3)}   ${(n % 7) + 1}.50`,
    );
    const { workspace } = await propose({
      'CDNOW_master.txt': [
        ' customer_id  date number_of_cds  dollar_value',
        ...lines,
        ...lines.slice(0, 3),
        '',
      ].join('\r\n'),
    });
    const [source] = workspace.all('source');
    expect(source).toMatchObject({ slug: 'cdnow_master_persons', key: 'customer_id', time: 'last_seen' });
    expect(await lake.warehouse.query(`select count(*) as n from (${source?.sql})`)).toEqual([{ n: '50' }]);
    const entity = workspace.get('entity', 'cdnow_master');
    expect(entity).toMatchObject({
      key: 'row_key',
      time: 'date',
      person: { type: 'customer_id', column: 'customer_id' },
    });
    const [keys] = await lake.warehouse.query(
      `select count(*) as n, count(distinct row_key) as d from (${entity?.sql})`,
    );
    expect(keys).toEqual({ n: '203', d: '203' });
    expect(workspace.get('trait', 'cdnow_master_dollar_value_sum')).toBeDefined();
  });

  test('from events, a newsletter and customers who registered twice', async () => {
    const twice =
      customers +
      csv(
        numbered(12, (n) => [
          90_000 + n,
          `p${n}@mail.example.org`,
          'First',
          'Last',
          '',
          'DE',
          'gold',
          '2026-01-01 10:00:00',
        ]),
      );
    const events = numbered(500, (n) =>
      JSON.stringify({
        message_id: `m-${n}`,
        event: ['page_viewed', 'cart_filled', 'order_completed'][n % 3],
        sent_at: `${day(n)}T10:00:00Z`,
        anonymous_id: `a-${n % 60}`,
        user_id: n % 4 ? null : String(n % 60).padStart(5, '0'),
      }),
    );
    const { workspace, notes, text } = await propose({
      'customers.csv': twice,
      'events.jsonl': `${events.join('\n')}\n`,
      'newsletter.csv': csv([
        ['email', 'since'],
        ...numbered(40, (n) => [`${n % 2 ? 'P' : 'new'}${n}@mail.example.org`, '2026-05-01']),
        ['new0@mail.example.org', '2026-05-01'],
      ]),
      'weather.csv': csv([['day', 'temperature'], ...numbered(30, (n) => [day(n), n / 10])]),
    });
    expect(workspace.get('source', 'events')).toMatchObject({
      shape: 'events',
      event: 'event',
      time: 'sent_at',
      identifiers: [{ type: 'customer_id', column: 'user_id' }, { type: 'anonymous_id' }],
    });
    expect(workspace.get('source', 'newsletter_persons')).toMatchObject({
      key: 'email',
      identifiers: [{ type: 'email', column: 'email' }],
    });
    expect(workspace.identity?.golden.email?.from).toEqual(['customers.email', 'newsletter_persons.email']);
    expect(workspace.identity?.types.map(({ type, limit }) => [type, limit])).toEqual([
      ['customer_id', undefined],
      ['email', 3],
      ['phone', 5],
      ['anonymous_id', undefined],
    ]);
    expect(await text('identity.yml')).toContain('no limit, as 4 % of the e-mail addresses have several');
    expect(workspace.get('trait', 'events_count')).toMatchObject({ from: 'events' });
    expect(notes).toEqual(['raw.weather leads to no person and nothing refers to it, so it is not declared']);
  });

  test('from products alone says that there are no persons, and goes on', async () => {
    const { workspace, notes } = await propose({
      'products.csv': csv([
        ['sku', 'title', 'price'],
        ...numbered(20, (n) => [`S-${n}`, `Thing ${n}`, `${n}.50`]),
      ]),
      'stock.csv': csv([['sku', 'pieces'], ...numbered(20, (n) => [`S-${n}`, n])]),
      'nothing.csv': 'a,b\n',
    });
    expect(notes).toEqual([
      'raw.nothing has no rows, so nothing is proposed of it',
      'no table has a column that tells persons apart, such as a customer number or an e-mail address',
    ]);
    expect(workspace.identity).toBeUndefined();
    expect(workspace.all('entity').map(({ slug }) => slug)).toEqual(['products', 'stock']);
  });

  test('keeps names of columns that are hard to write', async () => {
    const names = ["o'brien", 'a"b', '{{ x }}', '# note', '"line\nbreak"', 'E-Mail: Adresse'];
    const rows = numbered(30, (n) => [n, n % 4, 'x', 'y', n, `p${n}@example.org`]);
    const quoted = names.map((name) => (name.startsWith('"') ? name : `"${name.replaceAll('"', '""')}"`));
    const result = propose({ 'people.csv': csv([quoted, ...rows]) });
    const { workspace } = await result;
    expect(workspace.all('source')).toMatchObject([
      { key: "o'brien", identifiers: [{ type: 'email', column: 'E-Mail: Adresse' }] },
    ]);
  });
});

test('a folder without data, or one with two files of one name, is refused before anything is loaded', async () => {
  const from = (options = {}) =>
    initFrom(lake.settings, folder, { workspace: join(root, 'workspace'), run: false, ...options });
  await expect(from()).rejects.toThrow(/holds no data files$/);
  await writeFile(join(folder, 'a.csv'), 'x\n1\n');
  await writeFile(join(folder, 'A.jsonl'), '{"x":1}\n');
  await expect(from()).rejects.toThrow('A.jsonl and a.csv would both be the table raw.a');
  await expect(initFrom(lake.settings, join(root, 'no'), { run: false })).rejects.toThrow('cannot be read');
  await mkdir(join(root, 'used'));
  await writeFile(join(root, 'used', 'mine.yml'), '');
  await rm(join(folder, 'A.jsonl'));
  await expect(from({ workspace: join(root, 'used') })).rejects.toThrow('is not empty');
});
