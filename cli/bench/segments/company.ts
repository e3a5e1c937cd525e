import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { type Kind, type Resource, schemas, Workspace } from '../../../models/workspace/resource.ts';

type Declared = { kind: Kind; slug: string } & Record<string, unknown>;

/** Made-up persons with orders and events, written by the warehouse itself: the same for the same numbers. */
export async function makeCompany(
  { execute }: Pick<Warehouse, 'execute'>,
  { persons, events }: { persons: number; events: number },
): Promise<void> {
  const pick = (list: string, by: string) =>
    `list_extract(${list}, cast(1 + ${by} % len(${list}) as integer))`;
  const days = (by: string, most: number) => `now() - to_seconds(cast(${by} % ${most * 86_400} as double))`;
  const statements = [
    'create schema if not exists raw',
    `create or replace table raw.customers as
     select 'u' || i as id, 'c' || i || '@example.net' as email,
       ${pick("['DE', 'FR', 'GB', 'ES', 'IT', 'NL', 'PL', 'SE', 'AT', 'US']", 'hash(i)')} as country,
       'city' || (hash(i + 7) % 400) as city, ${days('hash(i + 1)', 1500)} as changed
     from range(${persons}) as r(i)`,
    // Few buy often: the square of a uniform number.
    `create or replace table raw.orders as
     select i as id, 'u' || cast(floor(${persons} * power((hash(i) % 1000003) / 1000003.0, 2)) as bigint) as customer,
       cast(5 + hash(i + 2) % 20000 / 100.0 as decimal(12, 2)) as total,
       ${pick("['paid', 'paid', 'paid', 'refunded']", 'hash(i + 3)')} as status,
       ${pick("['web', 'app', 'store']", 'hash(i + 4)')} as channel,
       'brand' || (hash(i + 5) % 60) as brand, ${days('hash(i + 6)', 730)} as ordered
     from range(${persons * 3}) as r(i)`,
    `create or replace table raw.events as
     select 'e' || i as key, 'u' || cast(floor(${persons} * power((hash(i) % 1000003) / 1000003.0, 1.5)) as bigint) as customer,
       ${pick("['product_viewed', 'product_viewed', 'product_viewed', 'page_viewed', 'page_viewed', 'page_viewed', 'cart_added', 'search', 'order_completed', 'email_opened']", 'hash(i + 2)')} as name,
       ${pick("['tents', 'packs', 'boots', 'jackets', 'lamps', 'stoves', 'ropes', 'maps']", 'hash(i + 3)')} as category,
       cast(hash(i + 4) % 50000 / 100.0 as double) as value, ${days('hash(i + 5)', 365)} as at
     from range(${events}) as r(i)`,
  ];
  for (const statement of statements) await execute(statement);
}

const base: Declared[] = [
  { kind: 'workspace', slug: 'bench', zone: 'Europe/Berlin' },
  {
    ...{ kind: 'source', slug: 'customers', table: 'raw.customers', key: 'id', time: 'changed' },
    identifiers: [{ type: 'user_id', column: 'id' }],
  },
  {
    ...{
      kind: 'source',
      slug: 'events',
      table: 'raw.events',
      shape: 'events',
      key: 'key',
      time: 'at',
      event: 'name',
    },
    identifiers: [{ type: 'user_id', column: 'customer' }],
  },
  {
    ...{ kind: 'entity', slug: 'orders', table: 'raw.orders', key: 'id', time: 'ordered' },
    person: { type: 'user_id', column: 'customer' },
  },
  {
    kind: 'identity',
    slug: 'people',
    types: [{ type: 'user_id' }],
    golden: Object.fromEntries(
      ['country', 'city'].map((name) => [name, { keep: 'most_recent', from: [`customers.${name}`] }]),
    ),
  },
];

const trait = (slug: string, rest: Record<string, unknown>): Declared => ({
  kind: 'trait',
  slug,
  from: 'orders',
  ...rest,
});

/** What segments compare. */
const traits: Declared[] = [
  trait('spent', { measure: { sum: 'total' }, where: { status: 'paid' } }),
  trait('orders', { measure: 'count' }),
  trait('last_channel', { measure: { last: 'channel' } }),
];

/** Fifty traits of one source as a team has them: counts and sums under filters and windows, firsts, lasts and lists. */
export function fiftyTraits(): Declared[] {
  const windows = ['30 days', '90 days', '180 days', '365 days', '730 days'];
  const filters = [{}, { status: 'paid' }, { channel: 'web' }, { channel: { in: ['app', 'store'] } }];
  const counted = windows.flatMap((within, w) =>
    filters.flatMap((where, f) => [
      trait(`count_${w}_${f}`, { measure: 'count', where, within }),
      trait(`sum_${w}_${f}`, { measure: { sum: 'total' }, where, within }),
    ]),
  );
  const others = [
    { avg: 'total' },
    { max: 'total' },
    { count_distinct: 'brand' },
    { distinct_list: 'channel' },
    { first: 'channel' },
    { last: 'channel' },
    { last: 'brand' },
    { most_frequent: 'brand' },
  ].map((measure, i) => trait(`other_${i}`, { measure }));
  return [
    ...counted,
    ...others,
    trait('since', { measure: 'days_since_last' }),
    trait('known', { measure: 'days_since_first' }),
  ];
}

const names = ['product_viewed', 'page_viewed', 'cart_added', 'search', 'order_completed', 'email_opened'];
const categories = ['tents', 'packs', 'boots', 'jackets', 'lamps', 'stoves', 'ropes', 'maps'];
const countries = ['DE', 'FR', 'GB', 'ES', 'IT', 'NL', 'PL', 'SE', 'AT', 'US'];

/** The three conditions, one of them of events, of which the size is asked. */
export const asked = {
  all: [
    { trait: 'spent', gte: 300 },
    { profile: 'country', in: ['DE', 'AT'] },
    { did: 'product_viewed', within: '90 days', where: { category: 'tents' } },
  ],
};

/** Segments of three conditions each, no two of them alike. */
export const segments = (count: number): Declared[] =>
  Array.from({ length: count }, (_, i) => ({
    kind: 'segment',
    slug: `s${i}`,
    where: {
      all: [
        { trait: 'spent', gte: 200 + 10 * (i % 37) },
        { profile: 'country', in: [countries[i % 10] ?? '', countries[(i * 7 + 3) % 10] ?? ''] },
        {
          ...(i % 4 === 3 ? { did_not: names[i % 6] } : { did: names[i % 6], at_least: 1 + (i % 3) }),
          within: `${10 * (1 + (i % 30))} days`,
          where: { category: categories[i % 8] ?? '' },
        },
      ],
    },
  }));

const parsed = (declared: readonly Declared[]): Workspace =>
  new Workspace(declared.map((resource): Resource => schemas[resource.kind].parse(resource)));

export const companyWorkspace = (more: readonly Declared[] = []): Workspace =>
  parsed([...base, ...traits, ...more]);

/** Orders and no more, with these traits of them. */
export const ordersWorkspace = (own: readonly Declared[]): Workspace => parsed([...base, ...own]);

/** The first of the fifty by itself. */
export const oneTrait = (): Declared[] => fiftyTraits().slice(0, 1);
