import { expect, test } from 'vitest';
import { blackoutMs, isBlackedOut } from './blackout.ts';

const night = [{ from: '22:00', to: '06:00', zone: 'Europe/Berlin' }];
const hours = (amount: number) => amount * 3_600_000;

test.each([
  // Berlin is two hours ahead of UTC in summer, one in winter.
  ['2026-07-01T19:59:00Z', 0],
  ['2026-07-01T20:00:00Z', hours(8)],
  ['2026-07-02T03:30:00Z', hours(0.5)],
  ['2026-07-02T04:00:00Z', 0],
  ['2026-01-01T20:30:00Z', 0],
  ['2026-01-01T21:30:00Z', hours(7.5)],
  // The night in which the clock goes forward is an hour shorter.
  ['2026-03-28T21:00:00Z', hours(7)],
])('at %s nothing is sent for %d ms', (at, wait) => expect(blackoutMs(night, new Date(at))).toBe(wait));

test('a window belongs to the day on which it begins', () => {
  const friday = [{ from: '20:00', to: '02:00', days: ['fri' as const], zone: 'UTC' }];
  const inside = (at: string) => isBlackedOut(friday, new Date(at));
  expect(inside('2026-11-27T19:59:00Z')).toBe(false);
  expect(inside('2026-11-27T20:00:00Z')).toBe(true);
  expect(inside('2026-11-28T01:59:00Z')).toBe(true);
  expect(inside('2026-11-28T02:00:00Z')).toBe(false);
  expect(inside('2026-11-27T01:00:00Z')).toBe(false);
});

test('windows without an end are asked about again after a week', () => {
  const always = [
    { from: '00:00', to: '12:00', zone: 'UTC' },
    { from: '12:00', to: '00:00', zone: 'UTC' },
  ];
  expect(blackoutMs(always, new Date('2026-11-27T20:00:00Z'))).toBe(hours(7 * 24));
});
