import type { Role } from '../../connectors/control/people-schema.ts';
import type { Kind } from '../../models/workspace/resource.ts';

export const permissions = [
  'read',
  /** Values of columns that are marked personal; without it they are masked. */
  'personal.read',
  'export',
  /** Define segments and lists. */
  'segment.edit',
  /** Connect destinations, and say what syncs send and when. */
  'sync.edit',
  /** Start, pause and end runs, and send rejected rows again. */
  'sync.run',
  /** Say yes or no to a plan that waits. */
  'sync.approve',
  /** Take back what a run did. */
  'sync.undo',
  /** Run the models. */
  'refresh',
  /** Declare sources, entities, identity rules, consents and traits; join and split people. */
  'data.edit',
  /** Invite people, give roles, make keys of the API. */
  'people.edit',
] as const;
export type Permission = (typeof permissions)[number];

const viewer: Permission[] = ['read'];
const marketer: Permission[] = [
  ...viewer,
  'personal.read',
  'export',
  'segment.edit',
  'sync.edit',
  'sync.run',
  'sync.approve',
];
const dataEngineer: Permission[] = [...marketer, 'sync.undo', 'refresh', 'data.edit'];

export const permissionsOf: Record<Role, readonly Permission[]> = {
  viewer,
  marketer,
  data_engineer: dataEngineer,
  admin: permissions,
};

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
