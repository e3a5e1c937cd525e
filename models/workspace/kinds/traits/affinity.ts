import { z } from 'zod';
import { columnName, duration } from '../shared.ts';
import { traitKindOf } from './kind.ts';

/**
 * What a person prefers, lately: each row weighs `weight` (1 without it) times 2^(-age / half_life), and a value of
 * `by` weighs the sum of its rows; values that weigh nothing, or less by returns, are none. Exponential decay is the
 * same from whatever time the age is counted, so it is counted from the person's last row, and shares stay as they
 * are until something happens. Shares have six digits; values of equal share are in order of the value.
 */
export const affinity = traitKindOf({
  schema: z.strictObject({ by: columnName, half_life: duration, weight: columnName.optional() }),
  reads: 'rows',
  outputs: () => [
    { suffix: '', kind: 'text', description: 'The value that weighs most.' },
    { suffix: 'share', kind: 'double', description: 'Its share of all weights, 0 to 1.' },
    { suffix: 'second', kind: 'text', description: 'The value that weighs second most.' },
    { suffix: 'second_share', kind: 'double', description: 'Its share of all weights.' },
    { suffix: 'list', kind: 'json', description: 'Up to five values, those that weigh most first.' },
  ],
  columns: ({ by, weight }) => [
    { column: by },
    ...(weight === undefined ? [] : [{ column: weight, numberFor: 'affinity' }]),
  ],
  timed: () => true,
});
