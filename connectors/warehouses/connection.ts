import type { ColumnKind, Dialect } from './dialect.ts';

/**
 * A value as it leaves a warehouse, the same on every engine: 64-bit integers and decimals as text without
 * needless zeros, timestamps as ISO 8601 UTC with up to six digits of a second, dates as YYYY-MM-DD, bytes as
 * base64, NaN and the infinities as text, JSON and arrays parsed (numbers that a double would change as text).
 */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
export type Row = Record<string, Value>;

/** A value of a row as text; null stays null. */
export const textOrNull = (value: Value | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

export interface Column {
  name: string;
  kind: ColumnKind;
  /** The engine's own name of the type. */
  type: string;
  nullable: boolean;
}

export interface TableInfo {
  schema: string;
  name: string;
  kind: 'table' | 'view';
  /** An estimate where the engine keeps one. */
  rows: number | null;
}

/** What a statement is for, in the engine's own history: a query tag in Snowflake, job labels in BigQuery. */
export interface StatementTag {
  run?: string;
  resource?: string;
}

export interface QueryOptions {
  /** Positional parameters, `$1` onwards, on every engine. */
  values?: readonly (string | number | bigint | boolean | null)[];
  signal?: AbortSignal;
  timeoutMs?: number;
  /** The most bytes that the statement may read; BigQuery itself refuses one that would read more. */
  maxBytes?: number;
  tag?: StatementTag;
  /** Called a few times a second with the share of the statement that is done, 0 to 1, where the engine knows it. */
  onProgress?: (share: number) => void;
}

/** What a statement would read, or what a run has used; null is what the engine does not tell. */
export interface Cost {
  bytes: number | null;
  seconds: number | null;
  /** Snowflake's unit of compute. */
  credits: number | null;
}

/** One right that Weft needs, asked of the warehouse itself. */
export interface AccessCheck {
  /** What the right is for, such as `read raw.contacts`. */
  name: string;
  result: 'ok' | 'warn' | 'fail';
  detail: string;
  /** For one that is missing: the statement or command an administrator runs. */
  mend?: string;
}

/** An open warehouse. Safe to use from concurrent callers; each call runs in a session of its own. */
export interface Warehouse {
  readonly dialect: Dialect;
  /** All rows; for results known to be small. */
  query(sql: string, options?: QueryOptions): Promise<Row[]>;
  /** Rows in batches, read as they are consumed. */
  stream(sql: string, options?: QueryOptions): AsyncIterable<Row[]>;
  /** One statement that returns nothing; resolves to the rows it touched. */
  execute(sql: string, options?: QueryOptions): Promise<number>;
  /** Statements that insert, update, delete or merge, all or none; again from the start when another writer was in the way. */
  transaction(statements: readonly string[], options?: QueryOptions): Promise<void>;
  /**
   * Appends rows by the engine's bulk path, all or none. The names of the first row are those of all. Values are
   * as they are read: bytes as base64, and a string for a column of JSON is a JSON string, not its text.
   */
  append(table: string, rows: readonly Row[], options?: QueryOptions): Promise<void>;
  /** Rows of a statement from a person: refused unless it only reads. */
  readOnly(
    sql: string,
    options?: QueryOptions & { limit?: number },
  ): Promise<{ columns: Column[]; rows: Row[] }>;
  /** What a statement that reads would cost, without running it; null where the engine cannot say. */
  estimate(sql: string): Promise<Cost | null>;
  /** Each right that Weft needs, with these tables read: never throws for one that is missing. */
  checkAccess(tables: readonly string[]): Promise<AccessCheck[]>;
  /** Frees what earlier versions of tables hold and joins small files; for engines that do not do so themselves. */
  maintain(): Promise<void>;
  tables(schema?: string): Promise<TableInfo[]>;
  /**
   * For each of these tables a text that is another one whenever its rows or columns may be; null for a view, and where
   * the engine does not say. Tables that are not there are left out.
   */
  versions(tables: readonly string[]): Promise<Map<string, string | null>>;
  /** The columns of `schema.table` or `database.schema.table`; none where there is no such table. */
  columns(table: string): Promise<Column[]>;
  close(): Promise<void>;
}

/** What `versions` said of one table: `none` where it is not there, null where nobody knows. */
export const versionOf = (versions: ReadonlyMap<string, string | null>, table: string): string | null =>
  versions.has(table) ? (versions.get(table) ?? null) : 'none';
