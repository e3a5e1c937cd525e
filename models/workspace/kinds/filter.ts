import { z } from 'zod';
import { columnName, duration } from './shared.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
export type Scalar = z.infer<typeof scalar>;

/** The comparisons, each an operator word and what it is compared with. */
export const comparisons = {
  eq: scalar,
  neq: scalar,
  in: z.array(scalar).min(1),
  not_in: z.array(scalar).min(1),
  gt: scalar,
  gte: scalar,
  lt: scalar,
  lte: scalar,
  between: z.tuple([scalar, scalar]),
  contains: z.string().min(1),
  starts_with: z.string().min(1),
  is_set: z.boolean(),
  /** A time in the last so much. */
  within: duration,
  /** A time longer ago than so much. */
  before: duration,
};
export type ComparisonName = keyof typeof comparisons;

/** One or more comparisons of the same value; all must hold. */
export const comparison = z
  .strictObject(comparisons)
  .partial()
  .refine((value) => Object.keys(value).length > 0, 'needs a comparison such as eq, in, gte or is_set');
export type Comparison = z.infer<typeof comparison>;

/** `{ status: paid, total: { gte: 10 } }`: a column must equal a value or meet comparisons; all must hold. */
export const filter = z.record(columnName, z.union([scalar, comparison]));
export type Filter = z.infer<typeof filter>;
