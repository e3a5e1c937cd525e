/**
 * The SQL of one engine as text: pure, without a driver.
 *
 * Names in Weft are as people write them. Snowflake stores an unquoted name in upper case, so there a plain
 * lower-case name and its upper-case form are one (`email` is EMAIL), any other name stands as it is, and one
 * in double quotes is exact (`"email"`).
 */
export interface Dialect {
  readonly name: 'duckdb' | 'snowflake' | 'bigquery';
  /** A name as the engine's catalogue and its results hold it. */
  storedName(name: string): string;
  /** The inverse of `storedName`. */
  weftName(stored: string): string;
  /** One quoted identifier. */
  ident(name: string): string;
  /** A dotted path of identifiers, `schema.table` or `database.schema.table`. */
  table(path: string): string;
  literal(value: Literal): string;
  /** The engine's type for one of Weft's column kinds. */
  type(kind: ColumnKind): string;
  /** 128-bit hash of a text expression as 32 lower-case hex digits. */
  md5(expression: string): string;
  /** A number from 0 up to 1 by the first 32 bits of a text's MD5, as a double; the same on every engine. */
  share(expression: string): string;
  /** SHA-256 of a text expression's UTF-8 as 64 lower-case hex digits. */
  sha256(expression: string): string;
  /**
   * A 44-bit integer, so that a group's sum fits, which changes when one of the columns does; the same for as long
   * as the engine's own hash is.
   */
  digest(columns: readonly string[]): string;
  cast(expression: string, kind: ColumnKind): string;
  /**
   * Every match of a regular expression (the subset RE2 and Java share) replaced; null stays null. `\1` to `\9` in
   * the replacement are what its groups matched; no group may be without capture, which Snowflake lacks.
   */
  regexpReplace(expression: string, pattern: string, replacement: string): string;
  /** Whether a regular expression matches somewhere in the text. */
  regexpMatches(expression: string, pattern: string): string;
  /** Whether a text holds another, which stands for itself. */
  contains(expression: string, text: string): string;
  startsWith(expression: string, text: string): string;
  /** `timestamp` less so many hours. */
  hoursBefore(timestamp: string, hours: number): string;
  /** The start of a time's day in an IANA zone, as a timestamp. */
  dayStart(timestamp: string, zone: string): string;
  /** Whole calendar days in an IANA zone from one time to another, as an integer. */
  daysBetween(from: string, to: string, zone: string): string;
  /** Seconds from one time to another, to the microsecond, as a double. */
  secondsBetween(from: string, to: string): string;
  /** Whether a text matches a LIKE pattern: `%` and `_` are wildcards, every other character stands for itself. */
  like(expression: string, pattern: string): string;
  /**
   * A value as text, the same on every engine: numbers without needless zeros, doubles of 15 significant
   * digits, timestamps as ISO 8601 UTC with up to six digits of a second, bytes as base64; null stays null.
   */
  text(expression: string, kind: ColumnKind): string;
  /** A value as JSON, the same on every engine; null stays null. */
  json(expression: string, kind: ColumnKind): string;
  /** A text that is JSON as a value of the engine's. */
  parsedJson(text: string): string;
  /** The text at a path inside a value of JSON or of the engine's own nested types; null where nothing is there. */
  jsonText(expression: string, path: readonly string[]): string;
  /**
   * A 64-bit integer that changes when one of the columns does, by the engine's own hash: fit to tell whether a row is
   * as it was, for as long as `rowDigestName` stays the same.
   */
  rowDigest(columns: readonly { expression: string; kind: ColumnKind }[]): string;
  readonly rowDigestName: string;
  /**
   * Whether a common table expression that is named more than once is computed once and its rows kept, unless NOT
   * MATERIALIZED is said of it.
   */
  readonly materializesCtes: boolean;
  /** A JSON object as text, keys in the order given, nulls kept; the same text for the same values on every engine. */
  jsonObject(fields: readonly JsonField[]): string;
  /** Levenshtein's distance of two texts: the least number of characters inserted, left out or replaced. */
  levenshtein(left: string, right: string): string;
  /** Jaro and Winkler's similarity of two texts, from 0 to 1; absent where the engine has no such function. */
  jaroWinkler?(left: string, right: string): string;
  /** A text as a date (ISO 8601) or a number; null where it is none. */
  tryCast(expression: string, kind: 'date' | 'double'): string;
  /** Days between two dates, whichever is the earlier, as an integer. */
  daysApart(left: string, right: string): string;
  /** The distinct values that are not null, in ascending order, as an array or JSON; null where there is none. */
  distinctList(expression: string): string;
  /**
   * The order in which a table of named rows in time lies best, so that a question about one name and a window passes
   * over most of its files: for an engine that keeps rows as a statement gives them.
   */
  layOut?(name: string, time: string): string;
  /**
   * The aggregate of a value where a timestamp is the earliest, or the latest, and of those where `keys` are the least;
   * values that are null count for nothing, times that are null come last. Only where an engine has it in one scan.
   */
  valueAt?(
    value: string,
    pick: { time: string; which: 'earliest' | 'latest'; keys: readonly string[] },
  ): string;
  /** The values that are not null, in an order that another expression gives, as an array or JSON; null where there is none. */
  orderedList(expression: string, order: string): string;
  /**
   * What may follow FROM: about `rows` rows of a relation, by the engine's own sampling where it has one for it; more
   * than that may come, so a limit follows. `size` is how many rows a table has, null where it is not known, or it is
   * no table.
   */
  sample(relation: string, rows: number, size: number | null): string;
}

/** `Dialect.share` from the engine's way to find a character: its place in the digits is what it counts. */
export function shareBy(md5: string, find: (digits: string, digit: string) => string): string {
  const digits = Array.from({ length: 8 }, (_, index) => {
    const place = find("'0123456789abcdef'", `substr(${md5}, ${index + 1}, 1)`);
    return `(${place} - 1) * ${16 ** (7 - index)}`;
  });
  return `((${digits.join(' + ')}) / 4294967296.0)`;
}

/** Weft's own schema or dataset; it writes nowhere else. */
export const weftSchema = 'weft';

export interface JsonField {
  name: string;
  expression: string;
  kind: ColumnKind;
}

/** A dialect's `ident`, of the text that it puts between its quotes. */
export const identBy =
  (quoted: (name: string) => string) =>
  (name: string): string => {
    if (name === '' || name.includes('\0')) throw new TypeError('an identifier is empty or holds a NUL');
    return quoted(name);
  };

/** A dialect's `literal`, of what the engines write differently: a text in its quotes, and a time as ISO 8601. */
export const literalBy =
  (spelling: { text: (value: string) => string; time: (iso: string) => string }) =>
  (value: Literal): string => {
    if (value === null) return 'null';
    if (typeof value === 'string') {
      if (value.includes('\0')) throw new TypeError('a text literal holds a NUL');
      return spelling.text(value);
    }
    if (value instanceof Date) return spelling.time(value.toISOString());
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new TypeError(`not a SQL number: ${value}`);
    return String(value);
  };

export type Literal = string | number | bigint | boolean | Date | null;

export const columnKinds = [
  'text',
  'integer',
  'decimal',
  'double',
  'boolean',
  'date',
  'timestamp',
  'bytes',
  'json',
] as const;
export type ColumnKind = (typeof columnKinds)[number];

/**
 * `Dialect.json` from what engines write differently: the JSON of a string. Numbers and booleans are their text; NaN
 * and the infinities, which JSON lacks, are strings.
 */
export function jsonBy(
  dialect: Pick<Dialect, 'text'>,
  jsonString: (expression: string) => string,
): Dialect['json'] {
  return (expression, kind) => {
    const text = dialect.text(expression, kind);
    if (kind === 'text') return jsonString(text);
    if (kind === 'date' || kind === 'timestamp' || kind === 'bytes') return `'"' || ${text} || '"'`;
    if (kind !== 'double') return text;
    return `case when ${text} in ('NaN', 'Infinity', '-Infinity') then '"' || ${text} || '"' else ${text} end`;
  };
}

/** `Dialect.jsonObject` by the JSON of a value. */
export function jsonObjectOf(
  dialect: Pick<Dialect, 'literal' | 'json'>,
  fields: readonly JsonField[],
): string {
  const parts = fields.flatMap(({ name, expression, kind }, index) => [
    dialect.literal(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`),
    `coalesce(${dialect.json(expression, kind)}, 'null')`,
  ]);
  // One flat call: a chain of hundreds of operators would be nested as deeply.
  return fields.length === 0 ? "'{}'" : `concat(${parts.join(', ')}, '}')`;
}

/** A path inside JSON as the engines that follow SQL/JSON write it. */
export const jsonPath = (path: readonly string[]): string =>
  `$${path.map((step) => `.${JSON.stringify(step)}`).join('')}`;
