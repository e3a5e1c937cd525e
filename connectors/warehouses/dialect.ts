/** The SQL of one engine as text: pure, without a driver. */
export interface Dialect {
  readonly name: 'duckdb' | 'snowflake' | 'bigquery';
  /** One quoted identifier. */
  ident(name: string): string;
  /** A dotted path of identifiers, `schema.table`. */
  table(path: string): string;
  literal(value: Literal): string;
  /** The engine's type for one of Weft's column kinds. */
  type(kind: ColumnKind): string;
  /** 128-bit hash of a text expression as 32 lower-case hex digits. */
  md5(expression: string): string;
  cast(expression: string, kind: ColumnKind): string;
  /** Every match of a regular expression (the subset RE2 and Java share) replaced; null stays null. */
  regexpReplace(expression: string, pattern: string, replacement: string): string;
  /** Whether a regular expression matches somewhere in the text. */
  regexpMatches(expression: string, pattern: string): string;
  /** `timestamp` less so many hours. */
  hoursBefore(timestamp: string, hours: number): string;
  /** The start of a time's day in an IANA zone, as a timestamp. */
  dayStart(timestamp: string, zone: string): string;
  /** Whole calendar days in an IANA zone from one time to another, as an integer. */
  daysBetween(from: string, to: string, zone: string): string;
  /** A JSON object text from name → expression pairs, keys in the order given, nulls kept. */
  jsonObject(pairs: readonly (readonly [name: string, expression: string])[]): string;
  /** The first value that is not null by `order` (SQL terms), of the rows that meet `condition`. */
  firstValue(expression: string, order: string, condition: string): string;
  /** The most frequent value that is not null; of several the least. */
  mostFrequent(expression: string): string;
  /** The distinct values that are not null, in ascending order. */
  distinctList(expression: string): string;
}

export type Literal = string | number | bigint | boolean | Date | null;

export const columnKinds = [
  'text',
  'integer',
  'decimal',
  'double',
  'boolean',
  'date',
  'timestamp',
  'json',
] as const;
export type ColumnKind = (typeof columnKinds)[number];
