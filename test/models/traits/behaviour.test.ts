import { beforeAll, describe, expect, test } from 'vitest';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { warehouseNames } from '../../fixtures/warehouses.ts';
import { ago, buildPersons, type Given, traitsByPerson } from './persons.ts';
import { greatCircleKm, nearestOf, places, visitors } from './places.ts';

interface Happened {
  person: string;
  event: string;
  at: string;
  campaign?: string;
  channel?: string;
}

const orders = (
  [
    ['r1', '100', 'paid', ago(10)],
    ['r1', '50', 'returned', ago(5)],
    ['r1', '50', 'paid', ago(1)],
    ['r2', '10', 'paid', ago(1)],
    ['r3', '20', 'returned', ago(1)],
    ['r5', null, 'paid', ago(1)],
    ['r6', '10', 'paid', ago(1)],
    // After `now`, so it has not happened.
    ['r6', '900', 'returned', ago(-1)],
    // Midnight in Berlin, where a window of seven days begins, and the second before.
    ['r7', '10', 'returned', '2026-11-14T22:59:59Z'],
    ['r7', '10', 'paid', '2026-11-14T23:00:00Z'],
  ] as const
).map(([person, total, status, ordered], id) => ({ id: String(id), person, total, status, ordered }));

const views = (person: string, ...times: string[]): Happened[] =>
  times.map((at) => ({ person, event: 'view', at }));

const visits: Happened[] = [
  // The second follows by exactly the gap, the third by a second more.
  ...views('s1', '2026-11-20T10:00:00Z', '2026-11-20T10:30:00Z', '2026-11-20T11:00:01Z'),
  ...views('s2', '2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z'),
  ...views('s4', '2026-11-20T10:00:00Z', ago(-1)),
  // Over midnight in Berlin.
  ...views('s5', '2026-11-20T22:50:00Z', '2026-11-20T23:10:00Z'),
];

const carts: Happened[] = (
  [
    ['c1', 'added', ago(10)],
    ['c1', 'ordered', ago(10, -1)],
    ['c2', 'added', ago(10)],
    ['c2', 'added', ago(5)],
    ['c2', 'changed', ago(5, -20)],
    ['c2', 'ordered', ago(5, -43)],
    ['c3', 'added', ago(0, 12)],
    ['c4', 'added', ago(1)],
    ['c5', 'added', ago(9)],
    ['c5', 'ordered', ago(8)],
    ['c5', 'added', ago(6)],
    ['c5', 'ordered', ago(6)],
    ['c6', 'ordered', ago(9)],
    ['c6', 'added', ago(8)],
    ['c7', 'added', ago(9)],
    ['c7', 'ordered', ago(7)],
    ['c8', 'added', ago(9)],
    ['c8', 'ordered', ago(9, -1)],
    ['c8', 'ordered', ago(9, -2)],
    ['c8', 'added', ago(2)],
    ['c8', 'ordered', ago(-1)],
    ['c9', 'added', ago(9)],
    ['c9', 'added', ago(7)],
    ['c9', 'ordered', ago(7, -1)],
  ] as const
).map(([person, event, at]) => ({ person, event, at }));

type Message = readonly [
  person: string,
  channel: string,
  campaign: string | null,
  sent: string,
  answers: string[],
];

/** Messages, each with its responses, which carry the campaign but no channel. */
const messages: Happened[] = (
  [
    ['p1', 'email', 'A', ago(20), [ago(19)]],
    ['p1', 'sms', 'B', ago(18), []],
    ['p2', 'email', 'A', ago(20), []],
    ['p3', 'email', 'A', ago(20), [ago(13)]],
    ['p3', 'email', 'C', ago(20), [ago(13, -1)]],
    ['p3', 'push', 'D', ago(20), [ago(20)]],
    ['p4', 'email', null, ago(20), [ago(19)]],
    ['p5', 'email', 'A', ago(20), [ago(21)]],
    ['p6', 'email', 'A', ago(20), [ago(19)]],
    ['p6', 'email', 'B', ago(20), []],
    ['p6', 'sms', 'C', ago(20), [ago(19)]],
    ['p6', 'sms', 'C', ago(20), []],
    ['p6', 'sms', 'D', ago(20), []],
    ['p6', 'sms', 'E', ago(20), []],
    ['p7', 'sms', 'A', ago(20), [ago(19)]],
    ['p7', 'email', 'B', ago(20), [ago(19), ago(18)]],
    ['p9', 'email', 'A', ago(1), [ago(-1)]],
  ] satisfies Message[]
).flatMap(([person, channel, campaign, at, answers]) => {
  const matched = campaign === null ? {} : { campaign };
  return [
    { person, event: 'sent', at, channel, ...matched },
    ...answers.map((answered, index) => ({
      person,
      event: index === 0 ? 'opened' : 'clicked',
      at: answered,
      ...matched,
    })),
  ];
});
/** A response to another campaign, and one to nothing. */
const strays: Happened[] = [
  { person: 'p2', event: 'opened', at: ago(19), campaign: 'B' },
  { person: 'p8', event: 'opened', at: ago(19), campaign: 'A' },
];

const events = [...visits, ...carts, ...messages, ...strays].map((event, key) => ({
  campaign: null,
  channel: null,
  ...event,
  key: String(key),
}));

const others = ['r4', 's3', ...new Set([...orders, ...events].map(({ person }) => person))];

const share = (part: object, whole: object) => ({ ratio: { of: part, to: whole } });
const returned = { status: 'returned' };

const given: Given = {
  people: {
    columns: { id: 'text', latitude: 'double', longitude: 'double' },
    rows: [...others.map((id) => ({ id, latitude: null, longitude: null })), ...visitors],
  },
  tables: {
    orders: {
      columns: { id: 'text', person: 'text', total: 'decimal', status: 'text', ordered: 'timestamp' },
      rows: orders,
    },
    web: {
      columns: {
        key: 'text',
        person: 'text',
        event: 'text',
        at: 'timestamp',
        campaign: 'text',
        channel: 'text',
      },
      rows: events,
    },
    stores: {
      columns: { no: 'integer', latitude: 'double', longitude: 'text', label: 'text', area: 'text' },
      rows: places.map((place) => ({
        ...{ no: place.no, label: place.label, area: place.area, latitude: place.latitude },
        longitude: place.longitude === null ? null : String(place.longitude),
      })),
    },
  },
  resources: [
    {
      kind: 'source',
      slug: 'web',
      table: 'raw.web',
      shape: 'events',
      key: 'key',
      time: 'at',
      event: 'event',
      identifiers: [{ type: 'id', column: 'person' }],
    },
    {
      kind: 'entity',
      slug: 'orders',
      table: 'raw.orders',
      key: 'id',
      time: 'ordered',
      person: { type: 'id', column: 'person' },
    },
    { kind: 'entity', slug: 'stores', table: 'raw.stores', key: 'no' },
    { kind: 'trait', slug: 'top', from: 'orders', measure: { max: 'total' } },
    { kind: 'trait', slug: 'top_rank', percentile_of: 'top' },
    ...Object.entries({
      returns: share({ measure: 'count', where: returned }, { measure: 'count' }),
      returned_value: share(
        { measure: { sum: 'total' }, where: returned },
        { measure: { sum: 'total' }, where: { status: 'paid' } },
      ),
      last_of_average: share({ measure: { last: 'total' } }, { measure: { avg: 'total' } }),
      last_of_first: share({ measure: { last: 'total' } }, { measure: { first: 'total' } }),
      returns_lately: {
        ...share({ measure: 'count', where: returned }, { measure: 'count' }),
        within: '7 days',
      },
      paid_returns: {
        ...share({ measure: 'count', where: returned }, { measure: 'count' }),
        where: { status: 'paid' },
      },
    }).map(([slug, ratio]) => ({ kind: 'trait' as const, slug, from: 'orders', ...ratio })),
    { kind: 'trait', slug: 'visits', from: 'web', sessions: { gap: '30 minutes' }, where: { event: 'view' } },
    { kind: 'trait', slug: 'order_visits', from: 'orders', sessions: { gap: '5 days' } },
    {
      kind: 'trait',
      slug: 'carts',
      from: 'web',
      cart_abandonment: { cart: ['added', 'changed'], order: 'ordered', within: '1 day' },
    },
    {
      kind: 'trait',
      slug: 'answers',
      from: 'web',
      response_rate: {
        ...{ sent: 'sent', response: ['opened', 'clicked'], match: 'campaign', within: '7 days' },
        ...{ by: 'channel', values: ['email', 'sms'] },
      },
    },
    {
      kind: 'trait',
      slug: 'answers_in_all',
      from: 'web',
      response_rate: { sent: 'sent', response: 'clicked', match: 'campaign', within: '1 month' },
    },
    ...[{}, { within_km: 50 }].map((limit) => ({
      kind: 'trait' as const,
      slug: 'within_km' in limit ? 'close_store' : 'store',
      nearest: {
        ...{ entity: 'stores', latitude: 'latitude', longitude: 'longitude', name: 'label', region: 'area' },
        person: { latitude: 'latitude', longitude: 'longitude' },
        ...limit,
      },
    })),
    {
      kind: 'trait',
      slug: 'own',
      sql: "select weft_id, count(*) as value -- of {nothing}; only\nfrom {entity_orders} where status <> '{x}; y' group by weft_id; -- done",
      default: 0,
    },
  ],
};

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);
  let found: Awaited<ReturnType<typeof traitsByPerson>>;
  const of = (trait: string, persons: readonly string[]) =>
    Object.fromEntries(persons.map((id) => [id, found[id]?.[trait]]));
  const several = (traits: readonly string[], persons: readonly string[]) =>
    Object.fromEntries(persons.map((id) => [id, traits.map((trait) => found[id]?.[trait])]));
  const near = (value: number) => expect.closeTo(value, 9);

  beforeAll(async () => {
    await buildPersons(weft, given);
    found = await traitsByPerson(weft, [
      ...['top_rank', 'returns', 'returned_value', 'last_of_average', 'last_of_first', 'returns_lately'],
      ...['paid_returns', 'visits', 'visits_minutes', 'visits_events', 'visits_last_at', 'order_visits'],
      ...['carts', 'carts_carts', 'carts_abandoned', 'answers', 'answers_email', 'answers_sms'],
      ...['answers_best', 'answers_in_all', 'store', 'store_km', 'store_name', 'store_region'],
      ...['close_store', 'close_store_km', 'own'],
    ]);
  }, 300_000);

  test('ratio divides two measures of the same rows', () => {
    expect(of('returns', ['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7'])).toEqual({
      ...{ r1: near(1 / 3), r2: 0, r3: 1, r4: null, r5: 0, r6: 0, r7: 0.5 },
    });
    expect(of('returned_value', ['r1', 'r2', 'r3', 'r4', 'r5', 'r7'])).toEqual({
      ...{ r1: near(1 / 3), r2: 0, r3: null, r4: null, r5: null, r7: 1 },
    });
    // 50 by the mean of 100, 50 and 50; 50 by 100; a total that is not set has no mean.
    expect(of('last_of_average', ['r1', 'r2', 'r5'])).toEqual({ r1: near(0.75), r2: 1, r5: null });
    expect(of('last_of_first', ['r1', 'r2', 'r5'])).toEqual({ r1: 0.5, r2: 1, r5: null });
    expect(of('returns_lately', ['r1', 'r4', 'r7'])).toEqual({ r1: 0.5, r4: null, r7: 0 });
    expect(of('paid_returns', ['r1', 'r3'])).toEqual({ r1: 0, r3: null });
  });

  test('percentile_of ranks those who have a value', () => {
    // 100, 10, 20, 10 and 10; r5 and r4 have none.
    expect(of('top_rank', ['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7'])).toEqual({
      ...{ r1: 1, r2: near(0.6), r3: near(0.8), r4: null, r5: null, r6: near(0.6), r7: near(0.6) },
    });
  });

  test('sessions are apart by more than the gap', () => {
    const columns = ['visits', 'visits_minutes', 'visits_events', 'visits_last_at'];
    expect(several(columns, ['s1', 's2', 's3', 's4', 's5'])).toEqual({
      s1: ['2', 15, 1.5, '2026-11-20T11:00:01Z'],
      s2: ['1', 0, 2, '2026-11-20T10:00:00Z'],
      s3: ['0', null, null, null],
      s4: ['1', 0, 1, '2026-11-20T10:00:00Z'],
      s5: ['1', 20, 2, '2026-11-20T22:50:00Z'],
    });
    expect(of('order_visits', ['r1', 'r6', 'r4'])).toEqual({ r1: '1', r6: '1', r4: '0' });
  });

  test('cart_abandonment counts carts that were ordered or given up', () => {
    const columns = ['carts', 'carts_carts', 'carts_abandoned'];
    expect(several(columns, ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9', 's3'])).toEqual({
      c1: [0, '1', '0'],
      c2: [0.5, '2', '1'],
      c3: [null, '0', '0'],
      c4: [null, '0', '0'],
      c5: [0, '2', '0'],
      c6: [1, '1', '1'],
      c7: [1, '1', '1'],
      c8: [0.5, '2', '1'],
      c9: [0.5, '2', '1'],
      s3: [null, '0', '0'],
    });
  });

  test('response_rate is the share of messages answered in time, by channel too', () => {
    const columns = ['answers', 'answers_email', 'answers_sms', 'answers_best'];
    expect(several(columns, ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8', 'p9'])).toEqual({
      p1: [0.5, 1, 0, 'email'],
      p2: [0, 0, null, 'email'],
      p3: [near(2 / 3), 0.5, null, 'email'],
      p4: [0, 0, null, 'email'],
      p5: [0, 0, null, 'email'],
      // One response to C answers both of its messages.
      p6: [0.5, 0.5, 0.5, 'sms'],
      p7: [1, 1, 1, 'email'],
      p8: [null, null, null, null],
      p9: [0, 0, null, 'email'],
    });
    expect(of('answers_in_all', ['p1', 'p7', 'p8'])).toEqual({ p1: 0, p7: 0.5, p8: null });
  });

  test('nearest agrees with every distance, measured one by one', () => {
    for (const visitor of visitors) {
      const wanted = nearestOf(visitor);
      const has = found[visitor.id];
      expect([visitor.id, has?.store, has?.store_name, has?.store_region]).toEqual([
        ...[visitor.id, wanted?.no.toString() ?? null, wanted?.label ?? null, wanted?.area ?? null],
      ]);
      if (wanted === undefined) expect(has?.store_km).toBe(null);
      else expect(has?.store_km).toBeCloseTo(greatCircleKm(visitor, wanted), 6);
      const close = wanted !== undefined && greatCircleKm(visitor, wanted) <= 50;
      expect(has?.close_store).toBe(close ? has?.store : null);
      expect(has?.close_store_km).toBe(close ? has?.store_km : null);
    }
    expect(of('store', ['berlin', 'dateline', 'pole', 'nowhere', 'beyond', 'r1'])).toEqual({
      ...{ berlin: '1', dateline: '4', pole: '5', nowhere: null, beyond: null, r1: null },
    });
    // By the published coordinates of both cities, 255.3 km.
    expect(found.hamburg?.store_km).toBeCloseTo(255.25, 1);
  });

  test('sql takes the data team’s statement, with Weft’s models in it', () => {
    expect(of('own', ['r1', 'r2', 'r4'])).toEqual({ r1: '3', r2: '1', r4: '0' });
  });
});
