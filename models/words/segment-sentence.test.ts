import { expect, test } from 'vitest';
import { segmentSchema } from '../workspace/kinds/segment.ts';
import { schemas, Workspace } from '../workspace/resource.ts';
import { conditionTree, namesOf } from './conditions.ts';
import { humanise } from './names.ts';
import { segmentSentence } from './segment-sentence.ts';

const reading = { asOf: '2026-11-22T06:10:00Z', zone: 'Europe/Berlin' };
const names = {
  trait: (slug: string) => ({ slug, name: humanise(slug) }),
  segment: humanise,
  consent: humanise,
};

const sentence = (where: unknown): string => {
  const segment = segmentSchema.parse({ kind: 'segment', slug: 'some', where });
  return segmentSentence(conditionTree(segment.where ?? { all: [] }, names, reading));
};

test('a lapsing segment reads as a person would say it', () => {
  expect(
    sentence({
      all: [
        { trait: 'lifetime_value', gte: 500 },
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
    'People whose lifetime value is at least 500, and who did not do “order completed” in the last 90 days, ' +
      'and (either who did “product viewed” at least 2 times where category ' +
      'is one of tents or packs or whose city is Kiel), and who are not in “Recent buyers”.',
  );
});

test('each way to compare has words', () => {
  expect(sentence({ profile: 'email', is_set: false })).toBe('People whose email is not known.');
  expect(sentence({ trait: 'orders', between: [2, 5] })).toBe('People whose orders is between 2 and 5.');
  expect(sentence({ trait: 'orders', gte: 2, lt: 5 })).toBe(
    'People whose orders is at least 2 and is less than 5.',
  );
  expect(sentence({ did: 'login', at_least: 2, at_most: 2 })).toBe('People who did “login” exactly 2 times.');
});

test('a negated choice reads as none of', () => {
  expect(sentence({ not: { any: [{ segment: 'a' }, { did: 'login' }] } })).toBe(
    'People who are not in “A” and who did not do “login” at least once.',
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
        { has_not: 'tickets' },
        { not: { has: 'orders', within: '9 days' } },
        { consent: 'marketing' },
      ],
    }),
  ).toBe(
    'People who did “viewed” then bought within 2 days, all in the last 60 days, and who did “viewed” at least once in ' +
      'the last 9 days, within 1 day after mailed where kind is x, and who have at least 2 order items where product ' +
      'brand is Harbor, and who have no tickets, and who have no orders in the last 9 days, and who agreed to “marketing”.',
  );
  expect(sentence({ first: 'bought', within: '9 days' })).toBe(
    'People whose first “bought” is in the last 9 days.',
  );
});

test('a column of a trait is named by both, and leads to the trait', () => {
  const rfm = schemas.trait.parse({
    kind: 'trait',
    slug: 'rfm',
    name: 'RFM',
    from: 'o',
    rfm: { amount: 'x' },
  });
  const tree = conditionTree({ trait: 'rfm_group', eq: 'lost' }, namesOf(new Workspace([rfm])), reading);
  expect(tree).toMatchObject({ slug: 'rfm', subject: 'RFM: group', operator: 'is', value: 'lost' });
  expect(segmentSentence(tree)).toBe('People whose RFM: group is lost.');
});
