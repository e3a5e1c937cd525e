import { createHash } from 'node:crypto';
import type { Value } from '../../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../../connectors/warehouses/dialect.ts';

/** A value as it is written, and as it must come back. */
export interface Sample {
  label: string;
  written: Value;
  read: Value;
  /** Too long for a statement's text: engines bound that at a million characters. */
  long?: boolean;
}

const same = (label: string, value: Value): Sample => ({ label, written: value, read: value });
const each = (values: readonly Value[]): Sample[] =>
  values.map((value) => same(JSON.stringify(value), value));
const becomes = (written: Value, read: Value): Sample => ({
  label: `${JSON.stringify(written)} as ${JSON.stringify(read)}`,
  written,
  read,
});

/** A megabyte that compresses badly and has characters of one to four bytes. */
function megabyte(): string {
  const parts: string[] = [];
  for (let index = 0, length = 0; length < 1_000_000; index += 1) {
    const part = `${createHash('md5').update(String(index)).digest('hex')}é漢😀'\\`;
    parts.push(part);
    length += Buffer.byteLength(part);
  }
  return parts.join('');
}

const allBytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('base64');

/** Texts that have broken quoting, escaping or parsing somewhere. */
export const texts: Sample[] = [
  ...each([
    '',
    ' ',
    '  both ends  ',
    "it's",
    "''",
    '"',
    '`',
    '\\',
    '\\\\',
    "\\'",
    "'; drop table persons; --",
    "' or 1 = 1 /*",
    '*/ -- #',
    '$1 $$ $\u007bx}',
    '? ?? :1 :name @p1 %s %',
    '{{ ref("x") }} {% raw %} {# c #}',
    '\\n is not a newline',
    'a\nb',
    'a\r\nb\rc',
    'tab\tand\u000b\f',
    'null',
    'NULL',
    '\\N',
    'NaN',
    'true',
    '007',
    '1e5',
    '{"a": [1, "b"]}',
    'a,b;c|d',
    '"quoted ""twice"""',
    '\u0001\u001f\u007f',
    'é is not e\u0301',
    'ß ﬁ İ ı Σς',
    'العربية و עברית',
    '漢字かなカナ한글',
    '😀 👨‍👩‍👧‍👦 🏳️‍🌈',
    '\u{10ffff}\u{1f600}',
    '\ufeffmark',
    'zero\u200bwidth\u200d\u2060',
    'line\u2028paragraph\u2029',
    '\u00a0no\u202fbreak\u3000',
    "U&'\\0041' \\u0041 \\x41 &#65; %41",
  ]),
  { ...same('a megabyte', megabyte()), long: true },
];

export const samples: Record<ColumnKind, Sample[]> = {
  text: [...texts, same('nothing', null)],
  integer: [
    ...each([
      '0',
      '1',
      '-1',
      '2147483647',
      '-2147483648',
      '9007199254740991',
      '9007199254740993',
      '-9007199254740993',
      '9223372036854775807',
      '-9223372036854775808',
    ]),
    becomes(42, '42'),
    same('nothing', null),
  ],
  decimal: [
    ...each([
      '0',
      '10',
      '100000',
      '1.5',
      '-1.5',
      '0.1',
      '-0.000000001',
      '0.000000001',
      '123456789.123456789',
      '12345678901234567890123456789.123456789',
      '-99999999999999999999999999999.999999999',
    ]),
    becomes('1.50', '1.5'),
    becomes('2.000000000', '2'),
    becomes(2.25, '2.25'),
    same('nothing', null),
  ],
  double: [
    ...each([
      0, 1, 1.5, -1.5, 0.1, 123456789.125, 1e21, 1e-7, 1.7976931348623157e308, 2.2250738585072014e-308,
    ]),
    ...each(['NaN', 'Infinity', '-Infinity']),
    same('nothing', null),
  ],
  boolean: [...each([true, false]), same('nothing', null)],
  date: [
    ...each([
      '0001-01-01',
      '1582-10-04',
      '1582-10-15',
      '1899-12-31',
      '1969-12-31',
      '1970-01-01',
      '2000-02-29',
      '2024-12-31',
      '9999-12-31',
    ]),
    same('nothing', null),
  ],
  timestamp: [
    ...each([
      '1970-01-01T00:00:00Z',
      '1969-12-31T23:59:59.999999Z',
      '1900-01-01T00:00:00.000001Z',
      '0001-01-01T00:00:00Z',
      '1582-10-15T12:00:00Z',
      '2024-02-29T12:34:56.123456Z',
      '2024-02-29T12:34:56.1Z',
      '2024-02-29T12:34:56.00005Z',
      '2038-01-19T03:14:08Z',
      '2286-11-20T17:46:40.654321Z',
      '9999-12-31T23:59:59.999999Z',
    ]),
    becomes('2024-03-31T02:30:00+02:00', '2024-03-31T00:30:00Z'),
    becomes('2024-07-01T00:00:00.000001-05:30', '2024-07-01T05:30:00.000001Z'),
    becomes('2024-01-01T00:00:00.500Z', '2024-01-01T00:00:00.5Z'),
    same('nothing', null),
  ],
  bytes: [
    ...each(['', 'AA==', '/w==', '3q2+7w==', 'J1wiAA==']),
    same('all 256', allBytes),
    same('nothing', null),
  ],
  json: [
    ...each([
      {},
      [],
      { a: 1, b: 'two', c: true, d: null, e: [1.5, -2, 'x', null, [], {}] },
      { 'a key': { '"quoted"': "it's", 'back\\slash': '\n\t\u0001', 漢字: '😀' } },
      [[[[]]], [{ deep: [{ deeper: { deepest: 0 } }] }]],
      { max: 9007199254740991, min: -9007199254740991, small: 0.000001, tenth: 0.1 },
      { __proto__2: 1, constructor: 'x', toString: null },
      ['{"text": "that looks like JSON"}', 'null', ''],
      'a text of its own',
      true,
      12.5,
    ]),
    same('nothing', null),
  ],
};
