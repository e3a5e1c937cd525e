import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import type { Generation } from '../dbt/context.ts';
import type { Clock } from '../template/filter.ts';
import type { Trait } from '../workspace/kinds/trait.ts';
import { type Measure, measuredColumn } from '../workspace/kinds/traits/measure.ts';
import { type Origin, rowsOf } from './origin.ts';

/** A value picked from the rows of a person: a ranking of its own, joined to the aggregates. */
export interface Choice {
  cte: string;
  value: string;
  condition: string;
  /** Whether equal values are counted before they are ranked. */
  counted: boolean;
  order: string;
  /** Further columns that the order reads, with the comma before them. */
  terms: string;
  /** The place in the order that is picked, as SQL over `rows_of_person`, how many values there are. */
  place: string;
  first: boolean;
}

export type Computation = { aggregate: string } | { choice: Choice };

/** What a measure gives; null where its engine decides. */
export function measureKind(measure: Measure, kindOf: (name: string) => ColumnKind): ColumnKind | null {
  const measured = measuredColumn(measure);
  if (measured === null) return 'integer';
  const { how, column: of } = measured;
  if (how === 'count_distinct') return 'integer';
  if (how === 'avg') return 'double';
  if (how === 'sum') return kindOf(of) === 'integer' || kindOf(of) === 'decimal' ? kindOf(of) : 'double';
  if (how === 'distinct_list') return 'json';
  return kindOf(of) === 'json' ? 'text' : kindOf(of);
}

/** One trait over its origin's rows of a person. */
export function computation(
  generation: Generation,
  trait: Trait,
  measure: Measure,
  origin: Origin,
  clock: Clock,
): Computation {
  const { dialect } = generation;
  const condition = rowsOf(generation, trait, origin, clock);
  const chosen = (expression: string) =>
    condition === 'true' ? expression : `case when ${condition} then ${expression} end`;
  const time = chosen(origin.time ?? dialect.cast('null', 'timestamp'));
  if (measure === 'count') return { aggregate: `count(${chosen('1')})` };
  if (measure === 'days_since_first')
    return { aggregate: dialect.daysBetween(`min(${time})`, clock.today, clock.zone) };
  if (measure === 'days_since_last')
    return { aggregate: dialect.daysBetween(`max(${time})`, clock.today, clock.zone) };
  const { how, column } = measuredColumn(measure) ?? { how: 'max', column: '' };
  const kind = origin.kindOf(column);
  // JSON is measured by its text: not every engine groups or sorts the type.
  const value = kind === 'json' ? dialect.text(origin.column(column), kind) : origin.column(column);
  const ranked = (order: string[], counted: boolean, terms: string[], place = '1'): Computation => ({
    choice: {
      cte: `chosen_${trait.slug}`,
      value,
      condition,
      counted,
      order: order.join(', '),
      terms: terms.map((term) => `, ${term}`).join(''),
      place,
      first: place === '1',
    },
  });
  switch (how) {
    case 'count_distinct':
      return { aggregate: `count(distinct ${chosen(value)})` };
    case 'first':
    case 'last': {
      if (dialect.valueAt && origin.time !== null) {
        const which = how === 'first' ? 'earliest' : 'latest';
        return { aggregate: dialect.valueAt(chosen(value), { time: origin.time, which, keys: origin.key }) };
      }
      const keys = origin.key.map((_, index) => `key_${index + 1}`);
      const terms = origin.key.map((key, index) => `${key} as key_${index + 1}`);
      const direction = how === 'last' ? ' desc' : '';
      return origin.time === null
        ? ranked(
            keys.map((key) => `${key}${direction} nulls last`),
            false,
            terms,
          )
        : ranked([`moment${direction} nulls last`, ...keys.map((key) => `${key} nulls last`)], false, [
            `${origin.time} as moment`,
            ...terms,
          ]);
    }
    case 'most_frequent':
      return ranked(['n desc', 'value'], true, []);
    case 'percentile': {
      const at = typeof measure === 'object' ? (measure.percentile?.at ?? 1) : 1;
      // The least value that at least this share of the rows do not exceed; less what a product of doubles is off.
      return ranked(['value'], false, [], `greatest(ceil(${at} * rows_of_person - 0.000001), 1)`);
    }
    case 'distinct_list':
      return { aggregate: dialect.distinctList(chosen(value)) };
    case 'avg':
      // Of the exact sum: an engine's own average of decimals is a decimal here and a double there.
      return {
        aggregate: `${dialect.cast(`sum(${chosen(value)})`, 'double')} / nullif(count(${chosen(value)}), 0)`,
      };
    default:
      return { aggregate: `${how}(${chosen(value)})` };
  }
}
