import { beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../connectors/warehouses/connection.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { warehouseNames } from '../../fixtures/warehouses.ts';
import { ago, buildPersons, traitsByPerson } from './persons.ts';

const order = (id: string, person: string, days: number | null, more: Row = {}): Row => ({
  id,
  person,
  store_ref: null,
  status: 'paid',
  ordered: days === null ? null : ago(days),
  ...more,
});
const items = (order_id: string, lines: readonly (readonly [sku: string | null, value: number])[]): Row[] =>
  lines.map(([sku, value], index) => ({ order_id, line: String(index + 1), sku, value: String(value) }));

const products = [
  ['k1', 'Harbor', 'tents'],
  ['k2', 'Summit', 'packs'],
  ['k3', 'Zephyr', 'boots'],
  ['k4', 'Zephyr', 'maps'],
  ['k5', 'Zephyr', 'ropes'],
  ['k6', 'Zephyr', 'stoves'],
];

const traits = {
  harbor: { from: 'items', measure: { sum: 'value' }, where: { 'product.brand': 'Harbor' } },
  berlin: {
    from: 'items',
    measure: 'count',
    where: { 'order.store.city': 'Berlin', 'order.status': { in: ['paid'] } },
  },
  lately: { from: 'items', measure: 'count', within: '30 days' },
  last_brand: { from: 'items', measure: { last: 'product.brand' } },
  cities: { from: 'orders', measure: { distinct_list: 'store.city' } },
  last_order: { from: 'orders', measure: { max: 'ordered' } },
  spent: { from: 'items', measure: { sum: 'value' } },
  brand: { from: 'items', affinity: { by: 'product.brand', half_life: '30 days', weight: 'value' } },
  sort: { from: 'items', affinity: { by: 'product.category', half_life: '720 hours' } },
  most: { from: 'items', affinity: { by: 'product.category', half_life: '1 year', weight: 'value' } },
  home: { roll_up: { of: 'spent', by: 'household', measure: 'sum' } },
  home_average: { roll_up: { of: 'spent', by: 'household', measure: 'avg' } },
  home_last: { roll_up: { of: 'last_order', by: 'household', measure: 'max' } },
  home_brands: { roll_up: { of: 'brand', by: 'household', measure: 'count' } },
  home_brand: { roll_up: { of: 'brand', by: 'household', measure: 'min' } },
  alike: { roll_up: { of: 'spent', by: 'brand', measure: 'count' } },
};

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);
  let found: Record<string, Row>;

  beforeAll(async () => {
    await buildPersons(weft, {
      people: {
        columns: { id: 'text', household: 'text' },
        rows: [
          { id: 'ann', household: 'h1' },
          { id: 'bob', household: 'h1' },
          { id: 'cyd', household: null },
          { id: 'dot', household: '' },
          { id: 'eve', household: 'h2' },
          { id: 'fay', household: 'h2' },
        ],
      },
      tables: {
        stores: {
          columns: { sid: 'integer', city: 'text' },
          rows: [
            { sid: '1', city: 'Berlin' },
            { sid: '2', city: 'Köln' },
          ],
        },
        products: {
          columns: { sku: 'text', brand: 'text', category: 'text' },
          rows: products.map(([sku = '', brand = '', category = '']) => ({ sku, brand, category })),
        },
        orders: {
          columns: { id: 'text', person: 'text', store_ref: 'text', status: 'text', ordered: 'timestamp' },
          rows: [
            order('o1', 'ann', 0, { store_ref: '1' }),
            order('o2', 'ann', 30, { store_ref: '2' }),
            order('o3', 'bob', 5, { store_ref: '2', status: 'refunded' }),
            order('o4', 'cyd', 3, { store_ref: '9' }),
            order('o5', 'dot', null, { store_ref: '1' }),
            order('o6', 'fay', 1),
            order('o7', 'stranger', 1, { store_ref: '1' }),
          ],
        },
        items: {
          columns: { order_id: 'text', line: 'integer', sku: 'text', value: 'decimal' },
          rows: [
            ...items('o1', [
              ['k1', 10],
              ['k2', 10],
            ]),
            // A product that is not in the catalogue, and a row that names none.
            ...items('o2', [
              ['k1', 40],
              ['k9', 5],
              [null, 7],
            ]),
            // What is bought and given back weighs nothing.
            ...items('o3', [
              ['k2', 10],
              ['k1', 10],
              ['k3', 8],
              ['k3', -8],
            ]),
            ...items('o4', [[null, 9]]),
            ...items('o5', [['k1', 3]]),
            ...items('o6', [
              ['k6', 1],
              ['k1', 6],
              ['k2', 5],
              ['k3', 4],
              ['k4', 3],
              ['k5', 2],
            ]),
            ...items('o7', [['k1', 100]]),
            ...items('no such order', [['k1', 100]]),
          ],
        },
      },
      resources: [
        { kind: 'entity', slug: 'stores', table: 'raw.stores', key: 'sid' },
        {
          kind: 'entity',
          slug: 'products',
          sql: `select sku, brand, category from ${weft.warehouse.dialect.table('raw.products')}`,
          key: 'sku',
        },
        {
          kind: 'entity',
          slug: 'orders',
          table: 'raw.orders',
          key: 'id',
          time: 'ordered',
          person: { type: 'id', column: 'person' },
          joins: {
            store: { entity: 'stores', on: { store_ref: 'sid' } },
            items: { entity: 'items', on: { id: 'order_id' }, many: true },
          },
        },
        {
          kind: 'entity',
          slug: 'items',
          table: 'raw.items',
          key: ['order_id', 'line'],
          time: 'order.ordered',
          joins: { order: { entity: 'orders', on: { order_id: 'id' } }, product: { entity: 'products' } },
        },
        ...Object.entries(traits).map(([slug, trait]) => ({ kind: 'trait' as const, slug, ...trait })),
      ],
    });
    const suffixes = ['share', 'second', 'second_share', 'list'].map((suffix) => `brand_${suffix}`);
    found = await traitsByPerson(weft, [
      ...Object.keys(traits),
      ...suffixes,
      ...['sort_share', 'sort_second', 'most_share', 'most_list', 'home_members', 'home_last_members'],
    ]);
  });
  const of = (trait: string) =>
    Object.fromEntries(Object.entries(found).map(([id, row]) => [id, row[trait]]));

  test('rows without a column for their person have the one of the row that they join', async () => {
    const { dialect } = weft.warehouse;
    const rows = await weft.warehouse.query(
      `select weft_id, count(*) as n, count(distinct person_id) as ids from ${dialect.table('weft.entity_items')} group by weft_id order by weft_id`,
    );
    expect(rows.map(({ weft_id, n, ids }) => [weft_id, Number(n), Number(ids)])).toEqual([
      ['ann', 5, 1],
      ['bob', 4, 1],
      ['cyd', 1, 1],
      ['dot', 1, 1],
      ['fay', 6, 1],
    ]);
  });

  test('traits read columns of joined rows, over several joins and as their time', () => {
    expect(of('harbor')).toMatchObject({ ann: '50', bob: '10', fay: '6' });
    expect(Object.entries(of('berlin')).map(([id, n]) => [id, Number(n)])).toEqual(
      Object.keys(found).map((id) => [id, id === 'ann' ? 2 : 0]),
    );
    expect(Object.fromEntries(Object.entries(of('lately')).map(([id, n]) => [id, Number(n)]))).toEqual({
      ...{ ann: 5, bob: 4, cyd: 1, dot: 0, eve: 0, fay: 6 },
    });
    expect(of('last_brand')).toEqual({
      ...{ ann: 'Harbor', bob: 'Summit', cyd: null, dot: null, eve: null, fay: 'Zephyr' },
    });
    expect(of('cities')).toEqual({
      ...{ ann: ['Berlin', 'Köln'], bob: ['Köln'], cyd: null, dot: null, eve: null, fay: null },
    });
  });

  test('affinity is the share of weights that halve with time', () => {
    // ann: Harbor 10 now and 40 a half-life ago, Summit 10. bob: equal weights, in order of the value.
    expect(found.ann).toMatchObject({
      ...{ brand: 'Harbor', brand_share: 0.75, brand_second: 'Summit', brand_second_share: 0.25 },
      brand_list: ['Harbor', 'Summit'],
      ...{ sort: 'tents', sort_share: 0.6, sort_second: 'packs' },
    });
    expect(found.bob).toMatchObject({
      ...{ brand: 'Harbor', brand_share: 0.5, brand_second: 'Summit', brand_second_share: 0.5 },
      brand_list: ['Harbor', 'Summit'],
      ...{ sort: 'boots', sort_share: 0.5, sort_second: 'packs' },
    });
    expect(found.fay).toMatchObject({
      most: 'tents',
      most_share: 0.285714,
      most_list: ['tents', 'packs', 'boots', 'maps', 'ropes'],
    });
    // Nothing that is known by a brand, no time, no rows.
    for (const id of ['cyd', 'dot', 'eve'])
      expect(found[id]).toMatchObject({
        ...{ brand: null, brand_share: null, brand_second: null, brand_second_share: null, brand_list: null },
      });
  });

  test('roll_up gives each person what their household has', () => {
    const numbers = (trait: string) =>
      Object.fromEntries(Object.entries(of(trait)).map(([id, value]) => [id, Number(value)]));
    expect(numbers('home')).toEqual({ ann: 92, bob: 92, cyd: 9, dot: 0, eve: 21, fay: 21 });
    expect(numbers('home_average')).toEqual({ ann: 46, bob: 46, cyd: 9, dot: 0, eve: 10.5, fay: 10.5 });
    expect(numbers('home_members')).toEqual({ ann: 2, bob: 2, cyd: 1, dot: 1, eve: 2, fay: 2 });
    expect(numbers('home_last_members')).toEqual(numbers('home_members'));
    expect(numbers('home_brands')).toEqual({ ann: 2, bob: 2, cyd: 0, dot: 0, eve: 1, fay: 1 });
    expect(of('home_brand')).toEqual({
      ...{ ann: 'Harbor', bob: 'Harbor', cyd: null, dot: null, eve: 'Zephyr', fay: 'Zephyr' },
    });
    const times = Object.fromEntries(
      Object.entries(of('home_last')).map(([id, at]) => [id, at === null ? null : Date.parse(String(at))]),
    );
    const day = (days: number) => Date.parse(ago(days));
    expect(times).toEqual({ ann: day(0), bob: day(0), cyd: day(3), dot: null, eve: day(1), fay: day(1) });
    // By a trait, those without one each by themselves.
    expect(numbers('alike')).toEqual({ ann: 2, bob: 2, cyd: 1, dot: 1, eve: 1, fay: 1 });
  });
});
