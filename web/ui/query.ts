import { createLoader, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';

/** What lists keep in the address: `?q&sort&direction&status&page`, so that reload and Back restore them. */
const listParsers = {
  q: parseAsString.withDefault(''),
  sort: parseAsString.withDefault(''),
  direction: parseAsStringLiteral(['asc', 'desc'] as const),
  status: parseAsString,
  channel: parseAsString,
  operation: parseAsString,
  row: parseAsString,
  before: parseAsString,
  sync: parseAsString,
  page: parseAsInteger.withDefault(1),
};

const load = createLoader(listParsers);

export interface ListQuery {
  q: string;
  sort: string;
  direction: 'asc' | 'desc';
  status: string | null;
  channel: string | null;
  operation: string | null;
  /** The row that is open beside the list. */
  row: string | null;
  /** Where a list that is read backwards in time goes on. */
  before: string | null;
  sync: string | null;
  page: number;
}

/** The list's state from a page's search parameters; nonsense falls back to the default. */
export async function listQuery(
  searchParams: Promise<Record<string, string | string[] | undefined>>,
  defaults: { sort: string; direction: 'asc' | 'desc' },
): Promise<ListQuery> {
  const given = await load(searchParams);
  return {
    q: given.q.trim().slice(0, 500),
    sort: given.sort === '' ? defaults.sort : given.sort,
    direction: given.direction ?? defaults.direction,
    status: given.status,
    channel: given.channel,
    operation: given.operation,
    row: given.row,
    before: given.before,
    sync: given.sync,
    page: Math.min(Math.max(1, given.page), 100_000),
  };
}
