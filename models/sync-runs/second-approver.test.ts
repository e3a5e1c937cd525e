import { expect, test } from 'vitest';
import { approversNeeded, everyRunReason } from './second-approver.ts';

const removes = '15 of 40 rows would be removed, 38 %; the limit is 20%';

test.each([
  ['a breaker, and people enough', [removes], 2, 2],
  ['a breaker beside the approval of each run', [everyRunReason, removes], 5, 2],
  ['the approval of each run alone', [everyRunReason], 5, 1],
  ['a breaker, and one who may approve', [removes], 1, 1],
  ['a breaker, and nobody who signs in', [removes], 0, 1],
] as const)('%s', (_, reasons, mayApprove, needed) => {
  expect(approversNeeded(reasons, mayApprove)).toBe(needed);
});
