import { expect, test } from 'vitest';
import type { Row } from '../../connectors/warehouses/connection.ts';
import { build, workspaceOf } from '../fixtures/build.ts';
import { useWeft } from '../fixtures/weft.ts';

const weft = useWeft(['postgres']);
const now = '2026-11-22T10:00:00Z';
/** Noon, so many days before the day of `now`. */
const daysAgo = (days: number): string =>
  new Date(Date.parse('2026-11-22T12:00:00Z') - days * 86_400_000).toISOString();

async function table(name: string, columns: string, rows: Row[]): Promise<void> {
  await weft.warehouse.execute(`create or replace table raw.${name} (${columns})`);
  await weft.warehouse.append(`raw.${name}`, rows);
}

const person = (id: string, more: Row = {}): Row => ({
  id,
  email: `${id}@shop.example`,
  name: null,
  city: null,
  score: null,
  changed: daysAgo(10),
  ...more,
});

async function loadTables(): Promise<void> {
  await table(
    'people',
    'id varchar, email varchar, name varchar, city varchar, score integer, changed timestamptz',
    [
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
  );
  await table('club', 'member varchar, email varchar, name varchar, joined timestamptz', [
    { member: 'm1', email: 'ann@shop.example', name: 'A.', joined: daysAgo(2) },
  ]);
  await table(
    'orders',
    'id integer, email varchar, total decimal(10, 2), status varchar, channel varchar, ordered timestamptz',
    [
      {
        id: 1,
        email: 'ann@shop.example',
        total: '600.10',
        status: 'paid',
        channel: 'web',
        ordered: daysAgo(100),
      },
      {
        id: 2,
        email: 'Ann@shop.example',
        total: '0.20',
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
        total: '50.00',
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
  );
  await table(
    'clicks',
    'key varchar, email varchar, event varchar, at timestamptz, category varchar, source varchar'.replace(
      'at ',
      '"at" ',
    ),
    [
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
  );
}

const trait = (slug: string, rest: Record<string, unknown>) => ({ kind: 'trait' as const, slug, ...rest });
const segment = (slug: string, where: unknown) => ({ kind: 'segment' as const, slug, where });
const base = [
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

const segments = [
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

const members = async (): Promise<Record<string, string[]>> => {
  const rows = await weft.warehouse.query(
    'select s.segment, p.email from weft.segment_members as s join weft.profiles as p on p.weft_id = s.weft_id order by all',
  );
  const out: Record<string, string[]> = {};
  for (const row of rows) {
    const slug = String(row.segment);
    out[slug] = [...(out[slug] ?? []), String(row.email).split('@')[0] ?? ''];
  }
  return out;
};

const changes = (run: string) =>
  weft.warehouse.query(
    `select segment, change, cause, count(*)::int as n from weft.segment_changes where run_id = '${run}' group by all order by all`,
  );

test('golden records, traits and segments are as computed by hand', async () => {
  await loadTables();
  const run = await build(weft, workspaceOf([...base, ...segments]), { id: 'one', now });
  expect(run.nodes.filter((node) => node.status !== 'succeeded')).toEqual([]);

  const golden =
    'email, newest, newest_source, first, usual, club_name, club_name_source, longest, city, best, worst';
  const profiles = await weft.warehouse.query(`select ${golden} from weft.profiles order by email`);
  expect(profiles).toEqual([
    {
      email: 'ann@shop.example',
      newest: 'Anna',
      newest_source: 'people',
      first: 'Ann',
      usual: 'Ann',
      club_name: 'A.',
      club_name_source: 'club',
      longest: 'Anna',
      city: 'Köln',
      best: '9',
      worst: '1',
    },
    {
      email: 'bob@shop.example',
      ...same("Bob O'Brien"),
      newest_source: 'people',
      club_name_source: 'people',
      city: 'Ulm',
      best: null,
      worst: null,
    },
    {
      email: 'cyd@shop.example',
      ...same(null),
      newest_source: null,
      club_name_source: null,
      city: '{{ not jinja }}',
      best: null,
      worst: null,
    },
  ]);

  const traits = await weft.warehouse.query(
    'select t.* exclude (weft_id) from weft.traits as t join weft.profiles as p on p.weft_id = t.weft_id order by p.email',
  );
  expect(traits).toEqual([
    {
      orders_paid: '2',
      spent: '600.30',
      spent_90d: '0.20',
      mean: 233.1,
      least: '0.20',
      most: '600.10',
      first_channel: 'web',
      last_channel: 'app',
      usual_channel: 'app',
      channels: ['app', 'web'],
      channel_count: '2',
      days_since: '2',
      days_known: '100',
      views: '2',
      mean_paid: 300.15,
      twice: 600.3,
    },
    {
      orders_paid: '1',
      spent: '50.00',
      spent_90d: '50.00',
      mean: 50,
      least: '50.00',
      most: '50.00',
      first_channel: 'web',
      last_channel: 'web',
      usual_channel: 'web',
      channels: ['web'],
      channel_count: '1',
      days_since: '30',
      days_known: '30',
      views: '1',
      mean_paid: 50,
      twice: 100,
    },
    {
      orders_paid: '0',
      spent: '0.00',
      spent_90d: '0.00',
      mean: null,
      least: null,
      most: null,
      first_channel: null,
      last_channel: null,
      usual_channel: 'none',
      channels: null,
      channel_count: '0',
      days_since: null,
      days_known: null,
      views: '0',
      mean_paid: null,
      twice: null,
    },
  ]);

  expect(await members()).toEqual({
    spenders: ['ann'],
    both: ['ann'],
    either: ['bob', 'cyd'],
    not_buyers: ['cyd'],
    quiet: ['cyd'],
    tents: ['ann', 'bob'],
    from_ads: ['ann'],
    nested: ['cyd'],
    no_city: ['bob', 'cyd'],
    recent_profile: ['ann'],
    few_views: ['bob'],
    list: ['bob'],
    range: ['bob'],
  });
  expect(new Set((await changes('one')).map((row) => row.cause))).toEqual(new Set(['definition']));
}, 90_000);

test('membership keeps its history, with the cause of each change', async () => {
  // Data: bob spends; definition: `tents` asks for less; identity: cyd turns out to be ann.
  await weft.warehouse.execute(
    "insert into raw.orders values (6, 'bob@shop.example', 700, 'paid', 'web', timestamptz '2026-11-22 09:00:00Z')",
  );
  await weft.warehouse.execute("update raw.people set email = 'ann@shop.example' where id = 'cyd'");
  const redefined = segments.map((each) =>
    each.slug === 'tents'
      ? segment('tents', { did: 'view', where: { category: 'tents' }, within: '10 days' })
      : each,
  );
  const kept = ['spenders', 'tents', 'quiet', 'not_buyers'];
  const workspace = workspaceOf([...base, ...redefined.filter(({ slug }) => kept.includes(slug))]);
  await build(weft, workspace, { id: 'two', now: '2026-11-22T11:00:00Z' });
  expect(await members()).toEqual({ spenders: ['ann', 'bob'], tents: ['ann'] });
  expect((await changes('two')).filter((row) => kept.includes(String(row.segment)))).toEqual([
    { segment: 'not_buyers', change: 'left', cause: 'identity', n: 1 },
    { segment: 'quiet', change: 'left', cause: 'identity', n: 1 },
    { segment: 'spenders', change: 'entered', cause: 'data', n: 1 },
    { segment: 'tents', change: 'left', cause: 'definition', n: 1 },
  ]);
  // A segment that is no longer declared loses its members by definition.
  expect((await changes('two')).find((row) => row.segment === 'nested')).toMatchObject({
    change: 'left',
    cause: 'definition',
  });

  const before = await weft.warehouse.query(
    'select segment, weft_id, entered_at from weft.segment_members order by all',
  );
  await build(weft, workspace, { id: 'three', now: '2026-11-22T12:00:00Z' });
  expect(await changes('three')).toEqual([]);
  expect(
    await weft.warehouse.query('select segment, weft_id, entered_at from weft.segment_members order by all'),
  ).toEqual(before);
  const sizes = await weft.warehouse.query(
    "select segment, members from weft.segment_runs where run_id = 'three' order by all",
  );
  expect(sizes).toEqual([
    { segment: 'not_buyers', members: '0' },
    { segment: 'quiet', members: '0' },
    { segment: 'spenders', members: '2' },
    { segment: 'tents', members: '1' },
  ]);
}, 90_000);

const same = (name: string | null) => ({
  newest: name,
  first: name,
  usual: name,
  club_name: name,
  longest: name,
});

test('with the last segment its members leave', async () => {
  await build(weft, workspaceOf(base), { id: 'four', now: '2026-11-22T13:00:00Z' });
  expect(await members()).toEqual({});
  expect(new Set((await changes('four')).map((row) => `${row.segment} ${row.change} ${row.cause}`))).toEqual(
    new Set(['spenders left definition', 'tents left definition']),
  );
}, 60_000);
