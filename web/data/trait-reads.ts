import { traitOfColumn } from '../../models/traits/columns.ts';
import { humanise, nameOf } from '../../models/words/names.ts';
import { columnsReadBy, type Trait, traitsReadBy } from '../../models/workspace/kinds/trait.ts';
import { wayOf } from '../../models/workspace/relations.ts';
import type { Resource, Workspace } from '../../models/workspace/resource.ts';

/** What a trait is computed from. */
export interface Read {
  kind: 'entity' | 'source' | 'trait' | 'golden';
  slug: string;
  name: string;
}

const readOf = (resource: Resource): Read[] =>
  resource.kind === 'entity' || resource.kind === 'source' || resource.kind === 'trait'
    ? [{ kind: resource.kind, slug: resource.slug, name: nameOf(resource) }]
    : [];

/** The entities that a path of a trait's rows leads over. */
function joinedBy(workspace: Workspace, trait: Trait): Resource[] {
  const entity = workspace.get('entity', trait.from ?? '');
  if (entity === undefined) return [];
  return columnsReadBy(trait, entity).flatMap(
    ({ column }) => wayOf(workspace, entity, column)?.joins.map(({ to }) => to) ?? [],
  );
}

/** Entities that a statement of the data team's own names as `{entity_SLUG}`. */
const namedBySql = (workspace: Workspace, { sql = '' }: Trait): Resource[] =>
  [...sql.matchAll(/\{entity_([a-z][a-z0-9_]*)\}/g)].flatMap(
    ([, slug = '']) => workspace.get('entity', slug) ?? [],
  );

/** The rows, other traits and golden columns that a trait reads, each once. */
export function readsOfTrait(workspace: Workspace, trait: Trait): Read[] {
  const from = workspace.get('entity', trait.from ?? '') ?? workspace.get('source', trait.from ?? '');
  const places = trait.nearest && workspace.get('entity', trait.nearest.entity);
  const resources = [
    ...(from === undefined ? [] : [from]),
    ...joinedBy(workspace, trait),
    ...(places ? [places] : []),
    ...namedBySql(workspace, trait),
  ];
  const columns = [
    ...traitsReadBy(trait),
    ...(trait.nearest ? [trait.nearest.person.latitude, trait.nearest.person.longitude] : []),
  ].flatMap((column): Read[] => {
    const other = traitOfColumn(workspace, column);
    if (other !== undefined) return readOf(other);
    const golden = workspace.identity?.golden[column];
    return golden === undefined ? [] : [{ kind: 'golden', slug: column, name: humanise(column) }];
  });
  const found = [...resources.flatMap(readOf), ...columns];
  return [...new Map(found.map((read) => [`${read.kind}/${read.slug}`, read])).values()];
}
