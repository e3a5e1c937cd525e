import { expect, test } from 'vitest';
import { formatBytes, parseBytes } from '../words/bytes.ts';
import { budgetOf, keepDayToBudget, keepQueryToBudget } from './budget.ts';
import { schemas, Workspace } from './resource.ts';

const budget = (declared: Record<string, unknown>) =>
  budgetOf(new Workspace([schemas.workspace.parse({ kind: 'workspace', slug: 'shop', budget: declared })]));

test.each([
  ['500GB', 500e9],
  ['1.5 TB', 1.5e12],
  ['20 GiB', 20 * 2 ** 30],
  ['1 b', 1],
  ['0GB', undefined],
  ['GB', undefined],
  ['-1GB', undefined],
  ['500', undefined],
  ['1e3GB', undefined],
  ['99999999PB', undefined],
])('%s is %s bytes', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 KB'],
  [999_999, '1 MB'],
  [1_234_000_000, '1.23 GB'],
  [5.5e15, '5.5 PB'],
  [5.5e18, '5500 PB'],
])('%d bytes are written as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('a budget without a limit, or with one that is no size, is refused', () => {
  expect(() => budget({})).toThrow('names no limit');
  expect(() => budget({ bytes_per_day: 'lots' })).toThrow('such as \\"500GB\\"');
  expect(() => budget({ credits_per_day: 0 })).toThrow('more than 0');
  expect(() => budget({ bytes_per_week: '1TB' })).toThrow('bytes_per_week');
});

test('a query beyond its limit is refused with its estimate, the limit and the field', () => {
  const limits = budget({ bytes_per_query: '50GB' });
  const of = (bytes: number | null) => ({ bytes, seconds: null, credits: null });
  expect(() => keepQueryToBudget(limits, 'The model events', of(50e9))).not.toThrow();
  expect(() => keepQueryToBudget(limits, 'The model events', of(null))).not.toThrow();
  expect(() => keepQueryToBudget(limits, 'The model events', of(61.5e9))).toThrow(
    'The model events would read about 61.5 GB, more than the 50 GB of budget.bytes_per_query',
  );
});

test('a day is over when its limit is reached, or would be passed', () => {
  const limits = budget({ bytes_per_day: '500GB', credits_per_day: 5 });
  const keep = (today: [number, number], next: [number | null, number | null]) => () =>
    keepDayToBudget(
      limits,
      { bytes: today[0], credits: today[1] },
      { bytes: next[0], credits: next[1] },
      'Europe/Berlin',
    );
  expect(keep([400e9, 4], [100e9, 1])).not.toThrow();
  expect(keep([400e9, 4], [101e9, 0])).toThrow(
    "The refresh would use about 101 GB, and today's refreshes have used 400 GB of the 500 GB of budget.bytes_per_day",
  );
  expect(keep([0, 4.5], [0, 0.6])).toThrow('budget.credits_per_day');
  expect(keep([500e9, 0], [null, null])).toThrow(
    "The budget of the day is used up: today's refreshes have used 500 GB of the 500 GB of budget.bytes_per_day",
  );
  expect(keep([499e9, 0], [null, null])).not.toThrow();
});
