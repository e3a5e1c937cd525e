import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { OutgoingRow, RowResult } from '../define.ts';
import { cellText } from '../values.ts';
import { slicesOf, valuesOf } from './columns.ts';

/** What a column may be declared as, with DuckDB's name for it. */
const engineTypes = {
  text: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMPTZ',
} as const;
export type ColumnType = keyof typeof engineTypes;
export const columnTypes = ['text', 'integer', 'number', 'boolean', 'date', 'timestamp'] as const;

interface Column {
  name: string;
  type: ColumnType;
}

/**
 * Writes a Parquet file through a DuckDB in memory and says which rows are in it: a row whose value is not
 * of its column's declared type is rejected. A column that nobody declared is a boolean or a double where all
 * its values are, else text; 64-bit integers and decimals come from warehouses as text and stay so.
 */
export async function writeParquet(
  rows: readonly OutgoingRow[],
  names: readonly string[],
  declared: Readonly<Record<string, ColumnType>>,
  file: string,
  signal: AbortSignal,
): Promise<RowResult[]> {
  const columns = names.map((name) => ({ name, type: declared[name] ?? typeOfValues(rows, name) }));
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    autoload_known_extensions: 'false',
    autoinstall_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    await stage(connection, rows, names, signal);
    const faults = await faultsOf(connection, columns);
    if (faults.size < rows.length) await copy(connection, columns, file);
    return rows.map((row, position): RowResult => {
      const column = faults.get(position);
      return column ? { status: 'rejected', reason: faultText(row, column) } : { status: 'accepted' };
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function typeOfValues(rows: readonly OutgoingRow[], name: string): ColumnType {
  const kinds = new Set<string>();
  for (const { fields } of rows) {
    const value = fields[name];
    if (value !== null && value !== undefined) kinds.add(typeof value);
  }
  const [kind] = kinds.size === 1 ? kinds : [];
  return kind === 'number' || kind === 'boolean' ? kind : 'text';
}

/** Puts all values into `staged` as text: the casts are then one engine's, for every type alike. */
async function stage(
  connection: DuckDBConnection,
  rows: readonly OutgoingRow[],
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const cells = names.map((_name, index) => `c${index} VARCHAR`);
  await connection.run(`CREATE TABLE staged (position INTEGER, ${cells.join(', ')})`);
  const appender = await connection.createAppender('staged');
  let position = 0;
  for (const slice of slicesOf(rows)) {
    for (const row of slice) {
      appender.appendInteger(position++);
      for (const value of valuesOf(row, names)) {
        const text = cellText(value);
        if (text === null) appender.appendNull();
        else appender.appendVarchar(text);
      }
      appender.endRow();
    }
    await new Promise(setImmediate);
    signal.throwIfAborted();
  }
  appender.closeSync();
}

/** For each row that does not fit, by position, the first column that is at fault. */
async function faultsOf(
  connection: DuckDBConnection,
  columns: readonly Column[],
): Promise<Map<number, Column>> {
  const cases = columns.flatMap(({ type }, index) => {
    if (type === 'text') return [];
    const misfit = `TRY_CAST(c${index} AS ${engineTypes[type]}) IS NULL`;
    // The cast rounds 1.5 to 2, which would be another value than the one that was sent.
    const fraction = type === 'integer' ? ` OR NOT regexp_full_match(c${index}, '[+-]?[0-9]+')` : '';
    return `WHEN c${index} IS NOT NULL AND (${misfit}${fraction}) THEN ${index}`;
  });
  await connection.run(
    `CREATE TABLE faults AS SELECT position, ${cases.length === 0 ? 'NULL' : `CASE ${cases.join(' ')} END`} AS fault
     FROM staged`,
  );
  const found = await connection.runAndReadAll('SELECT position, fault FROM faults WHERE fault IS NOT NULL');
  const faults = new Map<number, Column>();
  for (const [position, index] of found.getRows()) {
    const column = columns[Number(index)];
    if (column) faults.set(Number(position), column);
  }
  return faults;
}

async function copy(connection: DuckDBConnection, columns: readonly Column[], file: string): Promise<void> {
  const selected = columns.map(({ name, type }, index) => {
    return `CAST(c${index} AS ${engineTypes[type]}) AS "${name.replaceAll('"', '""')}"`;
  });
  await connection.run(
    `COPY (
       SELECT ${selected.join(', ')} FROM staged JOIN faults USING (position)
       WHERE fault IS NULL ORDER BY position
     ) TO '${file.replaceAll("'", "''")}' (FORMAT parquet)`,
  );
}

function faultText(row: OutgoingRow, column: Column): string {
  const shown = (cellText(row.fields[column.name]) ?? '').slice(0, 100);
  return `${column.name}: ${JSON.stringify(shown)} is not of type ${column.type}`;
}
