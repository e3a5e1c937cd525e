import { expect, test } from 'vitest';
import {
  about,
  chosen,
  compared,
  comparisonsOf,
  isEditable,
  joinValues,
  Memory,
  splitValues,
  typedValue,
  withVerb,
} from './conditions.ts';
import { type Draft, idOf } from './tree.ts';

test.each([
  ['a\nb\r\nc', ['a', 'b', 'c']],
  ['a, b,c', ['a', 'b', 'c']],
  ['Bonn, am Rhein\nUlm', ['Bonn, am Rhein', 'Ulm']],
  ['"a";"b"', ['a', 'b']],
  ['a\tb\t\t', ['a', 'b']],
  ['  ', []],
])('a paste of %j is %j', (pasted, values) => {
  expect(splitValues(pasted)).toEqual(values);
});

test('values are joined once each, and it is told how many were there', () => {
  expect(joinValues(['a'], ['a', 'b', 'b', 'c'])).toEqual({
    values: ['a', 'b', 'c'],
    added: 2,
    duplicates: 2,
  });
});

test.each([
  ['12', 12],
  ['1 200.5', 1200.5],
  ['-3', -3],
  ['twelve', null],
  ['', null],
  ['Infinity', null],
])('%j typed as a number is %j', (typed, value) => {
  expect(typedValue(typed, 'number')).toBe(value);
});

test('another operator keeps the value where it can', () => {
  const first = (node: Draft) => comparisonsOf(node)[0] ?? null;
  const one: Draft = { profile: 'city', eq: 'Ulm' };
  const many = chosen(one, first(one), 'in', 'text');
  expect(many).toEqual({ profile: 'city', in: ['Ulm'] });
  expect(chosen(many, first(many), 'neq', 'text')).toEqual({ profile: 'city', neq: 'Ulm' });
  const number: Draft = { trait: 'spent', gte: 5 };
  expect(chosen(number, first(number), 'between', 'number')).toEqual({ trait: 'spent', between: [5, null] });
  expect(chosen(number, first(number), 'unknown', 'number')).toEqual({ trait: 'spent', is_set: false });
  const time: Draft = { trait: 'seen', within: '90 days' };
  expect(chosen(time, first(time), 'gte', 'time')).toEqual({ trait: 'seen', gte: null });
});

test('one of several comparisons changes, and the others stay where they are', () => {
  const node: Draft = { trait: 'spent', gte: 5, lt: 10 };
  expect(JSON.stringify(compared(node, 'gte', { operator: 'gt', value: 6 }))).toBe(
    '{"trait":"spent","gt":6,"lt":10}',
  );
});

test('a row that is about something else and back is as it was', () => {
  const memory = new Memory();
  const node: Draft = { trait: 'spent', gte: 5, lt: 10 };
  const other = about(node, 'row', { family: 'profile', name: 'city' }, 'text', memory);
  expect(other).toEqual({ profile: 'city', in: [] });
  const back = about(other, 'row', { family: 'trait', name: 'spent' }, 'number', memory);
  expect(JSON.stringify(back)).toBe(JSON.stringify(node));
  expect(idOf(back)).toBe(idOf(node));
});

test('an event under another verb keeps its window and filter', () => {
  const node: Draft = { did: 'viewed', at_least: 2, within: '60 days', where: { category: 'tents' } };
  expect(withVerb(node, 'did_not')).toEqual({
    did_not: 'viewed',
    within: '60 days',
    where: { category: 'tents' },
  });
  expect(withVerb(node, 'sequence')).toEqual({
    sequence: [{ did: 'viewed', where: { category: 'tents' } }, { did: '' }],
    within: '60 days',
  });
});

test.each<[boolean, Draft]>([
  [true, {}],
  [true, { did: 'x', at_least: 2, where: { a: 1 }, after: { did: 'y', within: '1 day' } }],
  [true, { near: { latitude: 1, longitude: 2 }, km: 5, latitude: 'lat', longitude: 'lon' }],
  [false, { did: 'x', frequency: 3 }],
  [false, { profile: 'x', resembles: 'y' }],
  [false, { moon: 'full' }],
])('%s: the builder knows every field of %j', (known, node) => {
  expect(isEditable(node)).toBe(known);
});
