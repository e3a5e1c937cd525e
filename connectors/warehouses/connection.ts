import type { ColumnKind, Dialect } from './dialect.ts';

/** A value as it leaves a warehouse: 64-bit integers and decimals as text, timestamps as ISO 8601 UTC. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
export type Row = Record<string, Value>;

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

export interface QueryOptions {
  /** Positional parameters, `$1` onwards. */
  values?: readonly (string | number | bigint | boolean | null)[];
  signal?: AbortSignal;
  timeoutMs?: number;
  /** Called a few times a second with the share of the statement that is done, 0 to 1, where the engine knows it. */
  onProgress?: (share: number) => void;
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
  /** Runs `work` in one transaction, again from its start when another writer was in the way. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Appends rows by the engine's bulk path, all or none. */
  append(table: string, rows: readonly Row[]): Promise<void>;
  /** Rows of a statement from a person: refused unless it only reads. */
  readOnly(
    sql: string,
    options?: QueryOptions & { limit?: number },
  ): Promise<{ columns: Column[]; rows: Row[] }>;
  /** Frees what earlier versions of tables hold and joins small files; for engines that do not do so themselves. */
  maintain(): Promise<void>;
  tables(schema?: string): Promise<TableInfo[]>;
  columns(table: string): Promise<Column[]>;
  /** The same warehouse, opened anew, where the engine can read these local files and no others. */
  withFiles?(paths: readonly string[]): Promise<Warehouse>;
  close(): Promise<void>;
}

export interface Session {
  query(sql: string, options?: QueryOptions): Promise<Row[]>;
  execute(sql: string, options?: QueryOptions): Promise<number>;
  append(table: string, rows: readonly Row[]): Promise<void>;
}
