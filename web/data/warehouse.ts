import 'server-only';
import { readEndpoints } from '../../connectors/settings.ts';
import type {
  AccessCheck,
  Column,
  QueryOptions,
  Row,
  TableInfo,
  Warehouse,
} from '../../connectors/warehouses/connection.ts';
import type { Dialect } from '../../connectors/warehouses/dialect.ts';
import { dialectOf, openWarehouse } from '../../connectors/warehouses/registry.ts';
import { budgetOf } from '../../models/workspace/budget.ts';
import { Kept } from './kept.ts';
import { beforeRefresh } from './not-computed.ts';
import { settings } from './settings.ts';
import { currentWorkspace } from './workspace.ts';

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

/** The engine's "no such table" as what it means here: nobody has built or loaded it. */
function withMissingTables(error: unknown): unknown {
  // The kept connection may come from another bundle, whose error classes are not the same objects.
  const missing = error instanceof Error && 'missing' in error && typeof error.missing === 'string';
  return missing ? beforeRefresh(error) : error;
}

/** What one statement of the app may read, by the workspace's budget. */
async function byteLimit(): Promise<{ maxBytes?: number }> {
  const { bytesPerQuery } = budgetOf((await currentWorkspace()).workspace);
  return bytesPerQuery === null ? {} : { maxBytes: bytesPerQuery };
}

/** Work of a model's own on the warehouse, within a page's patience and the workspace's budget. */
export async function onWarehouse<T>(
  work: (connection: Warehouse, options: QueryOptions) => Promise<T>,
): Promise<T> {
  const limits = { timeoutMs: patienceMs, ...(await byteLimit()) };
  try {
    return await warehouse.use((connection) => work(connection, limits));
  } catch (error) {
    throw withMissingTables(error);
  }
}

/** Rows of one statement, within a page's patience and the workspace's budget. */
export async function rows(sql: string, options: QueryOptions = {}): Promise<Row[]> {
  return onWarehouse((connection, limits) => connection.query(sql, { ...limits, ...options }));
}

export async function row(sql: string, options: QueryOptions = {}): Promise<Row> {
  return (await rows(sql, options))[0] ?? {};
}

/** Rows in batches, read as they are consumed: for exports. */
export async function streamRows(sql: string, options: QueryOptions = {}): Promise<AsyncIterable<Row[]>> {
  const limits = await byteLimit();
  return warehouse.use(async (connection) => connection.stream(sql, { ...limits, ...options }));
}

/** Each right that Weft needs, asked of the warehouse itself. */
export function rightsFor(tables: readonly string[]): Promise<AccessCheck[]> {
  return warehouse.use((connection) => connection.checkAccess(tables));
}

/** The tables and views of every schema that Weft may read. */
export function tablesOf(): Promise<TableInfo[]> {
  return warehouse.use((connection) => connection.tables());
}

/** The columns of a table; none where the table does not exist. */
export function columnsOf(table: string): Promise<Column[]> {
  return warehouse.use((connection) => connection.columns(table));
}

/** Whether a table of Weft's own is there: most are after the first refresh. */
export const isBuilt = async (table: string): Promise<boolean> => (await columnsOf(table)).length > 0;

/** The columns of a table of Weft's own; throws `NotComputed` where nothing has built it. */
export async function builtColumns(table: string): Promise<Column[]> {
  const columns = await columnsOf(table);
  if (columns.length === 0) throw beforeRefresh();
  return columns;
}

/** The columns of a statement that reads, without its rows. */
export async function columnsOfStatement(statement: string): Promise<Column[]> {
  const { columns } = await warehouse.use((connection) => connection.readOnly(`${statement} limit 0`));
  return columns;
}

/**
 * SQL text of the warehouse's engine. Weft's own tables and columns may stand unquoted in a statement, as their
 * names are plain on every engine; all but `at`, which is a word of BigQuery's grammar.
 */
export const dialect = (): Dialect => dialectOf(settings());
