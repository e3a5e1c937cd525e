import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { columnsOf, type Generation, keyColumns, kindsOf } from '../dbt/context.ts';
import { entityRows } from '../entities/context.ts';
import { eventProperties } from '../events/context.ts';
import { propertyName } from '../events/property-name.ts';
import { type Clock, filterSql, windowStart } from '../template/filter.ts';
import type { Entity } from '../workspace/kinds/entity.ts';
import type { Source } from '../workspace/kinds/source.ts';
import { columnsReadBy, type Trait } from '../workspace/kinds/trait.ts';

/** What a trait reads: rows, their time and their columns, in the names that they have there. */
export interface Origin {
  /** What may follow FROM: a model, or one joined to the others of whose columns the traits read. */
  relation: string;
  time: string | null;
  /** SQL terms that put rows of one time in a fixed order. */
  key: string[];
  condition: string;
  column(name: string): string;
  kindOf(name: string): ColumnKind;
}

/** The columns of an entity, and of those that it joins, that traits read. */
const pathsOf = (traits: readonly Trait[], slug: string): string[] =>
  traits.flatMap((trait) => columnsReadBy(trait, { kind: 'entity', slug }).map(({ column }) => column));

/** What one trait, or several of one origin, read. */
export function originOfTraits(generation: Generation, traits: readonly Trait[]): Origin {
  const slug = traits[0]?.from ?? '';
  return originOf(generation, slug, pathsOf(traits, slug));
}

/** An entity or event source as traits read it, with those columns of joined entities that `paths` names: by default of all traits. */
export function originOf(
  generation: Generation,
  slug: string,
  paths: readonly string[] = pathsOf(
    generation.workspace.all('trait').filter((trait) => !generation.aside.traits.has(trait.slug)),
    slug,
  ),
): Origin {
  const { workspace, dialect, ref, asOf } = generation;
  const seen = (time: string): string[] =>
    asOf === undefined ? [] : [`${time} <= ${dialect.literal(asOf)}`];
  const resource: Entity | Source | undefined =
    workspace.get('entity', slug) ?? workspace.get('source', slug);
  if (!resource) throw new TypeError(`no entity or event source is called ${slug}`);
  if (resource.kind === 'entity') {
    const rows = entityRows(generation, slug, [...(resource.time ? [resource.time] : []), ...paths]);
    const time = resource.time === undefined ? null : dialect.cast(rows.column(resource.time), 'timestamp');
    const kinds = new Map(columnsOf(generation, resource).map(({ name, kind }) => [name, kind]));
    return {
      relation: rows.relation,
      time,
      // Not every engine sorts JSON.
      key: keyColumns(resource).map((name) =>
        kinds.get(name) === 'json' ? dialect.text(dialect.ident(name), 'json') : dialect.ident(name),
      ),
      condition: time === null ? 'true' : (seen(time)[0] ?? 'true'),
      column: rows.column,
      kindOf: rows.kindOf,
    };
  }
  const kindOf = kindsOf(generation, resource);
  const renamed: Record<string, string> = { [resource.time ?? '']: 'at', [resource.event ?? '']: 'event' };
  const own: Record<string, ColumnKind> = {
    [resource.time ?? '']: 'timestamp',
    [resource.event ?? '']: 'text',
  };
  const union = new Map(eventProperties(generation).map(({ name, kind }) => [name, kind]));
  return {
    relation: ref('events'),
    time: dialect.ident('at'),
    key: [dialect.ident('event_key')],
    condition: [`${dialect.ident('source')} = ${dialect.literal(slug)}`, ...seen(dialect.ident('at'))].join(
      ' and ',
    ),
    column: (name) => dialect.ident(renamed[name] ?? propertyName(name)),
    kindOf: (name) => own[name] ?? union.get(name) ?? kindOf(name),
  };
}

/** Rows under a filter, in a window. */
export type RowsAsked = Pick<Trait, 'where' | 'within'>;

/** Which of the origin's rows something is of: a trait, a consent, a condition of a segment. */
export function rowsOf(
  { dialect }: Generation,
  { where, within }: RowsAsked,
  origin: Origin,
  clock: Clock,
): string {
  const conditions = [origin.condition, filterSql(dialect, where ?? {}, origin.column, origin.kindOf, clock)];
  if (within !== undefined) conditions.push(`${origin.time} >= ${windowStart(dialect, clock, within)}`);
  return conditions.filter((part) => part !== 'true').join(' and ') || 'true';
}

/** The same, of the rows that have a time, up to now. */
export const rowsUntilNow = (generation: Generation, trait: Trait, origin: Origin, clock: Clock): string =>
  `${rowsOf(generation, trait, origin, clock)} and ${origin.time} <= ${clock.now}`;
