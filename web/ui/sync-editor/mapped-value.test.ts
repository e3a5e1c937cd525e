import { expect, test } from 'vitest';
import type { MappedValue } from '../../../models/workspace/kinds/mapping.ts';
import { renamed, shapeOf, sourceText, withMade, withShape, withSource } from './mapped-value.ts';

test('a row of the table says how its value comes about, and is written in short where it can be', () => {
  const cases: [value: MappedValue, shape: string, text: string][] = [
    ['email', 'column', 'email'],
    ['Hello {{ first_name }}', 'template', 'Hello {{ first_name }}'],
    [{ column: 'email', hash: 'sha256' }, 'column', 'email'],
    [{ formula: '{a} + 1' }, 'formula', '{a} + 1'],
    [{ value: 'web' }, 'fixed', 'web'],
    [{ value: 3 }, 'fixed', '3'],
    [{ value: { a: 1 } }, 'nested', '{"a":1}'],
    [{ object: { city: 'city' } }, 'nested', ''],
    [{ list: ['a', 'b'] }, 'nested', ''],
  ];
  for (const [value, shape, text] of cases)
    expect([shapeOf(value), sourceText(value)]).toEqual([shape, text]);
});

test('another source keeps what is made of it, and what is nested is never touched', () => {
  expect(withSource('email', 'mail')).toBe('mail');
  expect(withSource({ column: 'email', hash: 'md5' }, 'mail')).toEqual({ column: 'mail', hash: 'md5' });
  expect(withSource({ column: 'email', hash: 'md5' }, '{{ a }}')).toEqual({
    template: '{{ a }}',
    hash: 'md5',
  });
  expect(withSource({ object: { city: 'city' } }, 'x')).toEqual({ object: { city: 'city' } });
  expect(withMade({ list: ['a'] }, { hash: 'md5' })).toEqual({ list: ['a'] });
});

test('what is made of a value comes and goes', () => {
  expect(withMade('email', { normalize: 'email' })).toEqual({ column: 'email', normalize: 'email' });
  expect(withMade({ column: 'email', normalize: 'email' }, { normalize: undefined })).toBe('email');
  expect(withMade({ column: 'p', normalize: 'phone', region: 'DE' }, { normalize: 'trim' })).toEqual({
    column: 'p',
    normalize: 'trim',
  });
  expect(withMade('a', { required: false })).toBe('a');
  expect(withShape(withShape('a', 'formula'), 'read')).toBe('a');
});

test('a field is renamed in its place', () => {
  expect(Object.keys(renamed({ a: 1, b: 2, c: 3 }, 'b', 'x'))).toEqual(['a', 'x', 'c']);
});
