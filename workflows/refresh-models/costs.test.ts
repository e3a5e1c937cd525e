import { expect, test } from 'vitest';
import { sharedSeconds } from './costs.ts';

const at = (second: number, seconds: number) => ({
  startedAt: new Date(Date.UTC(2026, 10, 22) + second * 1000).toISOString(),
  seconds,
});

test('models that run one after the other each have their own time', () => {
  expect(sharedSeconds([at(0, 4), at(4, 6)])).toEqual([4, 6]);
});

test('models that run at once share the time, and the sum is that of the warehouse', () => {
  // 0-2 alone, 2-4 two, 4-6 three, 6-10 one, then a pause, then one.
  const shares = sharedSeconds([at(0, 6), at(2, 4), at(4, 6), at(20, 1)]);
  expect(shares.map((share) => Number(share.toFixed(6)))).toEqual(
    [2 + 1 + 2 / 3, 1 + 2 / 3, 2 / 3 + 4, 1].map((share) => Number(share.toFixed(6))),
  );
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(11, 9);
});

test('a model whose start is not known counts in full', () => {
  expect(sharedSeconds([{ startedAt: null, seconds: 3 }, at(0, 2)])).toEqual([3, 2]);
});
