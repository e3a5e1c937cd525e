import { z } from 'zod';
import { filter } from './filter.ts';
import { columnName, described, duration, slug } from './shared.ts';

/** Aggregates over one column, and the question each answers. */
export const columnMeasures = [
  'sum',
  'avg',
  'min',
  'max',
  'first',
  'last',
  'most_frequent',
  'distinct_list',
  'count_distinct',
] as const;
export type ColumnMeasure = (typeof columnMeasures)[number];

const measure = z.union([
  z.enum(['count', 'days_since_first', 'days_since_last']),
  z
    .strictObject(
      Object.fromEntries(columnMeasures.map((name) => [name, columnName])) as Record<
        ColumnMeasure,
        typeof columnName
      >,
    )
    .partial()
    .refine((value) => Object.keys(value).length === 1, `needs exactly one of ${columnMeasures.join(', ')}`),
]);
export type Measure = z.infer<typeof measure>;

/** One value per person: an aggregate over an entity or an event source, or a formula over other traits. */
export const traitSchema = z
  .strictObject({
    kind: z.literal('trait'),
    ...described,
    /** An entity, or a source of shape events. */
    from: slug.optional(),
    measure: measure.optional(),
    where: filter.optional(),
    within: duration.optional(),
    /** A value for persons without a row; counts are 0 of themselves. */
    default: z.union([z.string(), z.number(), z.boolean()]).optional(),
    /** SQL over other traits, each written as `{slug}`. */
    formula: z.string().min(1).optional(),
    personal: z.boolean().optional(),
  })
  .refine(
    (trait) => (trait.formula === undefined) === (trait.from !== undefined && trait.measure !== undefined),
    {
      message: 'needs either `formula`, or `from` and `measure`',
      path: ['measure'],
    },
  )
  .refine(
    (trait) => trait.formula === undefined || (trait.where ?? trait.within ?? trait.from) === undefined,
    {
      message: 'a formula takes no from, where or within; the traits it reads have their own',
      path: ['formula'],
    },
  );
export type Trait = z.infer<typeof traitSchema>;

/** The traits that a formula reads, in order of first mention. */
export function formulaReferences(formula: string): string[] {
  return [...new Set([...formula.matchAll(/\{([a-z][a-z0-9_]*)\}/g)].map((match) => match[1] ?? ''))];
}
