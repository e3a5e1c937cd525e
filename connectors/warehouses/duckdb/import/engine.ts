import type { Row } from '../../connection.ts';
import type { SourceColumn } from './column.ts';

/** A table or view of a source. */
export interface SourceTable {
  name: string;
  kind: 'table' | 'view';
  /** Whether it is imported when no table is named. */
  byDefault: boolean;
  /** The statement that lets the user read it, where it may not. */
  grant: string | undefined;
}

/** The SQL of one kind of source. Everything is asked through the scanner, in the session that also copies. */
export interface SourceEngine {
  /** The scanner's table function for a statement of the source. */
  query: 'postgres_query' | 'mysql_query';
  ident(name: string): string;
  tables(schema: string): string;
  tableOf(row: Row): SourceTable;
  /** Names of all schemas that can be seen. */
  schemas: string;
  /** The statement that shows a table to a user who has no right on it, where such a table cannot be seen at all. */
  grantUnseen: ((schema: string, table: string, user: string) => string) | undefined;
  /** What a transaction starts with. */
  begin(table: string, info: SourceTable): string[];
  columns(schema: string, table: string): string;
  /** The statement that shows how a table was made, where the columns' types alone do not tell all. */
  definition: ((table: string) => string) | undefined;
  columnOf(row: Row, definition: string): SourceColumn;
  /** A database that is always there, and the names of all. */
  databases: { database: string; names: string };
  /** The number of the session, and how another ends its statement: the engine notices an interrupt only between rows. */
  session: string;
  cancel: ((id: number) => string) | undefined;
  /** The rows that a copy has sent so far, where the source counts them. */
  transferred: ((id: number) => string) | undefined;
}
