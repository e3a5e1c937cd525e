import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OutgoingRow } from '../define.ts';
import { columnsOf } from './columns.ts';
import { csv, jsonLines, withoutFormula } from './text-formats.ts';

const row = (key: string, fields: OutgoingRow['fields']): OutgoingRow => ({
  key,
  operation: 'create',
  fields,
});
const text = (pieces: Iterable<string>) => [...pieces].join('');

test('CSV tells null from empty text and keeps each kind of value', () => {
  const fields = { a: null, b: '', c: 'x', d: true, e: 1.5, f: '9223372036854775807', g: ['t', 1] };
  const written = text(csv([row('k', fields)], columnsOf([row('k', fields)], []), false));
  expect(written).toBe(
    '_key,_operation,a,b,c,d,e,f,g\nk,create,,"",x,true,1.5,9223372036854775807,"[""t"",1]"\n',
  );
});

test('CSV quotes what readers would cut or trim', () => {
  const written = text(
    csv([row(' k', { a: 'x\ry', b: 'p\nq', c: 'm,n' })], ['_key', '_operation', 'a', 'b', 'c'], false),
  );
  expect(written.split('\n').slice(1).join('\n')).toBe('" k",create,"x\ry","p\nq","m,n"\n');
});

test('CSV comes back as it was, whatever the text', () => {
  const cells = fc.array(
    fc.tuple(fc.string({ unit: 'grapheme' }), fc.option(fc.string({ unit: 'binary' }))),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(cells, (given) => {
      const rows = given.map(([key, a]) => row(key, { a: a?.toWellFormed() ?? null }));
      const lines = parse(text(csv(rows, ['_key', '_operation', 'a'], false)), {
        cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
      });
      expect(lines.slice(1)).toEqual(
        rows.map(({ key, fields }) => [key === '' ? '' : key, 'create', fields.a]),
      );
    }),
    { verbose: true },
  );
});

test.each([
  ['=1+1', "'=1+1"],
  ['+cmd', "'+cmd"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['-2+3', "'-2+3"],
  ['\t=1', "'\t=1"],
  ['＝1', "'＝1"],
  ['-12.50', '-12.50'],
  ['+49', '+49'],
  ['a=1', 'a=1'],
  ['', ''],
])('a formula as text: %s', (given, written) => expect(withoutFormula(given)).toBe(written));

test('formulas are escaped only where asked, in names as well', () => {
  const rows = [row('=k', { '=a': '=1' })];
  const columns = columnsOf(rows, []);
  expect(text(csv(rows, columns, false))).toBe('_key,_operation,=a\n=k,create,=1\n');
  expect(text(csv(rows, columns, true))).toBe("_key,_operation,'=a\n'=k,create,'=1\n");
});

test('JSON lines hold every column, in order, and one row a line', () => {
  const rows = [
    row('a', { 1: 'x\ny', b: { c: [1n] } }),
    { key: 'b', operation: 'delete' as const, fields: {} },
  ];
  expect(text(jsonLines(rows, columnsOf(rows, ['b'])))).toBe(
    '{"_key":"a","_operation":"create","b":{"c":["1"]},"1":"x\\ny"}\n' +
      '{"_key":"b","_operation":"delete","b":null,"1":null}\n',
  );
});

test('a field that is called as another column is refused', () => {
  expect(() => columnsOf([], ['email', 'Email'])).toThrow('"Email" would be a second column "email"');
  expect(() => columnsOf([], ['_operation'])).toThrow('second column');
});
