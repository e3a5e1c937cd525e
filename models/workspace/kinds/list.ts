import { z } from 'zod';
import { columnName, described, slug } from './shared.ts';

/** Members of a segment, as many as `cap` lets in: those with the highest `by`. */
const part = z
  .strictObject({
    segment: slug,
    cap: z.int().min(1).optional(),
    /** A trait or golden column; without it the cap takes persons by a stable hash. */
    by: columnName.optional(),
  })
  .refine(({ cap, by }) => by === undefined || cap !== undefined, {
    message: 'says who goes first under a cap; declare `cap` too',
    path: ['by'],
  });

const share = z.number().gt(0).lt(1);

/** Who is contacted: segments in order of priority, less who is excluded, held out and split by a stable hash. */
export const listSchema = z.strictObject({
  kind: z.literal('list'),
  ...described,
  /** A person is in the first part that claims them. */
  parts: z
    .array(part)
    .min(1)
    .refine((parts) => new Set(parts.map(({ segment }) => segment)).size === parts.length, {
      message: 'a segment is in the list twice',
    }),
  /** Segments whose members are in no part: recent buyers, employees. */
  exclude: z.array(slug).default([]),
  /** The share of the list that is not contacted, so that its effect can be measured. */
  holdout: share.optional(),
  /** Groups of those who are contacted, each with its share; together 1. */
  splits: z
    .record(slug, share)
    .refine((splits) => Object.keys(splits).length >= 2, 'needs at least two groups')
    .refine(
      (splits) => Math.abs(Object.values(splits).reduce((sum, each) => sum + each, 0) - 1) < 1e-9,
      'the shares must be 1 together',
    )
    .optional(),
});
export type List = z.infer<typeof listSchema>;
