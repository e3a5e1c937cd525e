import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { columnsOf, type Generation, keyColumns, kindsOf } from '../dbt/context.ts';
import { entityModel } from '../entities/context.ts';
import { eventProperties, propertyName } from '../events/context.ts';
import { type Clock, filterSql, windowStart } from '../template/filter.ts';
import type { Entity } from '../workspace/kinds/entity.ts';
import type { Source } from '../workspace/kinds/source.ts';
import type { Trait } from '../workspace/kinds/trait.ts';

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
  const { workspace, dialect, asOf } = generation;
  const seen = (time: string): string[] =>
    asOf === undefined ? [] : [`${time} <= ${dialect.literal(asOf)}`];
  const resource: Entity | Source | undefined =
    workspace.get('entity', slug) ?? workspace.get('source', slug);
  if (!resource) throw new TypeError(`no entity or event source is called ${slug}`);
  const kindOf = kindsOf(generation, resource);
  if (resource.kind === 'entity') {
    const time = resource.time === undefined ? null : dialect.cast(dialect.ident(resource.time), 'timestamp');
    const kinds = new Map(columnsOf(generation, resource).map(({ name, kind }) => [name, kind]));
    return {
      model: entityModel(slug),
      time,
      // Not every engine sorts JSON.
      key: keyColumns(resource).map((name) =>
        kinds.get(name) === 'json' ? dialect.text(dialect.ident(name), 'json') : dialect.ident(name),
      ),
      condition: time === null ? 'true' : (seen(time)[0] ?? 'true'),
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
    condition: [`${dialect.ident('source')} = ${dialect.literal(slug)}`, ...seen(dialect.ident('at'))].join(
      ' and ',
    ),
    column: (name) => dialect.ident(renamed[name] ?? propertyName(name)),
    kindOf: (name) => own[name] ?? union.get(name) ?? kindOf(name),
  };
}

/** Which of the origin's rows a trait is of. */
export function rowsOf({ dialect }: Generation, trait: Trait, origin: Origin, clock: Clock): string {
  const conditions = [
    origin.condition,
    filterSql(dialect, trait.where ?? {}, origin.column, origin.kindOf, clock),
  ];
  if (trait.within !== undefined)
    conditions.push(`${origin.time} >= ${windowStart(dialect, clock, trait.within)}`);
  return conditions.filter((part) => part !== 'true').join(' and ') || 'true';
}
