import {
  type ColumnKind,
  type Dialect,
  identBy,
  jsonBy,
  jsonObjectOf,
  jsonPath,
  literalBy,
  shareBy,
} from '../dialect.ts';

const types: Record<ColumnKind, string> = {
  text: 'varchar',
  integer: 'bigint',
  decimal: 'decimal(38, 9)',
  double: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamptz',
  bytes: 'blob',
  json: 'json',
};

const ident = identBy((name) => `"${name.replaceAll('"', '""')}"`);

const literal = literalBy({
  text: (value) => `'${value.replaceAll("'", "''")}'`,
  time: (iso) => `timestamptz '${iso}'`,
});

function text(expression: string, kind: ColumnKind): string {
  switch (kind) {
    case 'decimal':
      return `regexp_replace(cast(${expression} as varchar), '(\\.[0-9]*[1-9])0+$|\\.0+$', '\\1')`;
    case 'double':
      return (
        `case when isnan(${expression}) then 'NaN' when isinf(${expression}) then case when ${expression} > 0 then 'Infinity' else '-Infinity' end` +
        ` when ${expression} = 0 then '0' when abs(${expression}) >= 1e-4 and abs(${expression}) < 1e15 then printf('%.15g', ${expression})` +
        ` when ${expression} is not null then printf('%.14e', ${expression}) end`
      );
    case 'timestamp':
      return `rtrim(rtrim(strftime(timezone('UTC', cast(${expression} as timestamptz)), '%Y-%m-%dT%H:%M:%S.%f'), '0'), '.') || 'Z'`;
    case 'date':
      return `strftime(${expression}, '%Y-%m-%d')`;
    case 'bytes':
      return `to_base64(${expression})`;
    case 'json':
      return `cast(to_json(${expression}) as varchar)`;
    default:
      return `cast(${expression} as varchar)`;
  }
}

/**
 * The engine's own hash, which takes a text by eight bytes at a time: two texts that differ in the eighth byte and in
 * the sixteenth can have one hash. So a text that is as long counts a second time, with its bytes one further on.
 */
function rowDigest(columns: readonly { expression: string; kind: ColumnKind }[]): string {
  const plain = columns.map(({ expression }) => expression);
  const shifted = columns.flatMap(({ expression, kind }) => {
    if (kind !== 'text' && kind !== 'bytes' && kind !== 'json') return [];
    const whole = kind === 'text' ? expression : `cast(${expression} as varchar)`;
    return [`case when strlen(${whole}) > 15 then concat(chr(1), ${whole}) end`];
  });
  return `cast(hash(${[...plain, ...shifted].join(', ')}) >> 1 as bigint)`;
}

export const duckdbDialect: Dialect = {
  name: 'duckdb',
  storedName: (name) => name,
  weftName: (stored) => stored,
  ident,
  table: (path) => path.split('.').map(ident).join('.'),
  literal,
  type: (kind) => types[kind],
  md5: (expression) => `md5(${expression})`,
  share: (expression) =>
    `cast(${shareBy(`md5(${expression})`, (digits, digit) => `strpos(${digits}, ${digit})`)} as double)`,
  sha256: (expression) => `sha256(${expression})`,
  // The engine's own hash gives one number to many texts of 16 digits. A null has no length, an empty text 0.
  digest: (columns) => {
    const parts = columns.map(
      (column) => `length(cast(${column} as varchar)), ':', cast(${column} as varchar)`,
    );
    return `cast(md5_number(concat(${parts.join(`, '|', `)})) & 17592186044415 as bigint)`;
  },
  cast: (expression, kind) => `cast(${expression} as ${types[kind]})`,
  regexpReplace: (expression, pattern, replacement) =>
    `regexp_replace(${expression}, ${literal(pattern)}, ${literal(replacement)}, 'g')`,
  regexpMatches: (expression, pattern) => `regexp_matches(${expression}, ${literal(pattern)})`,
  contains: (expression, text) => `contains(${expression}, ${literal(text)})`,
  startsWith: (expression, text) => `starts_with(${expression}, ${literal(text)})`,
  hoursBefore: (timestamp, hours) => `(${timestamp} - to_seconds(${Math.round(hours * 3600)}))`,
  like: (expression, pattern) => `${expression} like ${literal(pattern)}`,
  text,
  json: jsonBy({ text }, (expression) => `cast(to_json(cast(${expression} as varchar)) as varchar)`),
  parsedJson: (text) => `cast(${text} as json)`,
  jsonText: (expression, path) => `json_extract_string(to_json(${expression}), ${literal(jsonPath(path))})`,
  rowDigest,
  rowDigestName: 'duckdb 1.5',
  materializesCtes: true,
  jsonObject: (fields) => jsonObjectOf(duckdbDialect, fields),
  levenshtein: (left, right) => `levenshtein(${left}, ${right})`,
  jaroWinkler: (left, right) => `jaro_winkler_similarity(${left}, ${right})`,
  tryCast: (expression, kind) => `try_cast(${expression} as ${types[kind]})`,
  daysApart: (left, right) => `abs(date_diff('day', ${left}, ${right}))`,
  distinctList: (expression) =>
    `list_sort(list(distinct ${expression}) filter (where ${expression} is not null))`,
  dayStart: (timestamp, zone) =>
    `timezone(${literal(zone)}, date_trunc('day', timezone(${literal(zone)}, ${timestamp})))`,
  secondsBetween: (from, to) =>
    `((epoch_us(cast(${to} as timestamptz)) - epoch_us(cast(${from} as timestamptz))) / 1000000)`,
  daysBetween: (from, to, zone) =>
    `date_diff('day', cast(timezone(${literal(zone)}, ${from}) as date), cast(timezone(${literal(zone)}, ${to}) as date))`,
  // By months: a sort by the time itself takes twice as long, and its files are passed over hardly better.
  layOut: (name, time) => `order by ${name}, date_trunc('month', ${time})`,
  valueAt: (value, { time, which, keys }) =>
    `arg_min(${value}, row(${[`${which === 'latest' ? '-' : ''}epoch_us(${time})`, ...keys].join(', ')})) filter (where ${value} is not null)`,
  orderedList: (expression, order) =>
    `list(${expression} order by ${order}) filter (where ${expression} is not null)`,
  sample: (relation, rows) => `${relation} tablesample reservoir(${rows} rows)`,
};
