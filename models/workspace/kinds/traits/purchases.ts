import { z } from 'zod';
import { columnName, duration, durationHours } from '../shared.ts';
import { traitKindOf } from './kind.ts';

/** A number of whole days, for predictions: what they look at begins and ends with a day. */
export const wholeDays = duration.refine(
  (text) => durationHours(text) >= 24 && durationHours(text) % 24 === 0,
  'must be whole days, at least one',
);

/**
 * What a person will buy, by BG/NBD (Fader, Hardie and Lee 2005) and, with an amount, Gamma-Gamma (Fader and Hardie
 * 2013): `{ amount: total, horizon: 90 days }`. Rows are purchases; those of one calendar day are one.
 */
export const purchases = traitKindOf({
  schema: z.strictObject({
    /** What a row is worth. */
    amount: columnName.optional(),
    /** How far ahead to look. */
    horizon: wholeDays,
    /** In which the model's alpha is told; week where left out. Nothing else depends on it. */
    unit: z.enum(['day', 'week']).optional(),
  }),
  reads: 'rows',
  outputs: ({ amount, horizon }) => [
    { suffix: '', kind: 'double', description: `Purchases expected in the next ${horizon}.` },
    { suffix: 'alive', kind: 'double', description: 'Probability that the person still buys here.' },
    {
      suffix: 'churn_risk',
      kind: 'double',
      description: 'Probability that the person has stopped buying, 1 less the former.',
    },
    ...(amount === undefined
      ? []
      : [
          {
            suffix: 'average',
            kind: 'double' as const,
            description: 'Value that a purchase is expected to have.',
          },
          {
            suffix: 'value',
            kind: 'double' as const,
            description: `Value of the purchases expected in the next ${horizon}.`,
          },
        ]),
  ],
  columns: ({ amount }) => (amount === undefined ? [] : [{ column: amount, numberFor: 'purchases' }]),
  timed: () => true,
  unbounded: 'purchases reads the whole history of a person: without it who came back looks like who is new',
});
