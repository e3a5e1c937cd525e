import type { Condition } from '../../../models/workspace/kinds/segment.ts';
import { ago, type Given } from '../traits/persons.ts';

const event = (key: string, person: string, name: string, at: string, category: string | null = null) => ({
  key,
  person,
  name,
  at,
  category,
});

const segment = (slug: string, where: Condition) => ({ kind: 'segment' as const, slug, where });

/** Five persons with events, orders and consents, and a segment for each kind of condition. */
export const shop: Given = {
  people: {
    columns: { id: 'text', city: 'text', born: 'date', latitude: 'double', longitude: 'double' },
    rows: [
      { id: 'ann', city: 'Berlin', born: '1980-01-01', latitude: 52.52, longitude: 13.405 },
      // Potsdam, 27 km from Berlin.
      { id: 'bob', city: 'Berlin', born: null, latitude: 52.391, longitude: 13.065 },
      { id: 'cyd', city: 'Ulm', born: '2000-05-01', latitude: 48.401, longitude: 9.987 },
      { id: 'dan', city: null, born: '1999-12-31', latitude: null, longitude: null },
      { id: 'eve', city: 'Ulm', born: '2000-01-01', latitude: 48.401, longitude: 9.987 },
    ],
  },
  tables: {
    events: {
      columns: { key: 'text', person: 'text', name: 'text', at: 'timestamp', category: 'text' },
      rows: [
        event('a1', 'ann', 'view', ago(200), 'tents'),
        event('a2', 'ann', 'view', ago(5), 'tents'),
        event('a3', 'ann', 'view', ago(4, 1), 'packs'),
        event('a4', 'ann', 'cart', ago(4)),
        event('a5', 'ann', 'buy', ago(3, 12)),
        event('b1', 'bob', 'view', ago(41), 'tents'),
        event('b2', 'bob', 'cart', ago(40)),
        event('b3', 'bob', 'buy', ago(20)),
        event('c1', 'cyd', 'cart', ago(10)),
        event('c2', 'cyd', 'cart', ago(9)),
        event('d1', 'dan', 'view', ago(50), 'packs'),
        event('d2', 'dan', 'view', ago(50), 'packs'),
        event('d3', 'dan', 'cart', ago(47)),
      ],
    },
    orders: {
      columns: {
        id: 'text',
        person: 'text',
        sku: 'text',
        total: 'decimal',
        status: 'text',
        ordered: 'timestamp',
      },
      rows: [
        { id: 'o1', person: 'ann', sku: 'p1', total: '600', status: 'paid', ordered: ago(100) },
        { id: 'o2', person: 'ann', sku: 'p2', total: '100', status: 'paid', ordered: ago(3) },
        { id: 'o3', person: 'eve', sku: 'p2', total: '600', status: 'paid', ordered: ago(30) },
        { id: 'o4', person: 'eve', sku: 'p9', total: '900', status: 'refunded', ordered: ago(2) },
      ],
    },
    products: {
      columns: { sku: 'text', brand: 'text' },
      rows: [
        { sku: 'p1', brand: 'Harbor' },
        { sku: 'p2', brand: "O'Neil" },
      ],
    },
    consents: {
      columns: { id: 'text', person: 'text', purpose: 'text', status: 'text', at: 'timestamp' },
      rows: [
        { id: 'k1', person: 'ann', purpose: 'mail', status: 'denied', at: ago(9) },
        { id: 'k2', person: 'ann', purpose: 'mail', status: 'granted', at: ago(8) },
        { id: 'k3', person: 'bob', purpose: 'mail', status: 'granted', at: ago(9) },
        { id: 'k4', person: 'bob', purpose: 'mail', status: 'denied', at: ago(8) },
        { id: 'k5', person: 'bob', purpose: 'sms', status: 'granted', at: ago(7) },
        { id: 'k6', person: 'dan', purpose: 'mail', status: 'granted', at: ago(1) },
      ],
    },
  },
  resources: [
    {
      kind: 'source',
      slug: 'events',
      table: 'raw.events',
      shape: 'events',
      key: 'key',
      time: 'at',
      event: 'name',
      identifiers: [{ type: 'id', column: 'person' }],
    },
    {
      kind: 'entity',
      slug: 'orders',
      table: 'raw.orders',
      key: 'id',
      time: 'ordered',
      person: { type: 'id', column: 'person' },
      joins: { product: { entity: 'products', on: 'sku' } },
    },
    { kind: 'entity', slug: 'products', table: 'raw.products', key: 'sku' },
    {
      kind: 'entity',
      slug: 'consents',
      table: 'raw.consents',
      key: 'id',
      time: 'at',
      person: { type: 'id', column: 'person' },
    },
    {
      kind: 'consent',
      slug: 'mail',
      from: 'consents',
      where: { purpose: 'mail' },
      granted: { status: 'granted' },
    },
    { kind: 'trait', slug: 'spent', from: 'orders', measure: { sum: 'total' }, where: { status: 'paid' } },
    segment('rich', { trait: 'spent', gte: 500 }),
    segment('in_berlin', { profile: 'city', eq: 'Berlin' }),
    segment('not_berlin', { not: { segment: 'in_berlin' } }),
    segment('viewed_twice', { did: 'view', at_least: 2 }),
    segment('viewed_once', { did: 'view', at_least: 1, at_most: 1 }),
    segment('never_bought', { did_not: 'buy' }),
    segment('viewed_tents', { did: 'view', where: { category: { in: ['tents'] } } }),
    segment('cart_after_view', { did: 'cart', after: { did: 'view', within: '1 day' } }),
    segment('cart_long_before_buy', {
      all: [
        { did: 'cart', before: { did: 'buy', within: '20 days' } },
        { not: { did: 'cart', before: { did: 'buy', within: '19 days' } } },
      ],
    }),
    segment('first_seen_long_ago', { first: 'view', before: '100 days' }),
    segment('quiet', { not: { last: 'view', within: '30 days' } }),
    segment('in_sequence', {
      sequence: [
        { did: 'view', where: { category: 'packs' } },
        { did: 'cart', within: '2 hours' },
        { did: 'buy', within: '1 day' },
      ],
    }),
    segment('in_slow_sequence', {
      sequence: [{ did: 'view' }, { did: 'cart', within: '1 day' }, { did: 'buy' }],
      within: '60 days',
    }),
    segment('ordered_harbor', { has: 'orders', where: { 'product.brand': 'Harbor' } }),
    segment('two_paid', { has: 'orders', at_least: 2, where: { status: 'paid' } }),
    segment('no_orders', { has_not: 'orders' }),
    segment('agreed', { consent: 'mail' }),
    segment('nearby', {
      near: { latitude: 52.52, longitude: 13.405 },
      km: 30,
      latitude: 'latitude',
      longitude: 'longitude',
    }),
    segment('born_since', { profile: 'born', gte: '2000-01-01' }),
    segment('nested', {
      any: [
        { segment: 'not_berlin' },
        { all: [{ segment: 'rich' }, { not: { did: 'cart', within: '3 days' } }] },
      ],
    }),
    segment('hostile', { profile: 'city', eq: `'; drop table weft.traits; --{{ "\\` }),
    {
      kind: 'segment',
      slug: 'own',
      sql: "select weft_id, 'twice' as note from {customer_360} where city = 'Berlin' union all select weft_id, '' from {customer_360} where city = 'Berlin'",
    },
  ],
};
