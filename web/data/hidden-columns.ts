import { PersonalColumns } from '../../models/profiling/personal.ts';
import type { Entity } from '../../models/workspace/kinds/entity.ts';
import type { Source } from '../../models/workspace/kinds/source.ts';
import type { Workspace } from '../../models/workspace/resource.ts';

/** Whether a column of a record is hidden from who may not see what is personal. */
export const isHidden = (workspace: Workspace, resource: Entity | Source, column: string): boolean =>
  new PersonalColumns(workspace).of(resource, column);

/** Whether the key of a record is itself personal, as an identifier is: then it stands in no link. */
export function hasHiddenKey(workspace: Workspace, of: { kind: 'entity' | 'source'; slug: string }): boolean {
  const resource = workspace.get(of.kind, of.slug);
  if (resource === undefined) return true;
  const carried = resource.kind === 'source' ? resource.identifiers.map(({ column }) => column) : [];
  return [resource.key]
    .flat()
    .some((column) => carried.includes(column) || isHidden(workspace, resource, column));
}
