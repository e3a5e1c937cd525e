import 'server-only';
import type { Column } from '../../connectors/warehouses/connection.ts';
import { proposeEntity, proposeSource } from '../../models/proposals/propose-relation.ts';
import { slugOf } from '../../models/proposals/words.ts';
import { nameOf } from '../../models/words/names.ts';
import { fieldName } from '../../models/workspace/field-path.ts';
import type { Entity } from '../../models/workspace/kinds/entity.ts';
import type { Source } from '../../models/workspace/kinds/source.ts';
import { authorise } from './authorise.ts';
import { recentColumns } from './catalogue.ts';
import { type DraftState, ownDraft, type ResourceState, resourceState } from './resource-state.ts';
import { columnsOfRelation } from './sources.ts';
import { columnsOf, dialect, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

export type RelationColumn = Pick<Column, 'name' | 'kind' | 'type'>;

/** An entity that a row may be joined to. */
export interface Joinable {
  slug: string;
  name: string;
  key: string[];
  columns: string[];
}

/** All that the editor of a source or an entity is given. Plain data: it goes to the browser. */
export interface RelationEditing<R extends Source | Entity> {
  inForce: R;
  /** Null for a resource that is new. */
  state: ResourceState | null;
  draft: DraftState | null;
  /** Under which the draft is kept. */
  draftSlug: string;
  columns: RelationColumn[];
  types: { type: string; phone: boolean }[];
  entities: Joinable[];
  /** Why a field is proposed as it is, by the field. */
  hints: Record<string, string>;
  why: string[];
}

const shown = (columns: readonly Column[]): RelationColumn[] =>
  columns.map(({ name, kind, type }) => ({ name, kind, type: type.toLowerCase() }));

async function surroundings(except: string | null) {
  const { workspace } = await currentWorkspace();
  const others = workspace.all('entity').filter(({ slug }) => slug !== except);
  const entities = await Promise.all(
    others.map(async (entity): Promise<Joinable> => {
      // One whose table is not there is still an entity to join: its key is known.
      const columns = await (entity.table === undefined
        ? columnsOfRelation(entity)
        : recentColumns(entity.table)
      ).catch((): Column[] => []);
      const key = [entity.key].flat();
      const names = columns.length === 0 ? key : columns.map(({ name }) => name);
      return { slug: entity.slug, name: nameOf(entity), key, columns: names };
    }),
  );
  const types = (workspace.identity?.types ?? [])
    .filter(({ of }) => of === undefined)
    .map(({ type, normalize }) => ({ type, phone: normalize === 'phone' }));
  return { entities, types };
}

/** What a new source or entity over a table begins from; null where there is no such table. */
export async function newRelation(
  kind: 'source' | 'entity',
  table: string,
): Promise<RelationEditing<Source | Entity> | null> {
  await authorise('data.edit');
  const { workspace } = await currentWorkspace();
  const found = await columnsOf(table);
  if (found.length === 0) return null;
  const draftSlug = `new_${slugOf(table)}`;
  const asked = { dialect: dialect(), query: rows, columns: columnsOf };
  const [proposal, around, draft] = await Promise.all([
    kind === 'source' ? proposeSource(asked, workspace, table) : proposeEntity(asked, workspace, table),
    surroundings(null),
    ownDraft(kind, draftSlug),
  ]);
  return {
    inForce: proposal.resource,
    state: null,
    ...{ draft, draftSlug, ...around, why: proposal.why },
    columns: shown(found),
    hints: Object.fromEntries(proposal.notes.map(([path, text]) => [fieldName(path), text])),
  };
}

/** A source or an entity in force, for its editor; null where there is none. */
export async function relationInForce<K extends 'source' | 'entity'>(
  kind: K,
  slug: string,
): Promise<RelationEditing<Source | Entity> | null> {
  await authorise('data.edit');
  const state = await resourceState(kind, slug);
  if (state === null) return null;
  const { resource } = state;
  if (resource.kind !== 'source' && resource.kind !== 'entity') return null;
  const [around, draft, columns] = await Promise.all([
    surroundings(kind === 'entity' ? slug : null),
    ownDraft(kind, slug),
    columnsOfRelation(resource),
  ]);
  return {
    ...{ inForce: resource, state, draft, draftSlug: slug, ...around },
    ...{ columns: shown(columns), hints: {}, why: [] },
  };
}

export const ofSource = (editing: RelationEditing<Source | Entity>): editing is RelationEditing<Source> =>
  editing.inForce.kind === 'source';

export const ofEntity = (editing: RelationEditing<Source | Entity>): editing is RelationEditing<Entity> =>
  editing.inForce.kind === 'entity';
