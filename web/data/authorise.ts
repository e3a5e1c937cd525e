import 'server-only';
import { cache } from 'react';
import { type Permission, permissions } from './permissions.ts';

export interface Actor {
  /** What the audit log calls them. */
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
