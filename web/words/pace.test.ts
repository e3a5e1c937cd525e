import { expect, test } from 'vitest';
import { paceOf } from './pace.ts';

test('a pace is told once it means something, and of a run that sends', () => {
  const run = { status: 'running', since: 0, accepted: 3000, pending: 600 };
  expect(paceOf(run, 15_000)).toEqual({ perSecond: 200, secondsLeft: 3 });
  expect(paceOf(run, 9_000)).toBeNull();
  expect(paceOf({ ...run, accepted: 0 }, 15_000)).toBeNull();
  expect(paceOf({ ...run, status: 'paused' }, 15_000)).toBeNull();
});
