import {
  type ColumnKind,
  type Dialect,
  identBy,
  jsonBy,
  jsonObjectOf,
  literalBy,
  shareBy,
} from '../dialect.ts';

const types: Record<ColumnKind, string> = {
  text: 'varchar',
  integer: 'number(38, 0)',
  decimal: 'number(38, 9)',
  double: 'float',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp_tz(6)',
  bytes: 'binary',
  json: 'variant',
};

const plain = /^[a-z_][a-z0-9_$]*$/;
const plainStored = /^[A-Z_][A-Z0-9_$]*$/;
const exact = /^"(.+)"$/s;

function storedName(name: string): string {
  if (plain.test(name)) return name.toUpperCase();
  return exact.exec(name)?.[1] ?? name;
}

function weftName(stored: string): string {
  if (plainStored.test(stored)) return stored.toLowerCase();
  return plain.test(stored) || exact.test(stored) ? `"${stored}"` : stored;
}

const quoted = identBy((stored) => `"${stored.replaceAll('"', '""')}"`);
const ident = (name: string): string => quoted(storedName(name));

const literal = literalBy({
  text: (value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`,
  time: (iso) => `to_timestamp_tz('${iso}')`,
});

/** A decimal's text without the zeros of its scale. */
const trimmed = (decimal: string): string => {
  const written = `to_varchar(${decimal})`;
  return `case when contains(${written}, '.') then rtrim(rtrim(${written}, '0'), '.') else ${written} end`;
};

function text(expression: string, kind: ColumnKind): string {
  switch (kind) {
    case 'decimal':
      return trimmed(expression);
    case 'double': {
      // Snowflake's own text of a double has about ten digits, and no format has a number of significant ones.
      const scientific = `trim(to_varchar(${expression}, '9.99999999999999eeee'), ' ')`;
      return (
        `case when ${expression} = cast('NaN' as float) then 'NaN' when ${expression} = cast('inf' as float) then 'Infinity' when ${expression} = cast('-inf' as float) then '-Infinity'` +
        ` when ${expression} = 0 then '0' when abs(${expression}) >= 1e-4 and abs(${expression}) < 1e15 then ${trimmed(`cast(${scientific} as number(38, 20))`)}` +
        ` when ${expression} is not null then ${scientific} end`
      );
    }
    case 'timestamp':
      return `rtrim(rtrim(to_varchar(convert_timezone('UTC', cast(${expression} as timestamp_tz(6))), 'YYYY-MM-DD"T"HH24:MI:SS.FF6'), '0'), '.') || 'Z'`;
    case 'date':
      return `to_varchar(${expression}, 'YYYY-MM-DD')`;
    case 'bytes':
      return `base64_encode(${expression})`;
    case 'json':
      return `to_json(${expression})`;
    default:
      return `cast(${expression} as varchar)`;
  }
}

export const snowflakeDialect: Dialect = {
  name: 'snowflake',
  storedName,
  weftName,
  ident,
  table: (path) => path.split('.').map(ident).join('.'),
  literal,
  type: (kind) => types[kind],
  md5: (expression) => `md5(${expression})`,
  share: (expression) =>
    `cast(${shareBy(`md5(${expression})`, (digits, digit) => `position(${digit}, ${digits})`)} as float)`,
  sha256: (expression) => `sha2(${expression}, 256)`,
  digest: (columns) => `mod(hash(${columns.join(', ')}), 17592186044399)`,
  cast: (expression, kind) => `cast(${expression} as ${types[kind]})`,
  regexpReplace: (expression, pattern, replacement) =>
    `regexp_replace(${expression}, ${literal(pattern)}, ${literal(replacement)})`,
  regexpMatches: (expression, pattern) => `(regexp_instr(${expression}, ${literal(pattern)}) > 0)`,
  contains: (expression, text) => `contains(${expression}, ${literal(text)})`,
  startsWith: (expression, text) => `startswith(${expression}, ${literal(text)})`,
  hoursBefore: (timestamp, hours) => `dateadd(second, ${-Math.round(hours * 3600)}, ${timestamp})`,
  dayStart: (timestamp, zone) =>
    `cast(convert_timezone(${literal(zone)}, 'UTC', date_trunc('day', cast(convert_timezone(${literal(zone)}, ${timestamp}) as timestamp_ntz))) as timestamp_tz(6))`,
  secondsBetween: (from, to) => `(cast(datediff(microsecond, ${from}, ${to}) as float) / 1000000)`,
  daysBetween: (from, to, zone) =>
    `datediff(day, cast(convert_timezone(${literal(zone)}, ${from}) as date), cast(convert_timezone(${literal(zone)}, ${to}) as date))`,
  like: (expression, pattern) => `${expression} like ${literal(pattern)}`,
  text,
  json: jsonBy({ text }, (expression) => `to_json(to_variant(${expression}))`),
  parsedJson: (text) => `parse_json(${text})`,
  jsonText: (expression, path) =>
    `to_varchar(get_path(to_variant(${expression}), ${literal(path.map((step) => JSON.stringify(step)).join('.'))}))`,
  // The largest prime below 2^63: a column of 64 bits holds it, sign and all.
  rowDigest: (columns) =>
    `mod(hash(${columns.map(({ expression }) => expression).join(', ')}), 9223372036854775783)`,
  rowDigestName: 'snowflake hash',
  materializesCtes: false,
  jsonObject: (fields) => jsonObjectOf(snowflakeDialect, fields),
  levenshtein: (left, right) => `editdistance(${left}, ${right})`,
  // A whole number from 0 to 100 there.
  jaroWinkler: (left, right) => `(jarowinkler_similarity(${left}, ${right}) / 100)`,
  // A cast would take '1985' for seconds since 1970.
  tryCast: (expression, kind) =>
    kind === 'date' ? `try_to_date(${expression}, 'YYYY-MM-DD')` : `try_to_double(${expression})`,
  daysApart: (left, right) => `abs(datediff(day, ${left}, ${right}))`,
  distinctList: (expression) =>
    `case when count(${expression}) > 0 then array_agg(distinct ${expression}) within group (order by ${expression}) end`,
  orderedList: (expression, order) =>
    `case when count(${expression}) > 0 then array_agg(${expression}) within group (order by ${order}) end`,
  sample: (relation, rows) => `${relation} sample (${rows} rows)`,
};
