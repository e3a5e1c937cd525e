import { expect, test } from 'vitest';
import { segmentSchema } from '../../workspace/kinds/segment.ts';
import { type ConditionNode, conditionTree } from '../conditions.ts';
import { humanise } from '../names.ts';
import { segmentSentence } from '../segment-sentence.ts';

const reading = { asOf: '2026-11-22T06:10:00Z', zone: 'Europe/Berlin' };
const names = {
  trait: (slug: string) => ({ slug, name: humanise(slug) }),
  segment: humanise,
  consent: humanise,
};

function treeOf(where: unknown): ConditionNode {
  const segment = segmentSchema.parse({ kind: 'segment', slug: 'some', where });
  return conditionTree(segment.where ?? { all: [] }, names, reading, 'de');
}

const sentence = (where: unknown): string => segmentSentence(treeOf(where), 'de');

test('a lapsing segment reads as a German would say it', () => {
  expect(
    sentence({
      all: [
        { trait: 'lifetime_value', gte: 1500 },
        { did_not: 'order_completed', within: '90 days' },
        {
          any: [
            { did: 'product_viewed', at_least: 2, where: { category: { in: ['tents', 'packs'] } } },
            { profile: 'city', eq: 'Kiel' },
          ],
        },
        { not: { segment: 'recent_buyers' } },
      ],
    }),
  ).toBe(
    'Personen, bei denen „Lifetime value“ mindestens 1.500 ist, und bei denen „Order completed“ in den letzten 90 Tagen ' +
      'nicht vorkam, und (bei denen „Product viewed“ mindestens 2-mal vorkam, wobei „Category“ tents oder packs ist ' +
      'oder bei denen „City“ Kiel ist), und die nicht in „Recent buyers“ sind.',
  );
});

test('a choice among other conditions stands in brackets', () => {
  expect(sentence({ all: [{ any: [{ segment: 'a' }, { did: 'login' }] }, { segment: 'b' }] })).toBe(
    'Personen (die in „A“ sind oder bei denen „Login“ mindestens einmal vorkam), und die in „B“ sind.',
  );
});

test('each way to compare has its verb where German wants it', () => {
  const of = (comparison: object) => sentence({ trait: 'orders', ...comparison });
  expect(of({ between: [2, 5] })).toBe('Personen, bei denen „Orders“ zwischen 2 und 5 liegt.');
  expect(of({ gte: 2, lt: 5 })).toBe('Personen, bei denen „Orders“ mindestens 2 und weniger als 5 ist.');
  expect(of({ is_set: false })).toBe('Personen, bei denen „Orders“ nicht bekannt ist.');
  expect(of({ starts_with: 'A' })).toBe('Personen, bei denen „Orders“ mit „A“ beginnt.');
  expect(of({ not_in: ['a', 'b', 'c'] })).toBe('Personen, bei denen „Orders“ keins von a, b oder c ist.');
  expect(of({ before: '1 year' })).toBe('Personen, bei denen „Orders“ länger als ein Jahr her ist.');
  expect(of({ within: '1 day' })).toBe('Personen, bei denen „Orders“ in den letzten 24 Stunden liegt.');
  expect(of({ eq: true })).toBe('Personen, bei denen „Orders“ wahr ist.');
});

test('a negation has words of its own, or says what does not hold', () => {
  expect(sentence({ not: { any: [{ segment: 'a' }, { did: 'login' }] } })).toBe(
    'Personen, die nicht in „A“ sind und bei denen „Login“ nicht vorkam.',
  );
  expect(sentence({ not: { trait: 'orders', gte: 2 } })).toBe(
    'Personen, bei denen es nicht zutrifft, dass bei ihnen „Orders“ mindestens 2 ist.',
  );
  expect(sentence({ not: { has: 'orders', at_least: 2 } })).toBe(
    'Personen, bei denen es nicht zutrifft, dass sie mindestens 2 „Orders“ haben.',
  );
  expect(sentence({ not: { did: 'login', at_least: 3 } })).toBe(
    'Personen, bei denen „Login“ nicht mindestens 3-mal vorkam.',
  );
  expect(sentence({ not: { all: [{ segment: 'a' }, { consent: 'mail' }] } })).toBe(
    'Personen, für die nicht gilt, dass es Personen sind, die in „A“ sind und die „Mail“ zugestimmt haben.',
  );
});

test('events in relation to others, rows, consents and places', () => {
  expect(
    sentence({
      all: [
        {
          sequence: [
            { did: 'viewed', where: {} },
            { did: 'bought', within: '2 days' },
          ],
          within: '60 days',
        },
        { did: 'viewed', within: '9 days', after: { did: 'mailed', within: '1 day', where: { kind: 'x' } } },
        { has: 'order_items', at_least: 2, where: { 'product.brand': 'Harbor' } },
        { not: { has: 'orders', within: '9 days' } },
        { consent: 'marketing' },
        { near: { latitude: 54.32, longitude: 10.13 }, km: 12.5 },
      ],
    }),
  ).toBe(
    'Personen, bei denen in den letzten 60 Tagen erst „Viewed“, dann innerhalb von 2 Tagen „Bought“ vorkam, ' +
      'und bei denen „Viewed“ in den letzten 9 Tagen mindestens einmal innerhalb eines Tages nach „Mailed“ (wobei „Kind“ x ' +
      'ist) vorkam, und die mindestens 2 „Order items“ haben, wobei „Product brand“ Harbor ist, und die in den letzten ' +
      '9 Tagen keine „Orders“ haben, und die „Marketing“ zugestimmt haben, und die höchstens 12,5 km von 54.32, 10.13 ' +
      'entfernt sind.',
  );
  expect(sentence({ first: 'bought', within: '9 days' })).toBe(
    'Personen, bei denen das erste „Bought“ in den letzten 9 Tagen liegt.',
  );
  expect(sentence({ did: 'login', at_least: 1, at_most: 1 })).toBe(
    'Personen, bei denen „Login“ genau einmal vorkam.',
  );
});

test('the row of a condition is German too, with the day that its window begins', () => {
  expect(treeOf({ did: 'login', at_least: 2, within: '90 days' })).toMatchObject({
    ...{ of: 'Event', slug: 'login', subject: 'Login', operator: 'kam vor' },
    ...{ value: 'mindestens 2-mal in den letzten 90 Tagen', since: 'seit 24. Aug. 2026, Europe/Berlin' },
  });
  expect(treeOf({ trait: 'orders', gte: 2, lt: 1000.5 })).toMatchObject({
    ...{ of: 'Trait', operator: 'ist mindestens', value: '2 und ist weniger als 1.000,5', since: '' },
  });
});
