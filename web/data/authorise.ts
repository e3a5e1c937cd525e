import 'server-only';
import { cache } from 'react';

const permissions = [
  'read',
  'personal.read',
  'export',
  'refresh',
  /** Start, pause and end runs, and send rejected rows again. */
  'sync.run',
  /** Say yes or no to a plan that waits. */
  'sync.approve',
  /** Take back what a run did. */
  'sync.undo',
] as const;
export type Permission = (typeof permissions)[number];

export interface Actor {
  name: string;
  permissions: ReadonlySet<Permission>;
}

/**
 * Who asks. Without sign-in the app listens on this machine only, and whoever reaches it is its operator;
 * sign-in replaces this function and nothing that calls it.
 */
const currentActor = cache(
  async (): Promise<Actor> => ({
    name: 'local operator',
    permissions: new Set<Permission>(permissions),
  }),
);

/** The actor lacks a permission. */
export class Forbidden extends Error {
  constructor(permission: Permission) {
    super(`This needs the permission "${permission}"`);
    this.name = 'Forbidden';
  }
}

/** Each function of `web/data` begins with it: no page, action or handler reads past it. */
export async function authorise(permission: Permission): Promise<Actor> {
  const actor = await currentActor();
  if (!actor.permissions.has(permission)) throw new Forbidden(permission);
  return actor;
}

/** Whether the actor has a permission, for what a page offers. */
export const may = async (permission: Permission): Promise<boolean> =>
  (await currentActor()).permissions.has(permission);
