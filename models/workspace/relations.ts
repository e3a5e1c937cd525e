import { pathsAsked } from './columns-asked.ts';
import type { FieldPath } from './field-path.ts';
import type { Entity } from './kinds/entity.ts';
import type { Source } from './kinds/source.ts';
import { columnsReadBy } from './kinds/trait.ts';
import type { ReadColumn } from './kinds/traits/kind.ts';
import { missing } from './names.ts';
import type { Finding } from './problem.ts';
import type { Workspace } from './resource.ts';

/** A join between two entities that are there, and the columns by which their rows belong together. */
export interface Join {
  name: string;
  from: Entity;
  to: Entity;
  on: readonly { own: string; other: string }[];
  many: boolean;
}

/** The way that a dotted path such as `order.store.city` goes, and the column at its end. */
export interface Way {
  joins: readonly Join[];
  /** The entity that has the column. */
  entity: Entity;
  column: string;
}

/** How the rows of an entity find their persons. */
export type PersonWay =
  | { joins: readonly Join[]; person: OwnPerson }
  /** Several joins of this entity lead to persons, and it does not say which counts. */
  | { ambiguous: Entity; joins: readonly string[] };

export type OwnPerson = Extract<NonNullable<Entity['person']>, { type: string }>;

const keyOf = (entity: Entity): string[] => [entity.key].flat();

/** A join by its name; undefined where it, or what it leads to, is not declared. */
export function joinOf(workspace: Workspace, from: Entity, name: string): Join | undefined {
  const declared = Object.hasOwn(from.joins, name) ? from.joins[name] : undefined;
  const to = declared && workspace.get('entity', declared.entity);
  if (!declared || !to) return undefined;
  const { many } = declared;
  // By default the key of the one row that it is about: the other's, or of a `many` join its own.
  const on = declared.on ?? keyOf(many ? from : to);
  return {
    ...{ name, from, to, many },
    on:
      typeof on === 'object' && !Array.isArray(on)
        ? Object.entries(on).map(([own, other]) => ({ own, other }))
        : [on].flat().map((column) => ({ own: column, other: column })),
  };
}

/** Whether a column is of another entity; a dot in the name of a declared column is part of it. */
export const isPath = (entity: Entity, column: string): boolean =>
  column.includes('.') && !Object.hasOwn(entity.columns, column);

/** Where a column, or a path over joins, leads; undefined for one that `checkPath` refuses. */
export function wayOf(workspace: Workspace, entity: Entity, path: string): Way | undefined {
  if (!isPath(entity, path)) return { joins: [], entity, column: path };
  const dot = path.indexOf('.');
  const join = joinOf(workspace, entity, path.slice(0, dot));
  if (!join || join.many) return undefined;
  const rest = wayOf(workspace, join.to, path.slice(dot + 1));
  return rest && { ...rest, joins: [join, ...rest.joins] };
}

/** What is wrong with a path, whose joins must be there and lead to one row each. Columns are for the warehouse to know. */
export function checkPath(workspace: Workspace, entity: Entity, path: string, place: FieldPath): Finding[] {
  if (!isPath(entity, path)) return [];
  const dot = path.indexOf('.');
  const name = path.slice(0, dot);
  const declared = Object.hasOwn(entity.joins, name) ? entity.joins[name] : undefined;
  if (!declared) return [missing(`join of ${entity.slug}`, name, Object.keys(entity.joins), place)];
  if (declared.many) {
    const message = `the join "${name}" of ${entity.slug} leads to many rows, of which a column has no one value`;
    return [{ path: place, message }];
  }
  // An entity that is not there, or could not be read, is a problem of the join.
  const to = workspace.get('entity', declared.entity);
  return to ? checkPath(workspace, to, path.slice(dot + 1), place) : [];
}

/** How the rows of an entity find their persons: by a column of their own, or over joins to one row; undefined where no way leads there. */
export function personWay(
  workspace: Workspace,
  entity: Entity,
  passed: readonly Entity[] = [],
): PersonWay | undefined {
  const { person } = entity;
  if (person && 'type' in person) return { joins: [], person };
  const ways = Object.keys(entity.joins).flatMap((name) => {
    const join = joinOf(workspace, entity, name);
    if (!join || join.many || (person && person.through !== name)) return [];
    if ([entity, ...passed].includes(join.to)) return [];
    const way = personWay(workspace, join.to, [entity, ...passed]);
    return way === undefined ? [] : [{ join, way }];
  });
  const [first, ...others] = ways;
  if (first === undefined) return undefined;
  if (others.length > 0) return { ambiguous: entity, joins: ways.map(({ join }) => join.name) };
  return 'ambiguous' in first.way
    ? first.way
    : { joins: [first.join, ...first.way.joins], person: first.way.person };
}

/** Whether the rows of an entity have persons, so that there is a view of them. */
export function hasPersons(workspace: Workspace, entity: Entity): boolean {
  const way = personWay(workspace, entity);
  return way !== undefined && 'person' in way;
}

export interface NamedColumn extends ReadColumn {
  /** The resource that names it, in words. */
  by: string;
}

/** Each column that something needs of an entity, by its path: traits, consents, and a time that another row has. */
const pathsNeeded = (workspace: Workspace): (NamedColumn & { entity: Entity })[] =>
  workspace
    .all('entity')
    .flatMap((entity) => [
      ...(entity.time === undefined ? [] : [{ entity, by: `entity ${entity.slug}`, column: entity.time }]),
      ...workspace
        .all('trait')
        .flatMap((trait) =>
          columnsReadBy(trait, entity).map((read) => ({ entity, by: `trait ${trait.slug}`, ...read })),
        ),
      ...consentColumns(workspace, entity.slug).map((read) => ({ entity, ...read })),
    ]);

/**
 * The columns of a source or entity that traits, consents, joins and times need, also those of other entities over
 * joins. What segments ask is not among them: one that cannot be asked keeps its members, and all else goes on.
 */
export function columnsNamedOf(workspace: Workspace, resource: Source | Entity): NamedColumn[] {
  if (resource.kind === 'source')
    return [
      ...workspace
        .all('trait')
        .flatMap((trait) =>
          columnsReadBy(trait, resource).map((read) => ({ by: `trait ${trait.slug}`, ...read })),
        ),
      ...consentColumns(workspace, resource.slug),
    ];
  return [
    ...pathsNeeded(workspace).flatMap(({ entity, ...read }) => {
      const way = wayOf(workspace, entity, read.column);
      return way?.entity.slug === resource.slug ? [{ ...read, column: way.column }] : [];
    }),
    ...joinsUsed(workspace).flatMap(({ name, from, to, on }) => {
      const by = `join ${name} of entity ${from.slug}`;
      return [
        ...(from.slug === resource.slug ? on.map(({ own }) => ({ by, column: own })) : []),
        ...(to.slug === resource.slug ? on.map(({ other }) => ({ by, column: other })) : []),
      ];
    }),
  ];
}

/** The joins that anything goes over, on the way to a column or to a person, each once. */
export function joinsUsed(workspace: Workspace): Join[] {
  const toPersons = workspace.all('entity').flatMap((entity) => {
    const way = personWay(workspace, entity);
    return way && 'person' in way ? way.joins : [];
  });
  const asked = workspace
    .all('entity')
    .flatMap((entity) =>
      pathsAsked(workspace.all('segment'), entity.slug).map((column) => ({ entity, column })),
    );
  const toColumns = [...pathsNeeded(workspace), ...asked].flatMap(
    ({ entity, column }) => wayOf(workspace, entity, column)?.joins ?? [],
  );
  const once = new Map([...toPersons, ...toColumns].map((join) => [`${join.from.slug}.${join.name}`, join]));
  return [...once.values()];
}

/** The columns of a source or an entity by which consents are known. */
const consentColumns = (workspace: Workspace, slug: string): NamedColumn[] =>
  workspace
    .all('consent')
    .filter(({ from }) => from === slug)
    .flatMap((consent) =>
      [...Object.keys(consent.where ?? {}), ...Object.keys(consent.granted)].map((column) => ({
        by: `consent ${consent.slug}`,
        column,
      })),
    );

/** Each column of a source or entity that a declaration needs, and which one does. */
export function columnsNamed(
  workspace: Workspace,
  resource: Source | Entity,
): { by: string; column: string; numberFor?: string }[] {
  const own =
    resource.kind === 'source'
      ? [resource.event, ...resource.identifiers.flatMap(({ column, region }) => [column, region])]
      : resource.person && 'type' in resource.person
        ? [resource.person.column, resource.person.region]
        : [];
  const golden = Object.entries(workspace.identity?.golden ?? {}).flatMap(([name, { from }]) =>
    from
      .filter((path) => resource.kind === 'source' && path.startsWith(`${resource.slug}.`))
      .map((path) => ({ by: `golden column ${name}`, column: path.slice(resource.slug.length + 1) })),
  );
  const time = resource.kind === 'source' ? [resource.time] : [];
  return [
    ...[...[resource.key].flat(), ...time, ...own]
      .filter((column) => column !== undefined)
      .map((column) => ({ by: `${resource.kind} ${resource.slug}`, column })),
    ...golden,
    ...columnsNamedOf(workspace, resource),
  ];
}
