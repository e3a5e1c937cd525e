import { ConfigError } from '../../errors.ts';
import type { OutgoingRow } from '../define.ts';

/** Columns that each file has before the mapped ones: which row is meant, and what became of it. */
export const ownColumns = ['_key', '_operation'] as const;

/**
 * A file's columns: `_key` and `_operation`, the mapped fields in the mapping's order, then any other field
 * that a row has. A delete has empty fields, so the key is what a reader removes by.
 */
export function columnsOf(rows: readonly OutgoingRow[], mapped: readonly string[]): string[] {
  const fields = new Set(mapped);
  for (const row of rows) for (const field of Object.keys(row.fields)) fields.add(field);
  const seen = new Map<string, string>(ownColumns.map((name) => [name, name]));
  for (const field of fields) {
    // Parquet's readers, DuckDB, BigQuery and Spark among them, do not tell Email from email.
    const taken = seen.get(field.toLowerCase());
    if (taken !== undefined) {
      throw new ConfigError(`the field "${field}" would be a second column "${taken}" of the file`, {
        mend: 'Give the mapped field another name.',
      });
    }
    seen.set(field.toLowerCase(), field);
  }
  return [...ownColumns, ...fields];
}

/** A row's values in the order of the columns, null where it has none. */
export function valuesOf(row: OutgoingRow, columns: readonly string[]): unknown[] {
  const own = [row.key, row.operation];
  const fields = columns.slice(ownColumns.length);
  return [
    ...own,
    ...fields.map((name) => (Object.hasOwn(row.fields, name) ? (row.fields[name] ?? null) : null)),
  ];
}

/** Slices of a batch, so that writing one never holds the process's thread for long. */
export function* slicesOf<T>(rows: readonly T[], size = 1000): Generator<T[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}
