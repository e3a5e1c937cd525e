import { expect, test } from 'vitest';
import { segmentSchema } from '../workspace/kinds/segment.ts';
import { conditionTree } from './conditions.ts';
import { humanise } from './names.ts';
import { segmentSentence } from './segment-sentence.ts';

const reading = { asOf: '2026-11-22T06:10:00Z', zone: 'Europe/Berlin' };
const names = { trait: humanise, segment: humanise };

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
