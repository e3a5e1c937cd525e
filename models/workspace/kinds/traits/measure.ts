import { z } from 'zod';
import { columnName } from '../shared.ts';
import { traitKindOf } from './kind.ts';

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

/** The value at or below which a share of the rows lies, by nearest rank: `{ column: total, at: 0.9 }`. */
const percentile = z.strictObject({ column: columnName, at: z.number().gt(0).max(1) });

export const measureSchema = z.union([
  z.enum(['count', 'days_since_first', 'days_since_last']),
  z
    .strictObject({
      ...(Object.fromEntries(columnMeasures.map((name) => [name, columnName])) as Record<
        ColumnMeasure,
        typeof columnName
      >),
      percentile,
    })
    .partial()
    .refine(
      (value) => Object.keys(value).length === 1,
      `needs exactly one of ${[...columnMeasures, 'percentile'].join(', ')}`,
    ),
]);
export type Measure = z.infer<typeof measureSchema>;

/** The column that a measure reads, and how; null for a count and for days, which read rows and times. */
export function measuredColumn(
  measure: Measure,
): { how: ColumnMeasure | 'percentile'; column: string } | null {
  if (typeof measure === 'string') return null;
  if (measure.percentile !== undefined) return { how: 'percentile', column: measure.percentile.column };
  const [how, column] = Object.entries(measure)[0] as [ColumnMeasure, string];
  return { how, column };
}

/** A measure that is 0, not null, where there is no row. */
export const isTotal = (measure: Measure): boolean =>
  measure === 'count' || (typeof measure === 'object' && ('count_distinct' in measure || 'sum' in measure));

export const measure = traitKindOf({
  schema: measureSchema,
  reads: 'rows',
  outputs: (settings) => [
    { suffix: '', kind: null, description: '', ...(isTotal(settings) ? { fallback: 0 } : {}) },
  ],
  columns: (settings) => {
    const measured = measuredColumn(settings);
    if (measured === null) return [];
    const { how, column } = measured;
    return [{ column, ...(how === 'sum' || how === 'avg' ? { numberFor: how } : {}) }];
  },
  timed: (settings) =>
    settings === 'days_since_first' ||
    settings === 'days_since_last' ||
    ['first', 'last'].includes(measuredColumn(settings)?.how ?? ''),
});
