import { describe, expect, test } from 'vitest';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { warehouseNames } from '../../fixtures/warehouses.ts';
import { ago, type Given, traitsByPerson } from '../traits/persons.ts';
import { buildPredicted } from './predicted.ts';

/** Each basket's person and items: 12 baskets, tents in 5, pegs in 3, lamps in 6, mugs in 2. */
const baskets: readonly (readonly [person: string, ...items: string[]])[] = [
  ['ann', 'tent', 'pegs'],
  ['bob', 'tent', 'pegs'],
  ['cat', 'tent', 'stove'],
  ['dan', 'lamp'],
  ['eve', 'tent'],
  ['fay', 'pegs'],
  ['gil', 'lamp'],
  ['hal', 'lamp'],
  ['ian', 'lamp', 'mug'],
  ['joe', 'lamp', 'mug'],
  ['kim', 'tent'],
  ['kim', 'lamp'],
];

/** A person, an article, its topic, days ago. */
const views: readonly (readonly [string, string, string, number])[] = [
  ['ann', 'a1', 'x', 0],
  ['ann', 'b1', 'y', 30],
  ['bob', 'a1', 'x', 1],
  ['bob', 'a2', 'x', 1],
  ['cat', 'a2', 'x', 1],
  ['cat', 'b2', 'y', 1],
  ['dan', 'b2', 'y', 1],
  ['dan', 'b1', 'y', 1],
  ['eve', 'b2', 'y', 1],
  ['eve', 'a1', 'x', 1],
  ['eve', 'a3', 'x', 1],
];

const entity = (slug: string, time: string) => ({
  kind: 'entity' as const,
  slug,
  table: `raw.${slug}`,
  key: 'id',
  time,
  person: { type: 'id', column: 'person' },
});

const given: Given = {
  people: {
    columns: { id: 'text' },
    rows: [...new Set(baskets.map(([person]) => person))].map((id) => ({ id })),
  },
  tables: {
    lines: {
      columns: { id: 'text', person: 'text', basket: 'integer', item: 'text', bought: 'timestamp' },
      // One row twice, as two of the same item are no pair.
      rows: baskets.flatMap(([person, ...items], basket) =>
        [...items, ...items.slice(0, 1)].map((item, line) => ({
          id: `${basket}-${line}`,
          person,
          basket: String(basket + 1),
          item,
          bought: ago(10),
        })),
      ),
    },
    views: {
      columns: { id: 'text', person: 'text', article: 'text', topic: 'text', at: 'timestamp' },
      rows: views.map(([person, article, topic, days], index) => ({
        id: String(index),
        person,
        article,
        topic,
        at: ago(days),
      })),
    },
  },
  resources: [
    entity('lines', 'bought'),
    entity('views', 'at'),
    {
      kind: 'trait',
      slug: 'next',
      from: 'lines',
      next_best: { basket: 'basket', item: 'item', min_support: 2 },
    },
    {
      kind: 'trait',
      slug: 'rare',
      from: 'lines',
      next_best: { basket: 'basket', item: 'item', min_support: 3 },
    },
    {
      kind: 'trait',
      slug: 'read',
      from: 'views',
      recommended: { item: 'article', category: 'topic', half_life: '30 days', limit: 2, min_support: 2 },
    },
  ],
};

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);

  test('the next best item has the lift, confidence and support that one counts by hand', async () => {
    const { fits } = await buildPredicted(weft, given);
    expect(fits.map(({ trait, model, status }) => [trait, model, status])).toEqual([
      ['next', 'co_purchase', 'ok'],
      ['rare', 'co_purchase', 'refused'],
      ['read', 'affinity', 'ok'],
    ]);
    expect(fits[0]?.metrics).toMatchObject({ pairs: 2, aboveChance: 2, baskets: 12, greatestSupport: 2 });
    expect(fits[1]?.reason).toBe(
      'No two items were in one basket 3 times: what follows from fewer baskets would be chance.',
    );
    const { dialect } = weft.warehouse;
    const pairs = await weft.warehouse.query(
      `select antecedent, item, support, confidence, lift from ${dialect.table('weft.trait_next__pairs')} order by antecedent`,
    );
    // Both ways: support · baskets / (baskets of the one · baskets of the other).
    expect(pairs.map((row) => [row.antecedent, row.item, row.support])).toEqual([
      ['lamp', 'mug', '2'],
      ['mug', 'lamp', '2'],
      ['pegs', 'tent', '2'],
      ['tent', 'pegs', '2'],
    ]);
    const close = (values: unknown[], wanted: number[]) =>
      values.forEach((value, index) => {
        expect(Number(value)).toBeCloseTo(wanted[index] ?? Number.NaN, 12);
      });
    close(
      pairs.map(({ confidence }) => confidence),
      [2 / 6, 1, 2 / 3, 2 / 5],
    );
    close(
      pairs.map(({ lift }) => lift),
      [(2 * 12) / (6 * 2), (2 * 12) / (6 * 2), (2 * 12) / (5 * 3), (2 * 12) / (5 * 3)],
    );
    const found = await traitsByPerson(weft, [
      ...['next', 'next_because', 'next_lift', 'next_confidence', 'next_support', 'rare'],
      ...['read', 'read_2', 'read_category', 'read_score'],
    ]);
    // Of pegs by the tent and mugs by the lamp, the greater lift.
    expect(found.kim).toMatchObject({ next: 'mug', next_because: 'lamp', next_support: '2', rare: null });
    close([found.kim?.next_lift, found.kim?.next_confidence], [2, 2 / 6]);
    expect(found.cat).toMatchObject({ next: 'pegs', next_because: 'tent' });
    expect(found.fay).toMatchObject({ next: 'tent', next_because: 'pegs' });
    expect(found.ann?.next).toBeNull();
    // Of x, whose view counts 1 of 1.5, two of four read a2; of y, with 0.5 of 1.5, three of four read b2.
    expect(found.ann).toMatchObject({ read: 'a2', read_2: 'b2', read_category: 'x' });
    close([found.ann?.read_score], [0.333333333]);
    // a3 has one reader, which is not enough.
    expect(found.bob).toMatchObject({ read: null, read_2: null });
    expect(found.kim?.read).toBeNull();
  }, 120_000);
});
