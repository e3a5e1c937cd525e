import { z } from 'zod';
import { columnName } from '../shared.ts';
import { traitKindOf } from './kind.ts';

/**
 * Recency, frequency and monetary value in quintiles of the customers who bought (Hughes, "Strategic Database
 * Marketing", 1994): 5 is the most recent, the most frequent and the highest spending fifth.
 */
export const rfm = traitKindOf({
  schema: z.strictObject({ amount: columnName }),
  reads: 'rows',
  outputs: () => [
    { suffix: '', kind: 'text', description: 'The three scores as digits, recency first: 111 to 555.' },
    { suffix: 'recency', kind: 'integer', description: 'Fifth by time of the last row, 5 the most recent.' },
    { suffix: 'frequency', kind: 'integer', description: 'Fifth by number of rows, 5 the most.' },
    { suffix: 'monetary', kind: 'integer', description: 'Fifth by sum of the amount, 5 the highest.' },
    {
      suffix: 'group',
      kind: 'text',
      description: 'Named group of the scores, such as champions or at risk.',
    },
  ],
  columns: ({ amount }) => [{ column: amount, numberFor: 'rfm' }],
  timed: () => true,
});
