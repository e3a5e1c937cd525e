import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { columnsOf, type Generation, keyColumns, kindsOf } from '../dbt/context.ts';
import { entityModel } from '../entities/context.ts';
import { eventProperties, propertyName } from '../events/context.ts';
import { type Clock, filterSql, windowStart } from '../template/filter.ts';
import type { Entity } from '../workspace/kinds/entity.ts';
import type { Source } from '../workspace/kinds/source.ts';
import type { ColumnMeasure, Measure, Trait } from '../workspace/kinds/trait.ts';

/** What a trait reads: the model, its time and its columns, in the names that they have there. */
export interface Origin {
  model: string;
  time: string | null;
  /** SQL terms that put rows of one time in a fixed order. */
  key: string[];
  condition: string;
  column(name: string): string;
  kindOf(name: string): ColumnKind;
}

export function originOf(generation: Generation, slug: string): Origin {
  const { workspace, dialect } = generation;
  const resource: Entity | Source | undefined =
    workspace.get('entity', slug) ?? workspace.get('source', slug);
  if (!resource) throw new TypeError(`no entity or event source is called ${slug}`);
  const kindOf = kindsOf(generation, resource);
  if (resource.kind === 'entity') {
    const kinds = new Map(columnsOf(generation, resource).map(({ name, kind }) => [name, kind]));
    return {
      model: entityModel(slug),
      time: resource.time === undefined ? null : dialect.cast(dialect.ident(resource.time), 'timestamp'),
      // Not every engine sorts JSON.
      key: keyColumns(resource).map((name) =>
        kinds.get(name) === 'json' ? dialect.text(dialect.ident(name), 'json') : dialect.ident(name),
      ),
      condition: 'true',
      column: dialect.ident,
      kindOf,
    };
  }
  const renamed: Record<string, string> = { [resource.time ?? '']: 'at', [resource.event ?? '']: 'event' };
  const own: Record<string, ColumnKind> = {
    [resource.time ?? '']: 'timestamp',
    [resource.event ?? '']: 'text',
  };
  const union = new Map(eventProperties(generation).map(({ name, kind }) => [name, kind]));
  return {
    model: 'events',
    time: dialect.ident('at'),
    key: [dialect.ident('event_key')],
    condition: `${dialect.ident('source')} = ${dialect.literal(slug)}`,
    column: (name) => dialect.ident(renamed[name] ?? propertyName(name)),
    kindOf: (name) => own[name] ?? union.get(name) ?? kindOf(name),
  };
}

/** A measure that is 0, not null, where there is no row. */
export const isTotal = (measure: Measure): boolean =>
  measure === 'count' || (typeof measure === 'object' && ('count_distinct' in measure || 'sum' in measure));

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
}

export type Computation = { aggregate: string } | { choice: Choice };

export const columnOf = (measure: Measure): [ColumnMeasure, string] | null =>
  typeof measure === 'string' ? null : (Object.entries(measure)[0] as [ColumnMeasure, string]);

/** What a measure gives; null where its engine decides. */
export function measureKind(measure: Measure, kindOf: (name: string) => ColumnKind): ColumnKind | null {
  const column = columnOf(measure);
  if (column === null) return 'integer';
  const [name, of] = column;
  if (name === 'count_distinct') return 'integer';
  if (name === 'avg') return 'double';
  if (name === 'sum') return kindOf(of) === 'integer' || kindOf(of) === 'decimal' ? kindOf(of) : 'double';
  if (name === 'distinct_list') return 'json';
  return kindOf(of) === 'json' ? 'text' : kindOf(of);
}

/** One trait over its origin's rows of a person. */
export function computation(
  { dialect }: Generation,
  trait: Trait,
  measure: Measure,
  origin: Origin,
  clock: Clock,
): Computation {
  const conditions = [
    origin.condition,
    filterSql(dialect, trait.where ?? {}, origin.column, origin.kindOf, clock),
  ];
  if (trait.within !== undefined)
    conditions.push(`${origin.time} >= ${windowStart(dialect, clock, trait.within)}`);
  const condition = conditions.filter((part) => part !== 'true').join(' and ') || 'true';
  const chosen = (expression: string) =>
    condition === 'true' ? expression : `case when ${condition} then ${expression} end`;
  const time = chosen(origin.time ?? dialect.cast('null', 'timestamp'));
  if (measure === 'count') return { aggregate: `count(${chosen('1')})` };
  if (measure === 'days_since_first')
    return { aggregate: dialect.daysBetween(`min(${time})`, clock.now, clock.zone) };
  if (measure === 'days_since_last')
    return { aggregate: dialect.daysBetween(`max(${time})`, clock.now, clock.zone) };
  const [name, column] = Object.entries(measure)[0] as [ColumnMeasure, string];
  const kind = origin.kindOf(column);
  // JSON is measured by its text: not every engine groups or sorts the type.
  const value = kind === 'json' ? dialect.text(origin.column(column), kind) : origin.column(column);
  const ranked = (order: string[], counted: boolean, terms: string[]): Computation => ({
    choice: {
      cte: `chosen_${trait.slug}`,
      value,
      condition,
      counted,
      order: order.join(', '),
      terms: terms.map((term) => `, ${term}`).join(''),
    },
  });
  switch (name) {
    case 'count_distinct':
      return { aggregate: `count(distinct ${chosen(value)})` };
    case 'first':
    case 'last': {
      const keys = origin.key.map((_, index) => `key_${index + 1}`);
      const terms = origin.key.map((key, index) => `${key} as key_${index + 1}`);
      const direction = name === 'last' ? ' desc' : '';
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
    case 'distinct_list':
      return { aggregate: dialect.distinctList(chosen(value)) };
    case 'avg':
      // Of the exact sum: an engine's own average of decimals is a decimal here and a double there.
      return {
        aggregate: `${dialect.cast(`sum(${chosen(value)})`, 'double')} / nullif(count(${chosen(value)}), 0)`,
      };
    default:
      return { aggregate: `${name}(${chosen(value)})` };
  }
}
