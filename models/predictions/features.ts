import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import type { Generation } from '../dbt/context.ts';
import type { Clock } from '../template/filter.ts';
import { traitColumnKind } from '../traits/columns.ts';
import type { Trait } from '../workspace/kinds/trait.ts';

export type PropensitySettings = NonNullable<Trait['propensity']>;

export interface Feature {
  /** The column of `traits`. */
  column: string;
  /** Texts are told apart by their commonest values. */
  type: 'number' | 'text';
}

export const featuresOf = (generation: Generation, { from }: PropensitySettings): Feature[] =>
  from.map((column) => ({
    column,
    type: traitColumnKind(generation, column) === 'text' ? 'text' : 'number',
  }));

/**
 * A trait as a model reads it, null where it says nothing: a text as it is, a boolean as 0 or 1, a time in days before
 * now; numbers as sign(x) · ln(1 + |x|), since amounts and counts lie far apart. A formula is taken for a number.
 */
export function featureSql(
  { dialect }: Generation,
  kind: ColumnKind | null,
  column: string,
  clock: Clock,
): string {
  if (kind === 'text') return column;
  const double = (sql: string) => dialect.cast(sql, 'double');
  if (kind === 'boolean') return double(`case when ${column} then 1 when not ${column} then 0 end`);
  const timed = kind === 'date' || kind === 'timestamp';
  const x = timed
    ? double(dialect.daysBetween(dialect.cast(column, 'timestamp'), clock.today, clock.zone))
    : double(column);
  return `case when ${x} >= 0 then ln(1 + ${x}) else -ln(1 - ${x}) end`;
}
