import { expect, test } from 'vitest';
import { type Fuzzy, fuzzySchema } from '../../../models/workspace/kinds/fuzzy.ts';
import {
  estimatesOf,
  freeName,
  inOrder,
  nextLevel,
  removeComparison,
  renameComparison,
  shareStart,
  sharesOf,
  sumOf,
  thresholdsOf,
  withLevels,
} from './fuzzy-edits.ts';

const fuzzy: Fuzzy = fuzzySchema.parse({
  compare: {
    surname: { from: ['crm.last_name'], jaro_winkler: [0.92, 0.8], m: [0.8, 0.1, 0.05, 0.05] },
    born: { from: ['crm.born'], levenshtein: [1], days: [31] },
    town: { from: ['crm.town'] },
  },
  block_on: [['born'], [{ column: 'surname', first: 3 }, 'town']],
  train: { block_on: [['surname'], ['town']] },
});
const surname = fuzzy.compare.surname;
if (!surname) throw new Error('no surname');

test('a comparison keeps its place under another name, and every rule follows', () => {
  const renamed = renameComparison(fuzzy, 'surname', 'family_name');
  expect(Object.keys(renamed.compare)).toEqual(['family_name', 'born', 'town']);
  expect(renamed.block_on).toEqual([['born'], [{ column: 'family_name', first: 3 }, 'town']]);
  expect(renamed.train.block_on).toEqual([['family_name'], ['town']]);
  expect(renameComparison(renamed, 'family_name', 'surname')).toEqual(fuzzy);
  const { train, ...plain } = fuzzy;
  const untrained = renameComparison({ ...plain, train: { ...train, block_on: undefined } }, 'town', 'city');
  expect('block_on' in untrained.train).toBe(false);
});

test('rules keep the column of a comparison that is removed: without it they would make more pairs', () => {
  const without = removeComparison(fuzzy, 'town');
  expect(Object.keys(without.compare)).toEqual(['surname', 'born']);
  expect(without.block_on).toEqual(fuzzy.block_on);
  expect(without.train).toEqual(fuzzy.train);
});

test('shares go when they no longer are one for each level, and stay when only a number changes', () => {
  expect(withLevels(surname, 'jaro_winkler', [0.95, 0.85]).m).toEqual([0.8, 0.1, 0.05, 0.05]);
  const shorter = withLevels(surname, 'jaro_winkler', [0.92]);
  expect('m' in shorter).toBe(false);
  expect(shorter.jaro_winkler).toEqual([0.92]);
  expect(surname.m).toHaveLength(4);
});

test('levels are in the order in which they are declared, each further one asks less', () => {
  const born = fuzzy.compare.born;
  expect(born && thresholdsOf(born)).toEqual([
    { kind: 'levenshtein', place: 0, value: 1 },
    { kind: 'days', place: 0, value: 31 },
  ]);
  expect(inOrder('jaro_winkler', [0.8, 0.92])).toEqual([0.92, 0.8]);
  expect(inOrder('days', [365, 31])).toEqual([31, 365]);
  expect(nextLevel('jaro_winkler', [])).toBe(0.92);
  expect(nextLevel('jaro_winkler', [0.92, 0.8])).toBe(0.72);
  expect(nextLevel('jaro_winkler', [0.05])).toBe(0.025);
  expect(nextLevel('levenshtein', [1, 2])).toBe(3);
  expect(nextLevel('days', [31])).toBe(62);
});

test('shares add up to 1, and none is nothing or all', () => {
  for (const weights of [[1], [1, 1, 1], [1, 1e-9], [0.333333, 0.333333, 0.333334], [0, 0, 5, 0]]) {
    const shares = sharesOf(weights);
    expect(sumOf(shares), String(weights)).toBe(1);
    if (weights.length > 1)
      for (const share of shares) expect(share > 0 && share < 1, String(weights)).toBe(true);
  }
  const m = shareStart(surname, 'm', null);
  expect(m).toHaveLength(4);
  expect(m).toEqual(m.toSorted((a, b) => b - a));
  expect(shareStart(surname, 'u', null)).toEqual(m.toReversed());
});

test('estimates are of these very levels or none', () => {
  const town = fuzzy.compare.town;
  if (!town) throw new Error('no town');
  const estimates = [
    { condition: 'equal', m: 0.87654, u: 0.02 },
    { condition: 'anything else', m: 0.12346, u: 0.98 },
  ];
  expect(estimatesOf(town, estimates)).toBe(estimates);
  expect(estimatesOf(town, undefined)).toBeNull();
  expect(estimatesOf({ ...town, days: [3] }, estimates)).toBeNull();
  expect(estimatesOf(town, [...estimates].reverse())).toBeNull();
  expect(shareStart(town, 'm', estimates)).toEqual([0.8765, 0.1235]);
});

test('a name that is free and may be one', () => {
  expect(freeName('Last Name', [])).toBe('last_name');
  expect(freeName('town', ['town', 'town_2'])).toBe('town_3');
  expect(freeName('1st', [])).toBe('column_1st');
});
