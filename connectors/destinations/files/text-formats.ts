import { stringify } from 'csv-stringify/sync';
import type { OutgoingRow } from '../define.ts';
import { cellText, jsonText } from '../values.ts';
import { slicesOf, valuesOf } from './columns.ts';

/**
 * CSV (RFC 4180) in UTF-8 without a byte order mark, one header line, `\n` between lines. Null is an empty
 * cell, empty text is `""`. Lists and objects are JSON.
 */
export function* csv(
  rows: readonly OutgoingRow[],
  columns: readonly string[],
  escapeFormulas: boolean,
): Generator<string> {
  const write = (lines: unknown[][]) =>
    stringify(lines, { record_delimiter: '\n', quoted_match: [/^$/, /^\s|\s$|[\r\n]/] });
  const cell = (value: unknown): string | null => {
    const text = cellText(value);
    return escapeFormulas && text !== null ? withoutFormula(text) : text;
  };
  yield write([columns.map(cell)]);
  for (const slice of slicesOf(rows)) {
    yield write(slice.map((row) => valuesOf(row, columns).map(cell)));
  }
}

const formulaStart = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/u;
const plainNumber = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/**
 * Text that a spreadsheet would take for a formula, with an apostrophe before it (OWASP, CSV injection).
 * Numbers stay as they are. It changes the data, which is right only for files that people open by hand.
 */
export function withoutFormula(text: string): string {
  return formulaStart.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}

/** JSON lines: one object a row with every column, null where the row has no value. */
export function* jsonLines(rows: readonly OutgoingRow[], columns: readonly string[]): Generator<string> {
  const names = columns.map((name) => jsonText(name));
  for (const slice of slicesOf(rows)) {
    const lines = slice.map((row) => {
      const values = valuesOf(row, columns).map((value, index) => `${names[index]}:${jsonText(value)}`);
      return `{${values.join(',')}}\n`;
    });
    yield lines.join('');
  }
}
