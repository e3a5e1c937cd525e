import type { Permission } from '../../connectors/control/permissions.ts';
import type { Kind } from '../../models/workspace/resource.ts';

export { type Permission, permissions, permissionsOf } from '../../connectors/control/permissions.ts';

/** What it takes to change a resource of a kind. */
export const editPermission: Record<Kind, Permission> = {
  workspace: 'data.edit',
  source: 'data.edit',
  identity: 'data.edit',
  entity: 'data.edit',
  consent: 'data.edit',
  trait: 'data.edit',
  test: 'data.edit',
  segment: 'segment.edit',
  list: 'segment.edit',
  destination: 'sync.edit',
  sync: 'sync.edit',
};
