import { expect, test } from 'vitest';
import { estimate } from './count.ts';

test('a sample of 200 persons with 50 members, by Wilson of 0.1950 to 0.3143', () => {
  expect(estimate(50, 10_000, 50)).toEqual({ members: 2500, error: 644 });
});

test('a sample without a member does not say that there is none', () => {
  // Wilson of 0 in 200: up to 0.01885.
  expect(estimate(0, 10_000, 50)).toEqual({ members: 0, error: 189 });
});

test('a sample of members alone is everyone, and never more', () => {
  expect(estimate(200, 10_000, 50)).toEqual({ members: 10_000, error: 189 });
  expect(estimate(3, 100, 50)).toMatchObject({ members: 100 });
});
