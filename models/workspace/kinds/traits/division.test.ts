import { expect, test } from 'vitest';
import { dividesByZero, withoutZeroDivision } from './division.ts';

test.each([
  ['{a} / {b}', '{a} / nullif({b}, 0)'],
  ['{a}/({b} - {c})', '{a}/nullif(({b} - {c}), 0)'],
  ['round({a} / {b} / {c}, 2)', 'round({a} / nullif({b}, 0) / nullif({c}, 0), 2)'],
  ['{a} / ({b} / {c})', '{a} / nullif(({b} / nullif({c}, 0)), 0)'],
  ['{a} / greatest({b}, {c}) * 2', '{a} / nullif(greatest({b}, {c}), 0) * 2'],
  ['{a} / -{b}', '{a} / nullif(-{b}, 0)'],
  ['{a} / {b}::double', '{a} / nullif({b}::double, 0)'],
  ['{a} % {b}', '{a} % nullif({b}, 0)'],
  ['{a} // {b}', '{a} // nullif({b}, 0)'],
  [
    '{a} / case when {b} > 0 then {b} else 0 end + 1',
    '{a} / nullif(case when {b} > 0 then {b} else 0 end, 0) + 1',
  ],
])('%s divides by null instead of zero', (formula, safe) => {
  expect(withoutZeroDivision(formula)).toBe(safe);
  expect(dividesByZero(formula)).toBeUndefined();
});

test.each([
  '{a} / nullif({b}, 0)',
  '{a} / 2.5',
  "case when {a} = 'n/a' then 1 else 0 end",
  '{a} * 2 -- per / year',
  '{a} /* a / b */ + 1',
  'coalesce("a/b", 1)',
])('%s stays as it is', (formula) => {
  expect(withoutZeroDivision(formula)).toBe(formula);
});

test.each(['{a} / 0', '{a} / 0.00', 'round({a} / (1 / 0))', '{a} % 0'])('%s divides by zero', (formula) => {
  expect(dividesByZero(formula)).toMatch(/^0/);
});
