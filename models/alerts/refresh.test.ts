import { expect, test } from 'vitest';
import { schemas } from '../workspace/resource.ts';
import { judgeRefresh, type RefreshAccount } from './refresh.ts';

const segment = (slug: string) =>
  schemas.segment.parse({ kind: 'segment', slug, where: { profile: 'email', is_set: true } });
const marks = (account: Partial<RefreshAccount>) =>
  judgeRefresh({
    ...{ status: 'succeeded', error: null },
    segments: [
      { segment: segment('vip'), swing: 'from 1 to 900' },
      { segment: segment('new'), swing: null },
    ],
    ...account,
  }).map(({ subject, kind, stands }) => `${stands ? '+' : '-'}${subject} ${kind}`);

test('a refresh ends the failure before it, and tells each segment that swung', () => {
  expect(marks({})).toEqual(['-models failed', '+segment/vip swing', '-segment/new swing']);
});

test('a refresh that failed says nothing of segments that it did not come to', () => {
  expect(marks({ status: 'failed', error: { message: 'no such column' } })).toEqual([
    '+models failed',
    '+segment/vip swing',
  ]);
  expect(marks({ status: 'cancelled' })).toEqual([]);
});
