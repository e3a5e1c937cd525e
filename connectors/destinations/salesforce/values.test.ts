import { expect, test } from 'vitest';
import { csvFiles, csvRecords, faultOf } from './job-csv.ts';
import { queriesOf, quoted } from './soql.ts';
import { csvValue, jsonValue, normaliseKey } from './values.ts';

test.each([
  [null, 'string', null, '#N/A'],
  ['', 'string', '', '#N/A'],
  [' a;b ', 'string', ' a;b ', ' a;b '],
  [7, 'string', '7', '7'],
  [true, 'string', 'true', 'true'],
  ['TRUE', 'boolean', true, 'TRUE'],
  [false, 'boolean', false, 'false'],
  ['perhaps', 'boolean', 'perhaps', 'perhaps'],
  ['12.5', 'double', 12.5, '12.5'],
  [0, 'double', 0, '0'],
  ['9223372036854775807', 'long', '9223372036854775807', '9223372036854775807'],
  ['many', 'int', 'many', 'many'],
  ['', 'double', '', '#N/A'],
  ['2024-02-29 23:30:00-05', 'date', '2024-03-01', '2024-03-01'],
  ['2024-02-29 10:11:12.345678', 'datetime', '2024-02-29T10:11:12.345Z', '2024-02-29T10:11:12.345Z'],
  ['soon', 'datetime', 'soon', 'soon'],
  [['Art', 'Tea'], 'multipicklist', 'Art;Tea', 'Art;Tea'],
  [['a'], 'string', '["a"]', '["a"]'],
])('%o as %s is %o in JSON, %o in CSV', (value, type, json, csv) => {
  expect(jsonValue(value, type)).toBe(json);
  expect(csvValue(value, type)).toBe(csv);
});

test('keys are told apart as Salesforce does', () => {
  const field = { type: 'string', caseSensitive: false };
  expect(normaliseKey('Ada', field)).toBe(normaliseKey('ADA', field));
  expect(normaliseKey('Ada', { ...field, caseSensitive: true })).toBe('Ada');
  expect(normaliseKey('7.0', { ...field, type: 'double' })).toBe('7');
  const id = { type: 'id', caseSensitive: false };
  expect(normaliseKey('003000000000001', id)).toBe(normaliseKey('003000000000001AAA', id));
  expect(normaliseKey('003000000000001', id)).not.toBe(normaliseKey('00300000000000A', id));
});

test('text is quoted so that it stays one literal', () => {
  expect(quoted("o'brien \\ \n\r\t\b\f ✓")).toBe("'o\\'brien \\\\ \\n\\r\\t\\b\\f ✓'");
  expect(quoted("') OR Name LIKE ('%")).toBe("'\\') OR Name LIKE (\\'%'");
});

test('long lists of keys are asked for in several statements', () => {
  const keys = Array.from({ length: 3000 }, (_, index) => `kéy ${index}`);
  const queries = queriesOf('Contact', { name: 'Weft_Id__c', type: 'string' }, keys, ['Id']);
  expect(queries.length).toBeGreaterThan(1);
  for (const query of queries) expect(encodeURIComponent(query).length).toBeLessThan(10_200);
  expect(queries.join('').match(/'kéy \d+'/g)).toEqual(keys.map(quoted));
  expect(queriesOf('Contact', { name: 'N__c', type: 'double' }, ['1', "2'", 'x', '-3.5'], ['Id'])).toEqual([
    'SELECT Id FROM Contact WHERE N__c IN (1,-3.5)',
  ]);
  expect(queriesOf('Contact', { name: 'N__c', type: 'double' }, ['x'], ['Id'])).toEqual([]);
});

test('files keep hostile cells, and are split by their size', () => {
  const cells = ['a,"b"', 'two\nlines\r\n', ';^`|\t', '', "o'brien 👩‍👧", '=1+1'];
  const records = cells.map((cell, index) => [`k${index}`, cell]);
  const [file = '', ...more] = csvFiles(['Key', 'Text'], records);
  expect(more).toEqual([]);
  expect(csvRecords(file)).toEqual(records.map(([Key, Text]) => ({ Key, Text })));
  const files = csvFiles(['Key', 'Text'], records, 40);
  expect(files.length).toBeGreaterThan(3);
  expect(files.flatMap(csvRecords)).toEqual(csvRecords(file));
  expect(csvFiles(['Key'], [])).toEqual([]);
});

test.each([
  [
    'REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --',
    {
      code: 'REQUIRED_FIELD_MISSING',
      message: 'Required fields are missing: [LastName]',
      fields: ['LastName'],
    },
  ],
  [
    'DUPLICATE_VALUE:duplicate value found: X__c duplicates value on record with id: 003:--',
    {
      code: 'DUPLICATE_VALUE',
      message: 'duplicate value found: X__c duplicates value on record with id: 003:--',
      fields: [],
    },
  ],
  ['A_B:said:X__c,Y__c --', { code: 'A_B', message: 'said', fields: ['X__c', 'Y__c'] }],
  ['out of the blue', { code: 'UNKNOWN', message: 'out of the blue', fields: [] }],
])('%s is read', (error, fault) => expect(faultOf(error)).toEqual(fault));
