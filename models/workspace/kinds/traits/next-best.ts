import { z } from 'zod';
import { columnName } from '../shared.ts';
import { traitKindOf } from './kind.ts';

/**
 * The item that a person is most likely to lack, by what was bought together: `{ basket: order_id, item: product_id }`.
 * Rows are items of baskets.
 */
export const nextBest = traitKindOf({
  schema: z.strictObject({
    /** The column by which rows of a person are one basket. */
    basket: columnName,
    item: columnName,
    /** Baskets that must hold a pair; 5 where left out. */
    min_support: z.int().min(1).optional(),
  }),
  reads: 'rows',
  outputs: () => [
    {
      suffix: '',
      kind: 'text',
      description:
        'Of the items that the person has not, the one with the greatest lift from one that they have.',
    },
    { suffix: 'because', kind: 'text', description: 'The item that the person has, from which it follows.' },
    {
      suffix: 'lift',
      kind: 'double',
      description:
        'How many times as often both are in one basket as if they had nothing to do with each other.',
    },
    {
      suffix: 'confidence',
      kind: 'double',
      description: 'Share of the baskets with the one that hold the other.',
    },
    { suffix: 'support', kind: 'integer', description: 'Baskets that hold both.' },
  ],
  columns: ({ basket, item }) => [{ column: basket }, { column: item }],
});
