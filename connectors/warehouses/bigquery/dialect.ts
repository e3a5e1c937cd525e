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
  text: 'string',
  integer: 'int64',
  decimal: 'numeric',
  double: 'float64',
  boolean: 'bool',
  date: 'date',
  timestamp: 'timestamp',
  bytes: 'bytes',
  json: 'json',
};

const ident = identBy((name) => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``);

const literal = literalBy({
  text: (value) =>
    `'${value
      .replaceAll('\\', '\\\\')
      .replaceAll("'", "\\'")
      .replaceAll('\n', '\\n')
      .replaceAll('\r', '\\r')}'`,
  time: (iso) => `timestamp '${iso}'`,
});

function text(expression: string, kind: ColumnKind): string {
  switch (kind) {
    case 'double':
      return (
        `case when is_nan(${expression}) then 'NaN' when is_inf(${expression}) then if(${expression} > 0, 'Infinity', '-Infinity')` +
        ` when ${expression} = 0 then '0' when abs(${expression}) >= 1e-4 and abs(${expression}) < 1e15 then format('%.15g', ${expression})` +
        ` when ${expression} is not null then format('%.14e', ${expression}) end`
      );
    case 'timestamp':
      return `rtrim(rtrim(format_timestamp('%E4Y-%m-%dT%H:%M:%E6S', cast(${expression} as timestamp), 'UTC'), '0'), '.') || 'Z'`;
    case 'date':
      return `format_date('%E4Y-%m-%d', ${expression})`;
    case 'bytes':
      return `to_base64(${expression})`;
    case 'json':
      return `case when ${expression} is not null then to_json_string(${expression}) end`;
    default:
      return `cast(${expression} as string)`;
  }
}

export const bigQueryDialect: Dialect = {
  name: 'bigquery',
  storedName: (name) => name,
  weftName: (stored) => stored,
  ident,
  table: (path) => path.split('.').map(ident).join('.'),
  literal,
  type: (kind) => types[kind],
  md5: (expression) => `to_hex(md5(${expression}))`,
  share: (expression) =>
    `cast(${shareBy(`to_hex(md5(${expression}))`, (digits, digit) => `strpos(${digits}, ${digit})`)} as float64)`,
  sha256: (expression) => `to_hex(sha256(${expression}))`,
  digest: (columns) => `mod(farm_fingerprint(to_json_string(struct(${columns.join(', ')}))), 17592186044399)`,
  cast: (expression, kind) => `cast(${expression} as ${types[kind]})`,
  regexpReplace: (expression, pattern, replacement) =>
    `regexp_replace(${expression}, ${literal(pattern)}, ${literal(replacement)})`,
  regexpMatches: (expression, pattern) => `regexp_contains(${expression}, ${literal(pattern)})`,
  contains: (expression, text) => `(strpos(${expression}, ${literal(text)}) > 0)`,
  startsWith: (expression, text) => `starts_with(${expression}, ${literal(text)})`,
  hoursBefore: (timestamp, hours) =>
    `timestamp_sub(${timestamp}, interval ${Math.round(hours * 3600)} second)`,
  dayStart: (timestamp, zone) => `timestamp_trunc(${timestamp}, day, ${literal(zone)})`,
  secondsBetween: (from, to) => `(timestamp_diff(${to}, ${from}, microsecond) / 1000000)`,
  daysBetween: (from, to, zone) =>
    `date_diff(date(${to}, ${literal(zone)}), date(${from}, ${literal(zone)}), day)`,
  // A backslash escapes in LIKE, so one that stands for itself is doubled; the literal doubles both again.
  like: (expression, pattern) => `${expression} like ${literal(pattern.replaceAll('\\', '\\\\'))}`,
  text,
  json: jsonBy({ text }, (expression) => `to_json_string(${expression})`),
  parsedJson: (text) => `parse_json(${text}, wide_number_mode => 'round')`,
  jsonText: (expression, path) => `json_value(to_json_string(${expression}), ${literal(jsonPath(path))})`,
  rowDigest: (columns) =>
    `(farm_fingerprint(to_json_string(struct(${columns.map(({ expression }, index) => `${expression} as c${index}`).join(', ')}))) >> 1)`,
  rowDigestName: 'bigquery farm',
  materializesCtes: false,
  jsonObject: (fields) => jsonObjectOf(bigQueryDialect, fields),
  levenshtein: (left, right) => `edit_distance(${left}, ${right})`,
  tryCast: (expression, kind) => `safe_cast(${expression} as ${types[kind]})`,
  daysApart: (left, right) => `abs(date_diff(${left}, ${right}, day))`,
  // JSON, because a column of BigQuery holds no null array: it would come back as an empty one.
  distinctList: (expression) =>
    `case when count(${expression}) > 0 then to_json(array_agg(distinct ${expression} ignore nulls order by ${expression})) end`,
  orderedList: (expression, order) =>
    `case when count(${expression}) > 0 then to_json(array_agg(${expression} ignore nulls order by ${order})) end`,
  // It takes whole blocks, of which a table may have few: of many times the share some are sure to come, and only they
  // are billed. Views and statements cannot be sampled.
  sample: (relation, rows, size) => {
    if (size === null || size <= rows) return relation;
    const percent = Math.min(100, Math.ceil((rows / size) * 2000));
    const blocks = percent === 100 ? '' : ` tablesample system (${percent} percent)`;
    return `(select * from ${relation}${blocks} where rand() < ${Math.min(1, (rows / size) * (100 / percent)).toFixed(9)})`;
  },
};
