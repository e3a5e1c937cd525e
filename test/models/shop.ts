import type { Row, Warehouse } from '../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { makeTable } from '../fixtures/tables.ts';

/** A small shop: three people in two lists, their orders and clicks, with traits and segments of every kind. */
export const now = '2026-11-22T10:00:00Z';

/** Noon, so many days before the day of `now`. */
const daysAgo = (days: number): string =>
  new Date(Date.parse('2026-11-22T12:00:00Z') - days * 86_400_000).toISOString();

const person = (id: string, more: Row = {}): Row => ({
  id,
  email: `${id}@shop.example`,
  name: null,
  city: null,
  score: null,
  changed: daysAgo(10),
  ...more,
});

type Tables = Record<string, { columns: Record<string, ColumnKind>; rows: Row[] }>;

const tables: Tables = {
  people: {
    columns: {
      id: 'text',
      email: 'text',
      name: 'text',
      city: 'text',
      score: 'integer',
      changed: 'timestamp',
    },
    rows: [
      person('ann', { name: 'Ann', city: 'Bonn', score: 1, changed: daysAgo(30) }),
      {
        ...person('ann2', { name: 'Anna', city: 'N/A', score: 9, changed: daysAgo(1) }),
        email: 'ANN@shop.example',
      },
      {
        ...person('ann3', { name: 'Ann', city: 'Köln', score: 5, changed: daysAgo(20) }),
        email: 'ann@shop.example ',
      },
      person('bob', { name: "Bob O'Brien", city: 'Ulm' }),
      person('cyd', { city: '{{ not jinja }}' }),
    ],
  },
  club: {
    columns: { member: 'text', email: 'text', name: 'text', joined: 'timestamp' },
    rows: [{ member: 'm1', email: 'ann@shop.example', name: 'A.', joined: daysAgo(2) }],
  },
  orders: {
    columns: {
      id: 'integer',
      email: 'text',
      total: 'decimal',
      status: 'text',
      channel: 'text',
      ordered: 'timestamp',
    },
    rows: [
      {
        id: 1,
        email: 'ann@shop.example',
        total: '600.1',
        status: 'paid',
        channel: 'web',
        ordered: daysAgo(100),
      },
      {
        id: 2,
        email: 'Ann@shop.example',
        total: '0.2',
        status: 'paid',
        channel: 'app',
        ordered: daysAgo(3),
      },
      {
        id: 3,
        email: 'ann@shop.example',
        total: '99.00',
        status: 'refunded',
        channel: 'app',
        ordered: daysAgo(2),
      },
      {
        id: 4,
        email: 'bob@shop.example',
        total: '50',
        status: 'paid',
        channel: 'web',
        ordered: daysAgo(30),
      },
      {
        id: 5,
        email: 'nobody@shop.example',
        total: '1.00',
        status: 'paid',
        channel: 'web',
        ordered: daysAgo(1),
      },
    ],
  },
  clicks: {
    columns: { key: 'text', email: 'text', event: 'text', at: 'timestamp', category: 'text', source: 'text' },
    rows: [
      {
        key: 'c1',
        email: 'ann@shop.example',
        event: 'view',
        at: daysAgo(5),
        category: 'tents',
        source: 'ad',
      },
      {
        key: 'c2',
        email: 'ann@shop.example',
        event: 'view',
        at: daysAgo(5),
        category: 'packs',
        source: null,
      },
      {
        key: 'c3',
        email: 'ann@shop.example',
        event: 'view',
        at: daysAgo(40),
        category: 'tents',
        source: null,
      },
      {
        key: 'c4',
        email: 'bob@shop.example',
        event: 'view',
        at: daysAgo(7),
        category: "o'tents",
        source: null,
      },
      {
        key: 'c5',
        email: 'bob@shop.example',
        event: 'buy',
        at: daysAgo(200),
        category: 'tents',
        source: null,
      },
    ],
  },
};

export async function loadShop(warehouse: Warehouse): Promise<void> {
  await warehouse.execute(`create schema if not exists ${warehouse.dialect.ident('raw')}`);
  for (const [name, { columns, rows }] of Object.entries(tables))
    await makeTable(warehouse, `raw.${name}`, columns, rows);
}

const trait = (slug: string, rest: Record<string, unknown>) => ({ kind: 'trait' as const, slug, ...rest });
export const segment = (slug: string, where: unknown) => ({ kind: 'segment' as const, slug, where });
export const base = [
  { kind: 'workspace' as const, slug: 'test', zone: 'Europe/Berlin' },
  {
    kind: 'source' as const,
    slug: 'people',
    table: 'raw.people',
    key: 'id',
    time: 'changed',
    identifiers: [{ type: 'email', column: 'email' }],
  },
  {
    kind: 'source' as const,
    slug: 'club',
    table: 'raw.club',
    key: 'member',
    time: 'joined',
    identifiers: [{ type: 'email', column: 'email' }],
  },
  {
    kind: 'source' as const,
    slug: 'clicks',
    table: 'raw.clicks',
    shape: 'events',
    key: 'key',
    time: 'at',
    event: 'event',
    identifiers: [{ type: 'email', column: 'email' }],
  },
  {
    kind: 'entity' as const,
    slug: 'orders',
    table: 'raw.orders',
    key: 'id',
    time: 'ordered',
    person: { type: 'email', column: 'email' },
  },
  {
    kind: 'identity' as const,
    slug: 'people',
    types: [{ type: 'email', normalize: 'email' }],
    golden: {
      email: { keep: 'most_recent', from: ['people.email'] },
      newest: { keep: 'most_recent', from: ['people.name', 'club.name'] },
      first: { keep: 'oldest', from: ['people.name', 'club.name'] },
      usual: { keep: 'most_frequent', from: ['people.name', 'club.name'] },
      club_name: { keep: 'source_priority', from: ['club.name', 'people.name'] },
      longest: { keep: 'longest', from: ['people.name', 'club.name'] },
      city: { keep: 'most_recent', from: ['people.city'] },
      best: { keep: 'max', from: ['people.score'] },
      worst: { keep: 'min', from: ['people.score'] },
    },
  },
  trait('orders_paid', { from: 'orders', measure: 'count', where: { status: 'paid' } }),
  trait('spent', { from: 'orders', measure: { sum: 'total' }, where: { status: 'paid' } }),
  trait('spent_90d', {
    from: 'orders',
    measure: { sum: 'total' },
    where: { status: { neq: 'refunded' } },
    within: '90 days',
  }),
  trait('mean', { from: 'orders', measure: { avg: 'total' } }),
  trait('least', { from: 'orders', measure: { min: 'total' } }),
  trait('most', { from: 'orders', measure: { max: 'total' } }),
  trait('first_channel', { from: 'orders', measure: { first: 'channel' } }),
  trait('last_channel', { from: 'orders', measure: { last: 'channel' } }),
  trait('usual_channel', { from: 'orders', measure: { most_frequent: 'channel' }, default: 'none' }),
  trait('channels', { from: 'orders', measure: { distinct_list: 'channel' } }),
  trait('channel_count', { from: 'orders', measure: { count_distinct: 'channel' } }),
  trait('days_since', { from: 'orders', measure: 'days_since_last' }),
  trait('days_known', { from: 'orders', measure: 'days_since_first' }),
  trait('views', {
    from: 'clicks',
    measure: 'count',
    where: { event: 'view', category: { contains: 'TENT' } },
  }),
  trait('mean_paid', { formula: 'round({spent} / nullif({orders_paid}, 0), 2)' }),
  trait('twice', { formula: '{mean_paid} * 2' }),
];

export const segments = [
  segment('spenders', { trait: 'spent', gte: 500 }),
  segment('both', {
    all: [
      { trait: 'spent', gt: 0 },
      { did: 'view', at_least: 2, within: '30 days' },
    ],
  }),
  segment('either', {
    any: [
      { profile: 'city', eq: 'Ulm' },
      { profile: 'city', starts_with: '{{' },
    ],
  }),
  segment('not_buyers', { not: { trait: 'orders_paid', gte: 1 } }),
  segment('quiet', { did_not: 'view', within: '30 days' }),
  segment('tents', { did: 'view', where: { category: { in: ['tents', "o'tents"] } }, within: '10 days' }),
  segment('from_ads', { did: 'view', where: { source: 'ad' } }),
  segment('nested', {
    all: [{ any: [{ segment: 'spenders' }, { segment: 'quiet' }] }, { not: { profile: 'city', eq: 'Köln' } }],
  }),
  segment('no_city', { profile: 'best', is_set: false }),
  segment('recent_profile', { profile: 'last_seen', within: '7 days' }),
  segment('few_views', { did: 'view', at_least: 1, at_most: 1 }),
  segment('list', { trait: 'usual_channel', not_in: ['app', 'none'] }),
  segment('range', { trait: 'mean', between: [40, 60] }),
];

/** The names of all traits. */
export const traits = base.filter(({ kind }) => kind === 'trait').map(({ slug }) => slug);
