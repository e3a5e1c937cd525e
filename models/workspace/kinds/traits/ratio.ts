import { z } from 'zod';
import { filter } from '../filter.ts';
import { traitKindOf } from './kind.ts';
import { type Measure, measuredColumn, measure as measureKind, measureSchema } from './measure.ts';

const part = z.strictObject({
  measure: measureSchema.refine((measure) => measuredColumn(measure)?.how !== 'distinct_list', {
    message: 'a list has no ratio; count_distinct says how long it is',
  }),
  /** Beside the trait's own `where`: both must hold. */
  where: filter.optional(),
});

const columnsOf = (measure: Measure) => {
  const measured = measuredColumn(measure);
  if (measured === null) return [];
  return [{ column: measured.column, ...(measured.how === 'count_distinct' ? {} : { numberFor: 'ratio' }) }];
};

/**
 * One measure by another over the same rows: `{ of: { measure: count, where: { status: returned } }, to: { measure:
 * count } }`. Counts and sums of nothing are 0, as measures are; null where the second is 0 or null.
 */
export const ratio = traitKindOf({
  schema: z.strictObject({ of: part, to: part }),
  reads: 'rows',
  outputs: () => [{ suffix: '', kind: 'double', description: '' }],
  columns: ({ of, to }) =>
    [of, to].flatMap(({ measure, where }) => [
      ...columnsOf(measure),
      ...Object.keys(where ?? {}).map((column) => ({ column })),
    ]),
  timed: ({ of, to }) => [of, to].some(({ measure }) => measureKind.timed?.(measure)),
});
