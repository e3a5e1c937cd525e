import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import type { InitFromResult } from '../../cli/init-from/index.ts';
import { pythonProgram } from '../../connectors/settings.ts';
import type { RefreshSummary } from '../../workflows/refresh-models/workflow.ts';
import { useWeft } from '../fixtures/weft.ts';

/** `jafgen 1 --pre shop`, with its chance seeded: a year of a shop, the same for each run but for the ids. */
const program = `
import random, numpy
random.seed(7)
numpy.random.seed(7)
from jafgen.simulation import Simulation
simulation = Simulation(1, 'shop')
simulation.run_simulation()
simulation.save_results()
`;

const weft = useWeft(['postgres', 'temporal', 'worker']);
let folder = '';

type Row = Record<string, string>;
const rowsOf = (name: string): Row[] =>
  parse(readFileSync(join(folder, `shop_${name}.csv`)), { columns: true });

beforeAll(async () => {
  await execa(pythonProgram('python'), ['-c', program], { cwd: weft.home, stdin: 'ignore' });
  folder = join(weft.home, 'jaffle-data');
}, 180_000);

/** What the traits of one customer should say. */
interface Customer {
  orders: number;
  spent: number;
  largest: number;
  stores: Set<string>;
  jaffles: number;
  drinksWorth: number;
  products: Map<string, number>;
  tweets: number;
}

/** The traits of every customer by plain code over the files. */
function computed(): Map<string, Customer> {
  const customers = new Map<string, Customer>();
  const customer = (id = ''): Customer => {
    const found = customers.get(id) ?? {
      orders: 0,
      spent: 0,
      largest: 0,
      stores: new Set(),
      jaffles: 0,
      drinksWorth: 0,
      products: new Map(),
      tweets: 0,
    };
    customers.set(id, found);
    return found;
  };
  for (const { id } of rowsOf('customers')) customer(id);
  for (const { user_id } of rowsOf('tweets')) customer(user_id).tweets += 1;
  const buyers = new Map<string, Customer>();
  for (const order of rowsOf('orders')) {
    const buyer = customer(order.customer);
    buyer.orders += 1;
    buyer.spent += Number(order.order_total);
    buyer.largest = Math.max(buyer.largest, Number(order.order_total));
    buyer.stores.add(order.store_id ?? '');
    buyers.set(order.id ?? '', buyer);
  }
  const products = new Map(rowsOf('products').map((product) => [product.sku, product]));
  for (const { order_id = '', sku } of rowsOf('items')) {
    const product = products.get(sku);
    const buyer = buyers.get(order_id);
    if (!product?.name || !buyer) throw new Error(`an item of no order or product: ${order_id} ${sku}`);
    buyer.products.set(product.name, (buyer.products.get(product.name) ?? 0) + 1);
    if (product.type === 'jaffle') buyer.jaffles += 1;
    if (product.type === 'beverage') buyer.drinksWorth += Number(product.price);
  }
  return customers;
}

/** The most frequent; of several the first in the alphabet. */
const favourite = (counts: Map<string, number>): string | null =>
  [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0] ?? null;

const isLoud = ({ jaffles, tweets }: Customer) => jaffles >= 20 && tweets >= 5;
const isQuiet = (customer: Customer) => customer.orders >= 10 && !isLoud(customer);

test('a generated shop, all its files and a workspace by hand, agrees with plain code', async () => {
  const files = readdirSync(folder);
  expect(files).toHaveLength(7);
  const { tables } = await weft.answer<{ tables: { table: string; rows: number }[] }>(
    'load',
    join(folder, '*.csv'),
  );
  const loaded = Object.fromEntries(tables.map(({ table, rows }) => [table, rows]));
  const names = files.map((file) => file.replace(/^shop_|\.csv$/g, ''));
  expect(loaded).toEqual(Object.fromEntries(names.map((name) => [`raw.shop_${name}`, rowsOf(name).length])));
  expect(loaded['raw.shop_orders']).toBeGreaterThan(3000);

  await weft.answer('apply', join(import.meta.dirname, 'jaffle-shop'));
  await weft.answer('run');

  const expected = computed();
  const traits = await weft.warehouse.query(
    `select customer_id, order_count, coalesce(spent, 0) as spent, coalesce(largest_order, 0) as largest, stores, jaffles,
       drinks_worth, favourite_product, tweet_count from weft.customer_360`,
  );
  const actual = traits.map((row) => Object.values(row).map(String).join(' | '));
  const wanted = [...expected].map(([id, each]) =>
    [
      id,
      each.orders,
      each.spent,
      each.largest,
      each.stores.size,
      each.jaffles,
      each.drinksWorth,
      favourite(each.products),
      each.tweets,
    ].join(' | '),
  );
  expect(actual).toHaveLength(wanted.length);
  const found = new Set(actual);
  expect(wanted.filter((line) => !found.has(line)).slice(0, 5)).toEqual([]);

  for (const [segment, isMember] of Object.entries({ loud_jaffle_lovers: isLoud, quiet_regulars: isQuiet })) {
    const ids = [...expected].flatMap(([id, customer]) => (isMember(customer) ? [id] : [])).sort();
    expect(ids.length).toBeGreaterThan(5);
    const members = await weft.warehouse.query(
      `select p.customer_id from weft.segment_members as m join weft.profiles as p using (weft_id) where m.segment = '${segment}'`,
    );
    expect(members.map((row) => String(row.customer_id)).sort()).toEqual(ids);
    const preview = await weft.answer<{ members: number; sample: object[] }>('segment', 'preview', segment);
    expect(preview).toMatchObject({ members: ids.length });
  }
}, 180_000);

test('a first workspace proposed from the same folder finds the customers and fills a segment', async () => {
  const proposed = await weft.answer<InitFromResult>('init', '--from', folder, '--no-run');
  expect(proposed.tables).toHaveLength(7);
  // The persons of the workspace before are given up knowingly.
  await weft.answer('apply', '--without-identity-plan');
  const refresh = await weft.answer<RefreshSummary>('run');
  expect(refresh.models).toBeGreaterThan(10);
  for (const kind of ['sources/', 'entities/', 'traits/', 'segments/'])
    expect(proposed.written.filter((file) => file.startsWith(kind)).length, kind).toBeGreaterThan(0);

  const [persons] = await weft.warehouse.query('select count(*) as n from weft.profiles');
  expect(Number(persons?.n)).toBe(computed().size);
  const segments = await weft.warehouse.query(
    'select segment, count(*) as n from weft.segment_members group by segment',
  );
  expect(segments.some((row) => Number(row.n) > 0)).toBe(true);
  // What was written is a workspace like any other.
  expect(await weft.answer('validate')).toMatchObject({ valid: true });
}, 180_000);
