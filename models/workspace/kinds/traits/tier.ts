import { z } from 'zod';
import { slug } from '../shared.ts';
import { traitKindOf } from './kind.ts';

/**
 * Loyalty tiers by the value of a trait: `{ of: points, levels: { bronze: 0, silver: 500, gold: 2000 } }`, each from its
 * number on. Persons below the lowest, or of whom the trait says nothing, have none.
 */
export const tier = traitKindOf({
  schema: z.strictObject({
    of: slug,
    levels: z
      .record(z.string().min(1), z.number())
      .refine((levels) => Object.keys(levels).length > 0, 'needs at least one level')
      .refine((levels) => new Set(Object.values(levels)).size === Object.keys(levels).length, {
        message: 'two levels begin at the same number',
      }),
  }),
  reads: 'persons',
  outputs: () => [
    { suffix: '', kind: 'text', description: 'The highest level that the value has reached.' },
    { suffix: 'next', kind: 'text', description: 'The level after it; null at the highest.' },
    { suffix: 'to_next', kind: 'double', description: 'What the value lacks to the next level.' },
    {
      suffix: 'progress',
      kind: 'double',
      description: 'Share of the way from this level to the next, 0 to 1.',
    },
  ],
  traits: ({ of }) => [of],
});
