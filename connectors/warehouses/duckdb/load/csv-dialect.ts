import { ConfigError } from '../../../errors.ts';
import type { CsvDialect } from './csv-scan.ts';
import { fileFault } from './fault.ts';
import type { InputFile } from './input-file.ts';
import { patterns } from './shapes.ts';

/** What a caller knows of a delimited file; the rest is found out from its first lines. */
export interface CsvOptions {
  delimiter?: string;
  header?: boolean;
  /** The columns' names, where the file has no header, or others than its header's. */
  names?: readonly string[];
}

export interface CsvLayout extends CsvDialect {
  names: string[];
  /** Columns stand apart by runs of spaces or tabs. */
  aligned: boolean;
}

const delimiters = [',', ';', '\t', '|'];
const linesLookedAt = 200;
const lineBreak = /\r\n|\n|\r/;

/** How a file is delimited, whether its first line is a header, and what its columns are called. */
export function csvLayout(file: InputFile, options: CsvOptions = {}): CsvLayout {
  const text = file.head.toString('utf8');
  const { skip, delimiter: declared } = leadingLines(text);
  const body = text.replace(new RegExp(`^(?:[^\\r\\n]*(?:\\r\\n|\\n|\\r)){${skip}}`), '');
  const given = options.delimiter ?? declared ?? (file.format === 'tsv' ? '\t' : undefined);
  if (given !== undefined && (given.length !== 1 || given.charCodeAt(0) > 0x7f || '"\r\n'.includes(given))) {
    throw new ConfigError(`${JSON.stringify(given)} cannot be a delimiter`, {
      mend: 'Use one ASCII character.',
    });
  }
  const aligned = file.format === 'aligned' || (given === undefined && isAligned(file, body));
  const delimiter = aligned ? ' ' : (given ?? likelyDelimiter(body));
  const records = aligned ? alignedRecords(body) : splitRecords(body, delimiter, linesLookedAt);
  const whole = file.headIsAll || records.length < 2 ? records : records.slice(0, -1);
  if (whole.length === 0) {
    throw fileFault(file, 'the file holds blank lines only', {
      mend: 'A file without rows still needs a header line.',
    });
  }
  if (!file.headIsAll && records.length < 2) {
    throw fileFault(file, 'the first line is longer than 256 KB', {
      line: skip + 1,
      mend: 'Check that its lines end, and name its --delimiter.',
    });
  }
  const header = options.header ?? (options.names === undefined && looksLikeHeader(whole));
  const first = whole[0] ?? [];
  const own = header ? first : first.map(() => '');
  // A trailing delimiter on every line, header included, makes a last column that is no column.
  const width =
    header && own.length > 1 && own.at(-1)?.trim() === '' && neverFilled(whole, own.length - 1)
      ? own.length - 1
      : own.length;
  const names =
    options.names === undefined
      ? columnNames(file, own.slice(0, width), skip + 1)
      : namesFor(file, options.names, width);
  return { delimiter, header, skip, names, aligned };
}

const neverFilled = (records: readonly string[][], index: number): boolean =>
  records.every((record) => (record[index] ?? '').trim() === '');

/** Blank lines, and the `sep=;` that Excel writes and reads. */
function leadingLines(text: string): { skip: number; delimiter?: string } {
  const lines = text.split(lineBreak);
  const blank = lines.findIndex((line) => line.trim() !== '');
  const skip = Math.max(0, blank);
  const separator = /^"?sep=(.)"?$/i.exec(lines[skip] ?? '')?.[1];
  return separator === undefined ? { skip } : { skip: skip + 1, delimiter: separator };
}

/** The values of the first records, tolerantly: what is malformed is for the engine to find. */
export function splitRecords(text: string, delimiter: string, limit: number): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let value = '';
  let quoted = false;
  for (let at = 0; at < text.length && records.length < limit; at += 1) {
    const char = text[at] ?? '';
    if (quoted) {
      if (char !== '"') value += char;
      else if (text[at + 1] === '"') {
        value += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '"' && value.trim() === '') {
      value = '';
      quoted = true;
    } else if (char === delimiter) {
      record.push(value);
      value = '';
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[at + 1] === '\n') at += 1;
      record.push(value);
      if (record.length > 1 || value !== '') records.push(record);
      record = [];
      value = '';
    } else value += char;
  }
  if (record.length > 0 || value !== '') records.push([...record, value]);
  return records;
}

/** The delimiter by which most records have as many values as the first. */
function likelyDelimiter(text: string): string {
  const scored = delimiters.map((delimiter) => {
    const records = splitRecords(text, delimiter, linesLookedAt);
    const width = records[0]?.length ?? 0;
    const alike = records.filter((record) => record.length === width).length / Math.max(1, records.length);
    return { delimiter, width, alike };
  });
  const best = scored
    .filter(({ width }) => width > 1)
    .sort((a, b) => b.alike - a.alike || b.width - a.width)[0];
  return best?.delimiter ?? ',';
}

const alignedLine = (line: string): string[] => line.trim().split(/[ \t]+/);

const alignedRecords = (text: string): string[][] =>
  text
    .split(lineBreak)
    .filter((line) => line.trim() !== '')
    .slice(0, linesLookedAt)
    .map(alignedLine);

/** Without any other delimiter, and with as many words on every line; in a text file on most of them. */
function isAligned(file: InputFile, text: string): boolean {
  if (file.format !== undefined && file.format !== 'csv') return false;
  const records = alignedRecords(text);
  const lines = file.headIsAll ? records : records.slice(0, -1);
  const width = lines[0]?.length ?? 0;
  const alike = lines.filter((line) => line.length === width).length / lines.length;
  const enough = /\.txt(\.gz)?$/i.test(file.name) ? 0.5 : 1;
  if (width < 2 || lines.length < 2 || alike < enough) return false;
  return delimiters.every((delimiter) => !(text.split(lineBreak)[0] ?? '').trim().includes(delimiter));
}

const valueLike = [
  patterns.double,
  patterns.boolean,
  patterns.date,
  patterns.dottedDate,
  patterns.slashedDate,
  patterns.timestamp,
  '[^@\\s]+@[^@\\s]+\\.[a-z]+',
  '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  '\\+?[0-9][0-9 /()-]{5,}',
].map((pattern) => new RegExp(`^(?:${pattern})$`, 'i'));

const isValue = (cell: string): boolean => valueLike.some((pattern) => pattern.test(cell.trim()));

/**
 * A first line is a header unless it has values where the rows below have values of the kind: numbers, dates,
 * e-mail addresses. Where all is words it is taken for one.
 */
function looksLikeHeader(records: readonly string[][]): boolean {
  const [first = [], ...rows] = records;
  if (rows.length === 0) return !first.some(isValue);
  let votes = 0;
  first.forEach((cell, index) => {
    const below = rows.map((row) => row[index] ?? '').filter((value) => value.trim() !== '');
    const valued = below.length > 0 && below.filter(isValue).length / below.length > 0.9;
    if (valued) votes += isValue(cell) ? -1 : 1;
  });
  return votes >= 0;
}

function columnNames(file: InputFile, cells: readonly string[], line: number): string[] {
  const names = cells.map((cell, index) => cell.trim() || `column_${index + 1}`);
  checkNames(file, names, line);
  return names;
}

function namesFor(file: InputFile, names: readonly string[], width: number): string[] {
  if (names.length !== width) {
    throw fileFault(file, `has ${width} columns, and ${names.length} names were given`, {
      mend: 'Give one name for each column.',
    });
  }
  checkNames(file, names, 1);
  return [...names];
}

/** The engine does not tell capitals from small letters in a column's name. */
export function checkNames(file: InputFile, names: readonly string[], line?: number): void {
  const seen = new Map<string, number>();
  names.forEach((name, index) => {
    const before = seen.get(name.toLowerCase());
    if (before !== undefined) {
      throw fileFault(
        file,
        `the column "${name}" is there twice: as column ${before + 1} and as column ${index + 1}`,
        {
          ...(line === undefined ? {} : { line }),
          field: name,
          mend: 'Rename one of them; capitals and small letters count as the same.',
        },
      );
    }
    if (name.includes('\0')) {
      throw fileFault(file, `the name of column ${index + 1} holds a NUL`, {
        ...(line === undefined ? {} : { line }),
        mend: 'Rename it.',
      });
    }
    seen.set(name.toLowerCase(), index);
  });
}
