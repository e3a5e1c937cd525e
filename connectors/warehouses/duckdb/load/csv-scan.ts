import { contentOf, type InputFile } from './input-file.ts';

/** How a delimited file is written. Values are quoted with `"`, which is doubled inside of them. */
export interface CsvDialect {
  delimiter: string;
  header: boolean;
  /** Lines before the header, or before the first row. */
  skip: number;
}

/** A place in a file: `line` and `column` count from 1, `column` in bytes; `lineStart` is a byte offset. */
export interface Spot {
  line: number;
  column: number;
  lineStart: number;
}

type Newline = 'LF' | 'CRLF' | 'CR';

export type CsvFault = Spot &
  (
    | { kind: 'fields'; found: number }
    | { kind: 'unclosed' }
    /** Text follows a closing quote in line `end`; the spot is the quote that opened the value. */
    | { kind: 'text after quote'; end: number }
    | { kind: 'newline'; found: Newline; before: Newline }
  );

/** What to look for: the first fault, or the value of index `field` in the record of number `record`, from 1. */
interface Question {
  /** Values that each record must have. */
  fields: number;
  record?: number;
  field?: number;
}

const [lf, cr, quote, space] = [0x0a, 0x0d, 0x22, 0x20];

/** Where the scanner stands in a value; `padded` is after a closing quote and spaces. */
const [start, plain, quoted, closed, padded] = [0, 1, 2, 3, 4];

/** Reads a delimited file byte by byte, by the rules of the engine's strict reader. */
class CsvScanner {
  readonly #delimiter: number;
  readonly #question: Question;
  readonly #wanted: number;
  #skip: number;
  #state = start;
  #line = 1;
  #lineStart = 0;
  #offset: number;
  /** Values before the current one in this record, and the last that is not empty, from 1. */
  #fields = 0;
  #filled = 0;
  #record = 1;
  #newline: Newline | undefined;
  #returned = false;
  #recordSpot: Spot;
  #valueSpot: Spot;
  answer: CsvFault | (Spot & { kind: 'value' }) | undefined;

  constructor(dialect: CsvDialect, question: Question, offset: number) {
    this.#delimiter = dialect.delimiter.charCodeAt(0);
    this.#skip = dialect.skip;
    this.#question = question;
    this.#wanted = question.record === undefined ? 0 : question.record + (dialect.header ? 1 : 0);
    this.#offset = offset;
    this.#lineStart = offset;
    this.#recordSpot = this.#here();
    this.#valueSpot = this.#recordSpot;
  }

  #here(): Spot {
    return { line: this.#line, column: this.#offset - this.#lineStart + 1, lineStart: this.#lineStart };
  }

  /** True when the answer is known. */
  read(bytes: Buffer): boolean {
    for (const byte of bytes) {
      if (this.#returned) {
        this.#returned = false;
        this.#endLine(byte === lf ? 'CRLF' : 'CR', byte === lf ? 1 : 0);
        if (byte !== lf) this.#next(byte);
      } else {
        this.#next(byte);
      }
      if (this.answer) return true;
      this.#offset += 1;
    }
    return false;
  }

  finish(): void {
    if (this.#state === quoted) this.answer = { kind: 'unclosed', ...this.#valueSpot };
    else if (this.#returned) this.#endLine('CR', 0);
    else if (this.#lineStart < this.#offset) this.#endRecord();
  }

  #next(byte: number): void {
    const state = this.#state;
    if (this.#skip > 0) {
      if (byte === lf) {
        this.#skip -= 1;
        this.#startLine(1);
      }
    } else if (state === quoted) {
      if (byte === quote) this.#state = closed;
      else if (byte === lf) this.#breakValue();
    } else if (state === start && this.#record === this.#wanted && this.#fields === this.#question.field) {
      this.answer = { kind: 'value', ...this.#here() };
    } else if (byte === this.#delimiter) {
      this.#fields += 1;
      this.#state = start;
    } else if (byte === lf) {
      this.#endLine('LF', 1);
    } else if (byte === cr) {
      this.#returned = true;
    } else {
      this.#content(byte);
    }
  }

  #content(byte: number): void {
    this.#filled = this.#fields + 1;
    if (byte === quote && this.#state !== plain && this.#state !== padded) {
      if (this.#state === start) this.#valueSpot = this.#here();
      this.#state = quoted;
    } else if (byte === space) {
      if (this.#state === closed) this.#state = padded;
    } else if (this.#state === closed || this.#state === padded) {
      this.answer = { kind: 'text after quote', end: this.#line, ...this.#valueSpot };
    } else {
      this.#state = plain;
    }
  }

  #breakValue(): void {
    this.#line += 1;
    this.#lineStart = this.#offset + 1;
  }

  #endLine(found: Newline, width: number): void {
    this.#endRecord();
    if (this.answer) return;
    if (this.#newline !== undefined && this.#newline !== found) {
      this.answer = { kind: 'newline', found, before: this.#newline, ...this.#here() };
    }
    this.#newline = found;
    this.#startLine(width);
  }

  #startLine(width: number): void {
    this.#line += 1;
    this.#lineStart = this.#offset + width;
    this.#state = start;
    this.#fields = 0;
    this.#filled = 0;
    this.#recordSpot = { line: this.#line, column: 1, lineStart: this.#lineStart };
    this.#valueSpot = this.#recordSpot;
  }

  #endRecord(): void {
    const { fields } = this.#question;
    // The engine skips a blank line, save where it can be the empty value of an only column.
    if (this.#filled === 0 && this.#fields === 0 && fields > 1) return;
    // It also drops empty values after the last column, so a trailing delimiter is no fault.
    const found = this.#fields + 1;
    if (found < fields || this.#filled > fields) this.answer = { kind: 'fields', found, ...this.#recordSpot };
    this.#record += 1;
  }
}

/**
 * Finds what the engine does not tell: where exactly a file is malformed, in physical lines, or where a record
 * is. Runs only once something has gone wrong. Undefined where the file has no such fault or record.
 */
export async function scanCsv(
  file: InputFile,
  dialect: CsvDialect,
  question: Question,
): Promise<CsvScanner['answer']> {
  let scanner: CsvScanner | undefined;
  for await (const chunk of contentOf(file)) {
    const mark = scanner === undefined && file.byteOrderMark ? 3 : 0;
    scanner ??= new CsvScanner(dialect, question, mark);
    if (scanner.read(chunk.subarray(mark))) return scanner.answer;
  }
  scanner?.finish();
  return scanner?.answer;
}

/** The text of the line that starts at a byte offset, as far as an error shows it. */
export async function lineAt(file: InputFile, offset: number): Promise<string> {
  let position = 0;
  const parts: Buffer[] = [];
  for await (const chunk of contentOf(file)) {
    const from = Math.max(0, offset - position);
    if (from < chunk.length) parts.push(chunk.subarray(from, from + 1000));
    position += chunk.length;
    if (position - offset >= 1000) break;
  }
  return (
    Buffer.concat(parts)
      .toString('utf8')
      .split(/\r\n|\n|\r/)[0] ?? ''
  );
}
