import { type DuckDBConnection, type DuckDBPreparedStatement, StatementType } from '@duckdb/node-api';
import { WarehouseError } from '../../errors.ts';

/**
 * Table functions that only read the lake, or make rows of nothing. The others reach further than a reader
 * may: `postgres_query` the catalogue's whole server, `query` any SQL text, `ducklake_cleanup_old_files` the files.
 */
const harmless = new Set([
  'range',
  'generate_series',
  'unnest',
  'repeat',
  'repeat_row',
  'json_each',
  'json_tree',
  'histogram',
  'histogram_values',
  'summary',
  'duckdb_columns',
  'duckdb_constraints',
  'duckdb_functions',
  'duckdb_schemas',
  'duckdb_tables',
  'duckdb_types',
  'duckdb_views',
  'pragma_table_info',
  'pragma_version',
  'pg_timezone_names',
  'ducklake_snapshots',
  'ducklake_table_info',
  'ducklake_table_insertions',
  'ducklake_table_deletions',
  'ducklake_table_changes',
]);

/** The catalogue of the lake itself is attached under a name that begins so. */
const catalogue = /^__ducklake_metadata/i;

const explaining = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*explain\s+(?:analyze\s+)?(?:\([^)]*\)\s*)?/i;

const refusal = (message: string): WarehouseError =>
  new WarehouseError(message, { mend: 'Write one SELECT over the tables of the warehouse.' });

const notOneRead = (): WarehouseError => refusal('Only one statement that reads is allowed here');

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** What a statement's syntax tree reaches that a reader may not. */
function forbidden(node: unknown): string | null {
  if (!isObject(node)) return null;
  if (node.type === 'TABLE_FUNCTION' && isObject(node.function)) {
    const name = String(node.function.function_name).toLowerCase();
    if (!harmless.has(name)) return `The function ${name}`;
  }
  if (node.type === 'BASE_TABLE') {
    const database = [node.catalog_name, node.schema_name].find((name) => catalogue.test(String(name)));
    if (database !== undefined) return `The database ${String(database)}`;
  }
  if (node.type === 'SHOW_REF' && catalogue.test(String(node.catalog_name ?? node.schema_name))) {
    return `The database ${String(node.catalog_name ?? node.schema_name)}`;
  }
  for (const child of Object.values(node)) {
    const found = forbidden(child);
    if (found !== null) return found;
  }
  return null;
}

/** Prepares a statement from a person, or refuses it: one SELECT, DESCRIBE, SHOW or EXPLAIN of a SELECT, over the lake alone. */
export async function prepareReading(
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> {
  const parsed = await connection.run('select json_serialize_sql(cast($1 as varchar))', [
    sql.replace(explaining, ''),
  ]);
  const tree: unknown = JSON.parse(String((await parsed.getRows())[0]?.[0]));
  if (!isObject(tree)) throw notOneRead();
  if (tree.error === true) {
    // A statement with a mistake says more when the engine reads it.
    if (tree.error_type === 'parser') await connection.prepare(sql);
    throw notOneRead();
  }
  if (!Array.isArray(tree.statements) || tree.statements.length !== 1) throw notOneRead();
  const found = forbidden(tree);
  if (found !== null) throw refusal(`${found} cannot be used here`);
  const prepared = await connection.prepare(sql);
  const { statementType } = prepared;
  if (statementType !== StatementType.SELECT && statementType !== StatementType.EXPLAIN) throw notOneRead();
  return prepared;
}
