import { type Role, roles } from './people-schema.ts';

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

/** Who has a permission, the least of them first. */
export const rolesWith = (permission: Permission): Role[] =>
  roles.filter((role) => permissionsOf[role].includes(permission)).toReversed();
