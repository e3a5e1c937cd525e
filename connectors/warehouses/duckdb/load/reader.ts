import type { ConfigError } from '../../../errors.ts';
import { duckdbDialect } from '../dialect.ts';
import { exactPath } from './exact-path.ts';
import type { InputFile } from './input-file.ts';

/**
 * What a format itself says of a column. A `cell` is text of which nothing is known; a `comma cell` is of a file
 * delimited by semicolons, as it is written where the comma is the decimal sign.
 */
export type Native = 'cell' | 'comma cell' | 'string' | 'number' | 'boolean' | 'nested' | { type: string };

export interface FileColumn {
  name: string;
  native: Native;
}

/** A file as the engine reads it. */
export interface FileReader {
  file: InputFile;
  columns: FileColumn[];
  /**
   * A relation with a column `c0`, `c1`, … for each of `columns`, in the file's order. `careful` reads in one
   * thread and with room for very long lines, for a file on which the fast way failed without reason.
   */
  rows(careful: boolean): string;
  /** What is wrong with the file, after the engine refused it; undefined where Weft finds nothing. */
  fault(message: string): Promise<ConfigError | undefined>;
  /** Where the value of a column is in the record of a number that counts from 1. */
  place(record: number, column: number): Promise<{ line?: number; column?: number }>;
}

export const pathLiteral = (path: string): string => duckdbDialect.literal(exactPath(path));

export const compression = (file: InputFile): string =>
  `compression = ${duckdbDialect.literal(file.gzip ? 'gzip' : 'uncompressed')}`;
