import { z } from 'zod';
import { slug } from '../shared.ts';
import { traitKindOf } from './kind.ts';

const measures = ['sum', 'avg', 'min', 'max', 'count'] as const;

/**
 * What a household or an account has, given to each person in it: the measure of a trait over the persons who share a
 * value of `by`, those without a value of the trait left out. Persons without a group, or with an empty one, are each
 * one of their own.
 */
export const rollUp = traitKindOf({
  schema: z.strictObject({
    of: slug,
    /** A golden column or a trait. */
    by: slug,
    measure: z.enum(measures),
  }),
  reads: 'persons',
  outputs: ({ measure }) => [
    {
      suffix: '',
      kind: measure === 'count' ? 'integer' : measure === 'sum' || measure === 'avg' ? 'double' : null,
      description: '',
    },
    { suffix: 'members', kind: 'integer', description: 'How many persons are in the group.' },
  ],
  traits: ({ of }) => [of],
  persons: ({ by }) => [by],
});
