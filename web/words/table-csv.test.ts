import { expect, test } from 'vitest';
import { cellValue } from './table-csv.ts';

test.each([
  [{ text: '12,345.5', numeric: true }, 'en', '12345.5'],
  [{ text: '12.345,5', numeric: true }, 'de', '12345.5'],
  [{ text: '\u221212', numeric: true }, 'en', '-12'],
  [{ text: '1.2M', title: '1,234,567', numeric: true }, 'en', '1234567'],
  [
    { text: '3 h ago', time: '2026-11-30T10:00:00.000Z', title: '30 Nov 2026', numeric: true },
    'en',
    '2026-11-30T10:00:00.000Z',
  ],
  [{ text: '–', missing: true, numeric: true }, 'en', ''],
  // A key that looks like a number stays what it is.
  [{ text: '12.345' }, 'de', '12.345'],
  [{ text: '42 ms', numeric: true }, 'en', '42 ms'],
  [{ text: ' Ada\n  Admin ' }, 'en', 'Ada Admin'],
] as const)('%j in %s is %j', (cell, locale, value) => {
  expect(cellValue(cell, locale)).toBe(value);
});
