import { z } from 'zod';
import { described, slug } from './shared.ts';

export const normalizers = ['plain', 'lower', 'upper', 'digits', 'email', 'phone'] as const;
export type Normalizer = (typeof normalizers)[number];

/** A type of identifier. Their order is their priority, strongest first. */
const identifierType = z.strictObject({
  type: slug,
  normalize: z.enum(normalizers).default('plain'),
  /** E-mail: drop what follows a plus sign in the local part. */
  plus: z.boolean().optional(),
  /** E-mail: domains that ignore dots in the local part. */
  dots: z.array(z.string().min(1)).optional(),
  /** Phone: the ISO 3166 country of numbers without a country code, where the row names none. */
  region: z.string().length(2).optional(),
  /** How many distinct values of the type one person may have. */
  limit: z.int().min(1).optional(),
  /** A value carried by more records than this joins nothing. */
  max_records: z.int().min(1).optional(),
  /** SQL LIKE patterns over the normalised value; a match is no identifier. */
  block: z.array(z.string().min(1)).default([]),
});
export type IdentifierType = z.infer<typeof identifierType>;

export const survivorship = [
  'most_recent',
  'oldest',
  'most_frequent',
  'source_priority',
  'longest',
  'max',
  'min',
] as const;

const goldenColumn = z.strictObject({
  keep: z.enum(survivorship).default('most_recent'),
  /** `source.column`, in order of preference. */
  from: z.array(z.string().regex(/^[a-z][a-z0-9_]*\..+$/, 'must be source.column')).min(1),
  personal: z.boolean().optional(),
});

/** Who is one person, and what their golden record holds. */
export const identitySchema = z.strictObject({
  kind: z.literal('identity'),
  ...described,
  types: z.array(identifierType).min(1),
  /** First-seen times are compared by this grain; within it the order is that of a hash. */
  order_grain: z.enum(['second', 'hour', 'day']).default('day'),
  /** Rounds after which a stage leaves what is undecided apart and warns. */
  max_rounds: z.int().min(1).max(1000).default(20),
  golden: z.record(slug, goldenColumn).default({}),
});
export type Identity = z.infer<typeof identitySchema>;
