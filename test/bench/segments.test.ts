import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { measureSegments } from '../../cli/bench/segments.ts';

test('a live count is that of every statement by hand, and each number is told beside its limit', async () => {
  const results = await measureSegments({ persons: 3000, events: 30_000, runs: 2, folder: tmpdir() });
  const of = (metric: string) => results.find((result) => result.metric === metric);
  const told = results.filter(({ value }) => value === null || !(value >= 0));
  expect(told).toEqual([]);
  expect(of('count.p95')).toMatchObject({ target: 300, bound: 'at most', pass: null });
  expect(of('count.to_by_hand')).toMatchObject({ target: 1.3, pass: null });
  // One scan of events and one of persons, however many segments there are.
  expect(of('segments.statements')?.value).toBeLessThan(150);
  expect(of('segments.hundred_to_one')?.value).toBeGreaterThan(0.5);
  expect(of('traits.fifty_to_one')).toMatchObject({ target: 3, pass: null });
  expect(of('count.sampled_off')?.value).toBeLessThan(1);
}, 300_000);
