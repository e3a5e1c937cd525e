import { expect, test } from 'vitest';
import { faultsBelow, faultsWithin } from './fault-of.ts';

const problems = [
  { field: 'fuzzy.compare.name.from[1]', message: 'no source is called "crn"', nearest: 'crm.name' },
  { field: 'fuzzy.compare.name_2', message: 'is reserved' },
];

test('a fault stands at its field, and within what holds it, and nowhere else', () => {
  const at = faultsBelow(problems, 'fuzzy');
  expect(at('compare.name')).toBeNull();
  expect(at('compare.name_2')).toBe('is reserved');
  const within = faultsWithin(problems, 'fuzzy');
  expect(within('compare.name')).toBe('no source is called "crn". crm.name?');
  expect(within('compare.name.from')).toBe('no source is called "crn". crm.name?');
  expect(within('compare.name_2')).toBe('is reserved');
  expect(within('compare.nam')).toBeNull();
  expect(within('block_on')).toBeNull();
});
