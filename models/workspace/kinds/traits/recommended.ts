import { z } from 'zod';
import { columnName, duration } from '../shared.ts';
import { traitKindOf } from './kind.ts';

const defaultLimit = 3;

/**
 * Items that a person has not, ranked by their affinity to the item's category and by how popular it is there:
 * `{ item: article_id, category: topic }`. Rows are a person's dealings with items.
 */
export const recommended = traitKindOf({
  schema: z.strictObject({
    item: columnName,
    category: columnName,
    /** After which a row counts half; 30 days where left out. */
    half_life: duration.optional(),
    /** How many items; 3 where left out. */
    limit: z.int().min(1).max(10).optional(),
    /** Persons that an item must have; 5 where left out. */
    min_support: z.int().min(1).optional(),
  }),
  reads: 'rows',
  outputs: ({ limit = defaultLimit }) => [
    { suffix: '', kind: 'text', description: 'The best item for the person that they have not.' },
    ...Array.from({ length: limit - 1 }, (_, index) => ({
      suffix: String(index + 2),
      kind: 'text' as const,
      description: `The item in place ${index + 2}.`,
    })),
    { suffix: 'category', kind: 'text', description: 'Category of the best item.' },
    { suffix: 'score', kind: 'double', description: 'Its score: affinity times popularity, 0 to 1.' },
  ],
  columns: ({ item, category }) => [{ column: item }, { column: category }],
  timed: () => true,
});
