import { expect, test } from 'vitest';
import { suggestMapping } from './suggest.ts';

const columns = [
  { name: 'email', kind: 'text' },
  { name: 'first_name', kind: 'text' },
  { name: 'surname', kind: 'text' },
  { name: 'postal_code', kind: 'text' },
  { name: 'lifetime_value', kind: 'double' },
  { name: 'birth_date', kind: 'text' },
  { name: 'orders', kind: 'integer' },
] as const;

test('fields find their columns by name, by what people call them, and by type', () => {
  const fields = [
    { name: 'Email', type: 'email', required: true },
    { name: 'FirstName', type: 'text' },
    { name: 'LastName', type: 'text', required: true },
    { name: 'MailingPostalCode', type: 'text' },
    { name: 'Lifetime_Value__c', type: 'number' },
    { name: 'Birthdate', type: 'date' },
    { name: 'Fax', type: 'text' },
    { name: 'OwnerId', type: 'text', required: true },
  ];
  expect(suggestMapping(columns, fields)).toEqual({
    map: {
      Email: { column: 'email', normalize: 'email' },
      FirstName: 'first_name',
      LastName: 'surname',
      MailingPostalCode: 'postal_code',
      Lifetime_Value__c: 'lifetime_value',
      Birthdate: { column: 'birth_date', type: 'date' },
    },
    missing: ['OwnerId'],
  });
});

test('a column goes to the field that is most like it, and to that alone', () => {
  const fields = [
    { name: 'order', type: 'integer' },
    { name: 'orders', type: 'integer' },
  ];
  expect(suggestMapping(columns, fields).map).toEqual({ orders: 'orders' });
  expect(suggestMapping([], fields)).toEqual({ map: {}, missing: [] });
});
