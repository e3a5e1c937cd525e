import type { Generation } from '../dbt/context.ts';
import type { Clock } from '../template/filter.ts';
import type { Trait } from '../workspace/kinds/trait.ts';
import { isTotal } from '../workspace/kinds/traits/measure.ts';
import { type Choice, computation } from './measure.ts';
import { type Origin, rowsOf } from './origin.ts';

export interface Ratio {
  /** What of it is an aggregate: the whole, one part, or nothing. */
  aggregate: string | null;
  choices: Choice[];
  /** The ratio, given the aggregate's column. */
  value(aggregate: string): string;
}

/** Two measures over the rows of a trait, each part under its own filter too. */
export function ratioOf(
  generation: Generation,
  trait: Trait,
  ratio: NonNullable<Trait['ratio']>,
  origin: Origin,
  clock: Clock,
): Ratio {
  const { dialect } = generation;
  const parts = (['of', 'to'] as const).map((part) => {
    const { measure, where } = ratio[part];
    const condition = rowsOf(generation, { where }, origin, clock);
    const how = computation(generation, trait, measure, { ...origin, condition }, clock);
    const number = (expression: string) =>
      dialect.cast(isTotal(measure) ? `coalesce(${expression}, 0)` : expression, 'double');
    return 'aggregate' in how
      ? { aggregate: number(how.aggregate), number }
      : { choice: { ...how.choice, cte: `ratio_${part}_${trait.slug}` }, number };
  });
  const divide = ([of, to]: (string | undefined)[]) => `${of} / nullif(${to}, 0)`;
  const choices = parts.flatMap(({ choice }) => choice ?? []);
  if (choices.length === 0)
    return { aggregate: divide(parts.map(({ aggregate }) => aggregate)), choices, value: (column) => column };
  return {
    aggregate: parts.flatMap(({ aggregate }) => aggregate ?? [])[0] ?? null,
    choices,
    value: (column) =>
      divide(parts.map(({ choice, number }) => (choice ? number(`${choice.cte}.value`) : column))),
  };
}
