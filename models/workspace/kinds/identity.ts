import { z } from 'zod';
import { fuzzySchema } from './fuzzy.ts';
import { normalizers, survivorship } from './identity-choices.ts';
import { described, slug } from './shared.ts';

export type Normalizer = (typeof normalizers)[number];

/** A whole number from 1, with what to say of less. */
const atLeastOne = (message: string) => z.int().refine((value) => value >= 1, { message });

/** A type of identifier. Their order is their priority, strongest first. */
export const identifierType = z.strictObject({
  type: slug,
  normalize: z.enum(normalizers).default('plain'),
  /** E-mail: drop what follows a plus sign in the local part. */
  plus: z.boolean().optional(),
  /** E-mail: domains that ignore dots in the local part. */
  dots: z.array(z.string().min(1)).optional(),
  /** E-mail: one value of all spellings that a known provider delivers to one mailbox. */
  fold: z.literal('providers').optional(),
  /** Stores the hash of the normalised value; a value that is such a hash already is taken as it is. */
  hash: z.literal('sha256').optional(),
  /** Phone: the ISO 3166 country of numbers without a country code, where the row names none. */
  region: z.string().length(2).optional(),
  /** How many distinct values of the type one person may have. */
  limit: atLeastOne(
    'with a limit of 0 no person may have one; leave the limit out for as many as there are',
  ).optional(),
  /** A value carried by more records than this joins nothing. */
  max_records: atLeastOne('with 0 no value joins; leave it out for as many as there are').optional(),
  /** SQL LIKE patterns over the normalised value; a match is no identifier. */
  block: z.array(z.string().min(1)).default([]),
  /** Types of equal priority share a stage; by default each type has a stage of its own, in their order. */
  priority: z.int().min(1).optional(),
  /** Sources between whose records it joins; in others it only belongs to the person. All by default. */
  within: z.array(slug).min(1).optional(),
  /** Too weak to join by itself: it joins only as part of a type that names it in `of`. */
  weak: z.boolean().optional(),
  /** A composite: joins records that agree in these types together; it has no column of its own. */
  of: z.array(slug).min(2).max(8).optional(),
  /** How many of the types in `of` must agree; all by default. */
  at_least: z.int().min(2).optional(),
});
export type IdentifierType = z.infer<typeof identifierType>;

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
  /**
   * A run stops before it changes anything where one person would hold more than this share of all records (of
   * more than 100): a placeholder that everybody carries is no identifier. 1 never stops.
   */
  max_person_share: z.number().gt(0).max(1).default(0.5),
  fuzzy: fuzzySchema.optional(),
  golden: z.record(slug, goldenColumn).default({}),
});
export type Identity = z.infer<typeof identitySchema>;
