import type { ColumnKind, Dialect, Literal } from '../dialect.ts';

const types: Record<ColumnKind, string> = {
  text: 'varchar',
  integer: 'bigint',
  decimal: 'decimal(38, 9)',
  double: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamptz',
  json: 'json',
};

const ident = (name: string): string => {
  if (name === '' || name.includes('\0')) throw new TypeError('an identifier is empty or holds a NUL');
  return `"${name.replaceAll('"', '""')}"`;
};

function literal(value: Literal): string {
  if (value === null) return 'null';
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new TypeError('a text literal holds a NUL');
    return `'${value.replaceAll("'", "''")}'`;
  }
  if (value instanceof Date) return `timestamptz '${value.toISOString()}'`;
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`not a SQL number: ${value}`);
  return String(value);
}

export const duckdbDialect: Dialect = {
  name: 'duckdb',
  ident,
  table: (path) => path.split('.').map(ident).join('.'),
  literal,
  type: (kind) => types[kind],
  md5: (expression) => `md5(${expression})`,
  cast: (expression, kind) => `cast(${expression} as ${types[kind]})`,
  regexpReplace: (expression, pattern, replacement) =>
    `regexp_replace(${expression}, ${literal(pattern)}, ${literal(replacement)}, 'g')`,
  regexpMatches: (expression, pattern) => `regexp_matches(${expression}, ${literal(pattern)})`,
  hoursBefore: (timestamp, hours) => `(${timestamp} - to_seconds(${Math.round(hours * 3600)}))`,
  jsonObject: (pairs) =>
    `json_object(${pairs.map(([name, expression]) => `${literal(name)}, ${expression}`).join(', ')})`,
  firstValue: (expression, order, condition) =>
    `first(${expression} order by ${order}) filter (where ${condition} and ${expression} is not null)`,
  mostFrequent: (expression) =>
    `list_sort(list_transform(map_entries(histogram(${expression})), lambda e: {'n': -cast(e.value as bigint), 'v': e.key}))[1].v`,
  distinctList: (expression) =>
    `list_sort(list(distinct ${expression}) filter (where ${expression} is not null))`,
  dayStart: (timestamp, zone) =>
    `timezone(${literal(zone)}, date_trunc('day', timezone(${literal(zone)}, ${timestamp})))`,
  daysBetween: (from, to, zone) =>
    `date_diff('day', cast(timezone(${literal(zone)}, ${from}) as date), cast(timezone(${literal(zone)}, ${to}) as date))`,
};
