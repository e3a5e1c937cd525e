import { ConfigError } from '../../connectors/errors.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { listModel } from '../lists/names.ts';
import { syncColumns } from '../sync-diff/columns.ts';
import { listsDrawingOn } from './exclusions.ts';
import type { Entity } from './kinds/entity.ts';
import type { List } from './kinds/list.ts';
import { type Condition, type Segment, walkConditions } from './kinds/segment.ts';
import type { Source } from './kinds/source.ts';
import type { Sync } from './kinds/sync.ts';
import { columnsReadBy, type Trait, traitColumns, traitsReadBy } from './kinds/trait.ts';
import { type Resource, resourceId, type Workspace } from './resource.ts';

/** Segments of whose conditions one is such. */
const segmentsThat = (workspace: Workspace, asks: (condition: Condition) => boolean): Resource[] =>
  workspace.all('segment').filter(({ where }) => {
    let found = false;
    if (where !== undefined)
      walkConditions(where, (condition) => {
        found ||= asks(condition);
      });
    return found;
  });

/** Columns of customer_360 that a sync sends: by their names, or in templates. */
function columnsSent(sync: Sync): string[] {
  try {
    return syncColumns(sync);
  } catch (error) {
    // A template that is none is a finding of its own.
    if (!(error instanceof ConfigError)) throw error;
    return [];
  }
}

/** What reads columns of customer_360, by itself: segments, traits, lists, then syncs. */
function usersOfColumns(workspace: Workspace, columns: ReadonlySet<string>): Resource[] {
  return [
    ...segmentsThat(
      workspace,
      (condition) =>
        ('trait' in condition && columns.has(condition.trait)) ||
        ('profile' in condition && columns.has(condition.profile)),
    ),
    ...workspace.all('trait').filter((other) => traitsReadBy(other).some((column) => columns.has(column))),
    ...workspace
      .all('list')
      .filter(({ parts }) => parts.some(({ by }) => by !== undefined && columns.has(by))),
    ...workspace.all('sync').filter((sync) => columnsSent(sync).some((column) => columns.has(column))),
  ];
}

export const usersOfTrait = (workspace: Workspace, trait: Trait): Resource[] =>
  usersOfColumns(workspace, new Set(traitColumns(trait).map(({ name }) => name)));

/** What a segment is sent by and part of: syncs, segments, then lists. */
export const usersOfSegment = (workspace: Workspace, slug: string): Resource[] => [
  ...syncsOfSegment(workspace, slug),
  ...segmentsThat(workspace, (condition) => 'segment' in condition && condition.segment === slug),
  ...listsDrawingOn(workspace, slug),
];

/** The list whose view a table is, in whichever database and spelling. */
export function listOfTable(workspace: Workspace, table: string): List | undefined {
  const view = table.replaceAll('"', '').toLowerCase().split('.').slice(-2).join('.');
  return workspace.all('list').find(({ slug }) => view === `${weftSchema}.${listModel(slug)}`);
}

/** The list that a sync sends, by its name or by its view. */
export const listOfSync = (workspace: Workspace, from: Sync['from']): List | undefined => {
  if ('list' in from) return workspace.get('list', from.list);
  return 'table' in from ? listOfTable(workspace, from.table) : undefined;
};

/** The syncs that send a list. */
export const syncsOfList = (workspace: Workspace, slug: string): Sync[] =>
  workspace.all('sync').filter(({ from }) => listOfSync(workspace, from)?.slug === slug);

/** The syncs that send a segment itself. */
export const syncsOfSegment = (workspace: Workspace, slug: string): Sync[] =>
  workspace.all('sync').filter(({ from }) => 'segment' in from && from.segment === slug);

/** What reads a source or an entity by itself: the identity rules, entities joined to it, traits, consents, segments. */
export function readersOf(workspace: Workspace, resource: Source | Entity): Resource[] {
  const { kind, slug } = resource;
  const golden = Object.values(workspace.identity?.golden ?? {}).some(({ from }) =>
    from.some((path) => kind === 'source' && path.startsWith(`${slug}.`)),
  );
  const asks = (condition: Condition): boolean =>
    kind === 'entity' &&
    (('has' in condition && condition.has === slug) ||
      ('has_not' in condition && condition.has_not === slug));
  return [
    ...(golden && workspace.identity ? [workspace.identity] : []),
    ...workspace
      .all('entity')
      .filter(
        ({ joins, ...other }) =>
          kind === 'entity' &&
          other.slug !== slug &&
          Object.values(joins).some(({ entity }) => entity === slug),
      ),
    ...workspace
      .all('trait')
      .filter((trait) => trait.from === slug || columnsReadBy(trait, resource).length > 0),
    ...workspace.all('consent').filter(({ from }) => from === slug),
    ...segmentsThat(workspace, asks),
  ];
}

const usersOf = (workspace: Workspace, resource: Resource): Resource[] => {
  if (resource.kind === 'trait') return usersOfTrait(workspace, resource);
  if (resource.kind === 'segment') return usersOfSegment(workspace, resource.slug);
  return resource.kind === 'list' ? syncsOfList(workspace, resource.slug) : [];
};

/** Everything that depends on a resource, near or far, each once. */
export function dependentsOf(workspace: Workspace, resource: Resource): Resource[] {
  const found = new Map<string, Resource>();
  const add = (one: Resource): void => {
    for (const user of usersOf(workspace, one)) {
      if (found.has(resourceId(user)) || user === resource) continue;
      found.set(resourceId(user), user);
      add(user);
    }
  };
  add(resource);
  return [...found.values()];
}

/** The syncs that carry a segment on: of itself, of lists that draw on it, and of segments that are made of it. */
export const syncsFollowing = (workspace: Workspace, segment: Segment): Sync[] =>
  dependentsOf(workspace, segment).filter((resource) => resource.kind === 'sync');
