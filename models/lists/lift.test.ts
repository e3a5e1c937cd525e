import { expect, test } from 'vitest';
import { liftOf } from './lift.ts';

const group = (converted: number, persons: number) => ({
  persons,
  converted,
  rate: persons === 0 ? null : converted / persons,
});

/** Newcombe (1998), "Interval estimation for the difference between independent proportions", table II, method 10. */
const published: [a: number, m: number, b: number, n: number, low: number, high: number][] = [
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [6, 7, 2, 7, 0.0582, 0.8062],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [0, 10, 0, 20, -0.1611, 0.2775],
  [0, 10, 0, 10, -0.2775, 0.2775],
  [10, 10, 0, 20, 0.6791, 1],
  [10, 10, 0, 10, 0.6075, 1],
];

test.for(published)('%i of %i against %i of %i is as published', ([a, m, b, n, low, high]) => {
  const { difference, significant } = liftOf(group(a, m), group(b, n));
  expect(difference?.low).toBeCloseTo(low, 4);
  expect(difference?.high).toBeCloseTo(high, 4);
  expect(significant).toBe(low > 0 || high < 0);
});

test('an empty group says nothing, and of a rate of 0 there is no relative lift', () => {
  expect(liftOf(group(3, 10), group(0, 0))).toMatchObject({ difference: null, significant: false });
  expect(liftOf(group(3, 10), group(0, 10)).relative).toBeNull();
  expect(liftOf(group(3, 10), group(2, 10)).relative).toBeCloseTo(0.5);
});
