export type Cell = string | number | boolean | null;

export type Format = 'csv' | 'jsonl';

/** Rows that have been encoded and are to be appended to a table's file. */
export interface TablePart {
  rows: number;
  bytes: Uint8Array<ArrayBuffer>;
}

const FIRST_SIZE = 1 << 16;

/**
 * The rows of one table as the bytes of its file: CSV (RFC 4180 with '\n', null as an empty field) or JSON
 * lines (every column in every line). Each line is encoded at once, because long strings of pending text
 * would cost the garbage collector more than everything else together.
 */
export class TableBuffer<Column extends string> {
  readonly table: string;
  readonly format: Format;
  readonly columns: readonly Column[];
  /** What stands before the cell of each column. */
  private readonly before: readonly string[];
  private rows = 0;
  private bytes = Buffer.allocUnsafeSlow(FIRST_SIZE);
  private used = 0;

  constructor(table: string, format: Format, columns: readonly Column[]) {
    this.table = table;
    this.format = format;
    this.columns = columns;
    this.before = columns.map((column, i) => {
      if (format === 'csv') return i === 0 ? '' : ',';
      return `${i === 0 ? '{' : ','}${JSON.stringify(column)}:`;
    });
  }

  /** What the file begins with. */
  get header(): string {
    return this.format === 'csv' ? `${this.columns.join(',')}\n` : '';
  }

  write(row: Readonly<Record<Column, Cell>>): void {
    const cell = this.format === 'csv' ? csvCell : jsonCell;
    let line = '';
    let i = 0;
    for (const column of this.columns) line += this.before[i++] + cell(row[column]);
    this.append(this.format === 'csv' ? `${line}\n` : `${line}}\n`);
    this.rows++;
  }

  /** Hands over the rows so far, and starts anew. */
  take(): TablePart {
    const part = { rows: this.rows, bytes: new Uint8Array(this.bytes.buffer, 0, this.used) };
    this.bytes = Buffer.allocUnsafeSlow(Math.max(this.used, FIRST_SIZE)); // the next part is about as long
    this.used = 0;
    this.rows = 0;
    return part;
  }

  private append(line: string): void {
    const most = this.used + 3 * line.length; // UTF-8 takes at most three bytes for a UTF-16 unit
    if (most > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * most);
      this.bytes.copy(larger, 0, 0, this.used);
      this.bytes = larger;
    }
    this.used += this.bytes.write(line, this.used);
  }
}

function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  return /["\n\r,]|^ | $/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function jsonCell(value: Cell): string {
  if (value === null) return 'null';
  if (typeof value !== 'string') return String(value);
  return /^[\w\-./@:+ ]*$/.test(value) ? `"${value}"` : JSON.stringify(value);
}
