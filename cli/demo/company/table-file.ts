import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Format, TablePart } from './table-buffer.ts';

/** A table's name and form; a `TableBuffer` is one. */
export interface TableShape {
  table: string;
  format: Format;
  /** What the file begins with. */
  header: string;
}

/** One output file, and how many rows it has. */
export class TableFile {
  readonly table: string;
  readonly path: string;
  rows = 0;
  private readonly file: FileHandle;

  private constructor(table: string, path: string, file: FileHandle) {
    this.table = table;
    this.path = path;
    this.file = file;
  }

  /** Empties the table's file in the folder, and writes its header. */
  static async create(folder: string, { table, format, header }: TableShape): Promise<TableFile> {
    const path = join(folder, `${table}.${format}`);
    const file = await open(path, 'w');
    await file.appendFile(header);
    return new TableFile(table, path, file);
  }

  async append({ rows, bytes }: TablePart): Promise<void> {
    await this.file.appendFile(bytes);
    this.rows += rows;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
