import { z } from 'zod';
import { filter } from '../filter.ts';
import { slug } from '../shared.ts';
import { traitKindOf } from './kind.ts';
import { wholeDays } from './purchases.ts';

/**
 * The probability that a person does something in the next time, by logistic regression on other traits:
 * `{ did: order_completed, within: 30 days, from: [spent_365d, country] }`.
 */
export const propensity = traitKindOf({
  schema: z.strictObject({
    /** Name of the event. */
    did: z.string().min(1),
    where: filter.optional(),
    within: wholeDays,
    /** Columns of traits by which persons are told apart. */
    from: z
      .array(slug)
      .min(1)
      .max(20)
      .refine((columns) => new Set(columns).size === columns.length, 'names a trait twice'),
    /** How strongly coefficients are held near 0; 1 where left out. */
    penalty: z.number().gt(0).optional(),
  }),
  reads: 'persons',
  outputs: ({ did, within }) => [
    { suffix: '', kind: 'double', description: `Probability of ${did} in the next ${within}.` },
    { suffix: 'decile', kind: 'integer', description: 'Tenth of all persons by it, 1 the most likely.' },
  ],
  traits: ({ from }) => from,
});
