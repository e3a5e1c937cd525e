import { expect, test } from 'vitest';
import { clashes, isFinished, rowsOfWhere, whereOfRows } from './where.ts';

const kindOf = (column: string) =>
  column === 'total' ? ('decimal' as const) : column === 'gift' ? ('boolean' as const) : ('text' as const);

test.each([
  { status: 'paid' },
  { total: { gte: 10, lt: 50 } },
  { total: { between: [1, 2] }, status: { in: ['paid', 'sent'] } },
  { coupon: { is_set: true }, note: { is_set: false } },
  { gift: true, 'order.status': { neq: 'void' } },
  { ordered_at: { within: '30 days' } },
])('a filter goes to rows and back: %j', (where) => {
  expect(whereOfRows(rowsOfWhere(where), kindOf)).toEqual(where);
});

test('an unfinished row takes nothing away from the others and does not count', () => {
  const rows = [
    ...rowsOfWhere({ status: 'paid' }),
    { column: 'total', operator: 'between' as const, values: ['1'] },
  ];
  expect(rows.map(isFinished)).toEqual([true, false]);
  expect(whereOfRows(rows, kindOf)).toEqual({ status: 'paid' });
  expect(whereOfRows([], kindOf)).toBeUndefined();
});

test('what is typed for a number and is none stays as it was typed', () => {
  expect(whereOfRows([{ column: 'total', operator: 'gte', values: ['ten'] }], kindOf)).toEqual({
    total: { gte: 'ten' },
  });
});

test('two rows that say one thing of one column clash', () => {
  const rows = [
    { column: 'status', operator: 'eq' as const, values: ['a'] },
    { column: 'status', operator: 'eq' as const, values: ['b'] },
  ];
  expect([clashes(rows, 0), clashes(rows, 1)]).toEqual([false, true]);
});
