import { expect, test } from 'vitest';
import { schemas } from '../../models/workspace/resource.ts';
import { traitWords } from './trait-words.ts';

const words = (trait: Record<string, unknown>): string =>
  traitWords(schemas.trait.parse({ kind: 'trait', slug: 'some', from: 'orders', ...trait }));
const paid = { where: { status: 'paid' } };

test('what a trait reads stands beside what it is of, before its window', () => {
  expect(words({ ...paid, measure: { sum: 'total' }, within: '365 days' })).toBe(
    'Sum of total over orders where status is paid, in the last 365 days',
  );
  expect(words({ ...paid, rfm: { amount: 'total' } })).toBe(
    'Recency, frequency and total of orders where status is paid, in fifths',
  );
  expect(words({ ...paid, affinity: { by: 'product.brand', half_life: '90 days' } })).toBe(
    'Favourite product brand in orders where status is paid, half as much after 90 days',
  );
});

test('a ratio says of both its parts which rows they count', () => {
  const part = { measure: 'count', where: { coupon: { is_set: true } } };
  expect(words({ ...paid, ratio: { of: part, to: { measure: 'count' } } })).toBe(
    'Number of orders where status is paid and coupon is known, divided by number of orders where status is paid',
  );
  expect(words({ ratio: { of: part, to: { measure: 'count' } } })).toBe(
    'Number of orders where coupon is known, divided by number of orders',
  );
});

test('a German reads traits in German, by names that need no case', () => {
  const german = (trait: Record<string, unknown>): string =>
    traitWords(schemas.trait.parse({ kind: 'trait', slug: 'some', from: 'orders', ...trait }), 'de');
  expect(german({ ...paid, measure: { sum: 'total' }, within: '365 days' })).toBe(
    'Summe von „Total“ über „Orders“ (wobei „Status“ paid ist), in den letzten 365 Tagen',
  );
  expect(german({ measure: { percentile: { column: 'total', at: 0.95 } } })).toBe(
    'Perzentil 95 von „Total“ über „Orders“',
  );
  expect(german({ ...paid, affinity: { by: 'product.brand', half_life: '90 days' } })).toBe(
    'Bevorzugter Wert von „Product brand“ in „Orders“ (wobei „Status“ paid ist), nach 90 Tagen halb so viel wert',
  );
  const part = { measure: 'count', where: { coupon: { is_set: true } } };
  expect(german({ ...paid, ratio: { of: part, to: { measure: 'count' } } })).toBe(
    'Anzahl von „Orders“ (wobei „Status“ paid ist und „Coupon“ bekannt ist), geteilt durch Anzahl von „Orders“ (wobei „Status“ paid ist)',
  );
  expect(
    german({ from: undefined, propensity: { did: 'order', within: '30 days', from: ['page_views'] } }),
  ).toBe('Wahrscheinlichkeit von „Order“ in den nächsten 30 Tagen, nach „Page views“');
});
