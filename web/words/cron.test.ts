import { expect, test } from 'vitest';
import { cronOf, nextTimes, rhythmOf } from './cron.ts';

test('what people have a word for goes to a cron expression and back', () => {
  for (const cron of ['*/15 * * * *', '30 * * * *', '0 6 * * *', '5 22 * * 1-5', '0 9 * * 1', '0 0 31 * *']) {
    const rhythm = rhythmOf(cron);
    expect(rhythm === null ? null : cronOf(rhythm)).toBe(cron);
  }
  expect(rhythmOf('0 6 * * mon-fri')).toEqual({ every: 'workday', at: '06:00' });
  for (const cron of ['0 6,18 * * *', '0 6 1 1 *', '0 6 1 * 1', 'nonsense', '0 6 * * * *'])
    expect(rhythmOf(cron)).toBeNull();
});

const written = (cron: string, zone: string, from: string, count: number) =>
  nextTimes(cron, zone, Date.parse(from), count).map((at) => new Date(at).toISOString());

test('the next times are those of the zone, across a change of the clocks', () => {
  expect(written('0 6 * * *', 'Europe/Berlin', '2026-10-24T03:59:00Z', 3)).toEqual([
    '2026-10-24T04:00:00.000Z',
    '2026-10-25T05:00:00.000Z',
    '2026-10-26T05:00:00.000Z',
  ]);
  // 02:30 is left out on the night that has none.
  expect(written('30 2 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', 2)).toEqual([
    '2026-03-28T01:30:00.000Z',
    '2026-03-30T00:30:00.000Z',
  ]);
  expect(written('*/20 8-9 * * mon', 'America/New_York', '2026-11-30T14:30:00Z', 2)).toEqual([
    '2026-11-30T14:40:00.000Z',
    '2026-12-07T13:00:00.000Z',
  ]);
});

test('a day must fit the month and the week, and what is no expression has no time', () => {
  expect(written('0 0 13 * fri', 'UTC', '2026-01-01T00:00:00Z', 2)).toEqual([
    '2026-02-13T00:00:00.000Z',
    '2026-03-13T00:00:00.000Z',
  ]);
  expect(nextTimes('0 0 30 2 *', 'UTC', 0, 5)).toEqual([]);
  for (const cron of ['', 'x', '61 * * * *', '0 6 * *', '5-1 * * * *'])
    expect(nextTimes(cron, 'UTC', 0, 5)).toEqual([]);
});
