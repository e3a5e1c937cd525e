import { ConfigError } from '../../errors.ts';
import type { ColumnKind } from '../dialect.ts';
import type { Lake } from './connection.ts';
import type { CsvOptions } from './load/csv-dialect.ts';
import { type FileFormat, type InputFile, inspectFile } from './load/input-file.ts';
import { type LoadOutcome, loadIntoTable } from './load/load-table.ts';
import { parseTarget } from './load/target.ts';
import { withoutByteOrderMarks } from './load/unmarked-copy.ts';

export interface TableLoad extends CsvOptions {
  /** One file, or several that make one table. */
  files: readonly string[];
  /** `SCHEMA.TABLE`; the schema is made if need be. */
  table: string;
  /** `replace` (the default) makes the table anew; `append` keeps it and matches columns by name. */
  mode?: 'replace' | 'append';
  /** By default found out from the file's name and content. */
  format?: FileFormat;
  /** Kinds of columns that are not to be detected. */
  columns?: Readonly<Record<string, ColumnKind>>;
  onProgress?: (progress: LoadProgress) => void;
  /** Told when a file of the load has been read, or refused. */
  onFile?: (end: { file: string; error?: unknown }) => void;
  signal?: AbortSignal;
}

/** Of a load that takes longer than a second, about four times a second. */
export interface LoadProgress {
  file: string;
  table: string;
  /** Of the file, 0 to 1. */
  share: number;
  bytes: number;
  seconds: number;
}

export interface LoadedTable {
  table: string;
  rows: number;
  columns: { name: string; kind: ColumnKind; type: string }[];
  seconds: number;
}

/**
 * Loads files into tables, each table in one transaction: whole, or not at all. A malformed file is a
 * ConfigError with the file, the line and what to do. The engine can open these files and no others.
 */
export async function loadTables(lake: Lake, loads: readonly TableLoad[]): Promise<LoadedTable[]> {
  const inspected: { load: TableLoad; target: ReturnType<typeof parseTarget>; files: InputFile[] }[] = [];
  for (const load of loads) {
    const target = parseTarget(load.table);
    const files = await Promise.all(load.files.map((file) => inspectFile(file, load.format)));
    if (files.length === 0)
      throw new ConfigError(`No file was named for ${load.table}`, { mend: 'Name one.' });
    inspected.push({ load, target, files });
  }
  return withoutByteOrderMarks(
    inspected.flatMap(({ files }) => files),
    async (readable) => {
      const confined = await lake.withFiles([...readable.values()].map(({ path }) => path));
      try {
        const results: LoadedTable[] = [];
        for (const { load, target, files } of inspected) {
          const started = performance.now();
          const sources = files.map((file) => readable.get(file) ?? file);
          const outcome: LoadOutcome = await loadIntoTable(confined, target, sources, load);
          results.push({ table: load.table, ...outcome, seconds: (performance.now() - started) / 1000 });
        }
        return results;
      } finally {
        await confined.close();
      }
    },
  );
}

/** Loads one file into one table; see `loadTables`. */
export async function loadFile(
  lake: Lake,
  { file, ...load }: Omit<TableLoad, 'files'> & { file: string },
): Promise<LoadedTable> {
  const [loaded] = await loadTables(lake, [{ ...load, files: [file] }]);
  if (!loaded) throw new TypeError('a load of one file gave no result');
  return loaded;
}
