import 'server-only';
import { messageOf } from '../../connectors/errors.ts';
import { readEndpoints } from '../../connectors/settings.ts';
import type { Column, QueryOptions, Row, Warehouse } from '../../connectors/warehouses/connection.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import { Kept } from './kept.ts';
import { beforeRefresh } from './not-computed.ts';
import { settings } from './settings.ts';

/** A page does not wait longer than this for one statement. */
const patienceMs = 20_000;

const warehouse = new Kept<Warehouse>({
  name: 'warehouse',
  address: () => {
    const { home, env } = settings();
    return JSON.stringify(env.WEFT_WAREHOUSE_URL ?? readEndpoints(home).postgres ?? null);
  },
  open: () => openWarehouse(settings()),
  close: (connection) => connection.close(),
});

const missingTable = /Table with name (\S+) does not exist/i;

/** The engine's "no such table" as what it means here: nobody has built or loaded it. */
function withMissingTables(error: unknown): unknown {
  return missingTable.test(messageOf(error)) ? beforeRefresh(error) : error;
}

/** Rows of one statement, within a page's patience. */
export async function rows(sql: string, options: QueryOptions = {}): Promise<Row[]> {
  try {
    return await warehouse.use((connection) => connection.query(sql, { timeoutMs: patienceMs, ...options }));
  } catch (error) {
    throw withMissingTables(error);
  }
}

export async function row(sql: string, options: QueryOptions = {}): Promise<Row> {
  return (await rows(sql, options))[0] ?? {};
}

/** Rows in batches, read as they are consumed: for exports. */
export function streamRows(sql: string, options: QueryOptions = {}): Promise<AsyncIterable<Row[]>> {
  return warehouse.use(async (connection) => connection.stream(sql, options));
}

/** The columns of a table; none where the table does not exist. */
export function columnsOf(table: string): Promise<Column[]> {
  return warehouse.use((connection) => connection.columns(table));
}

/** The columns of a table of Weft's own; throws `NotComputed` where nothing has built it. */
export async function builtColumns(table: string): Promise<Column[]> {
  const columns = await columnsOf(table);
  if (columns.length === 0) throw beforeRefresh();
  return columns;
}

/** SQL text of the warehouse's engine. */
export { duckdbDialect as sql } from '../../connectors/warehouses/duckdb/dialect.ts';
