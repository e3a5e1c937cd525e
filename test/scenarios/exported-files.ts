import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** The CSV files below a folder, by their path in it, in the order of their names. */
export function exportedFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.csv'))
      .sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** The rows of the CSV files below a folder. */
export function exportedRows(folder: string): Record<string, string>[] {
  return exportedFiles(folder).flatMap((name) =>
    parse<Record<string, string>>(readFileSync(join(folder, name)), { columns: true }),
  );
}
