import 'server-only';
import { headers } from 'next/headers';
import { cache } from 'react';
import { admitBySignOn, roleOf } from '../../connectors/control/people.ts';
import type { Role } from '../../connectors/control/people-schema.ts';
import { type Permission, permissionsOf, rolesWith } from '../../connectors/control/permissions.ts';
import { withAuth } from '../auth/auth.ts';
import { roleOfDomain } from '../auth/sign-on.ts';
import { withControl } from './control.ts';
import { settings } from './settings.ts';

export interface Actor {
  id: string;
  /** What the audit log calls them: their e-mail address. */
  name: string;
  /** What people call them. */
  fullName: string;
  role: Role;
  permissions: ReadonlySet<Permission>;
  /** The session by which they ask. */
  sessionId: string;
}

/** Who is signed in, whether or not they may enter; null for nobody. Asked once for each request. */
export const signedIn = cache(async () => {
  const asked = await headers();
  return withAuth((auth) => auth.api.getSession({ headers: asked }));
});

/** Who asks: signed in, and a member of the workspace. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  const session = await signedIn();
  if (session === null) return null;
  const { id, email, name, emailVerified } = session.user;
  const role = await withControl(
    async (control) =>
      (await roleOf(control, id)) ??
      // An address that nobody has verified proves no domain and no invitation.
      (emailVerified
        ? admitBySignOn(control, { userId: id, email, domainRole: roleOfDomain(settings(), email) })
        : null),
  );
  if (role === null) return null;
  return {
    id,
    name: email,
    fullName: name,
    role,
    permissions: new Set(permissionsOf[role]),
    sessionId: session.session.id,
  };
});

/** Nobody is signed in, or the session ended. */
export class SignedOut extends Error {
  constructor() {
    super('Your session ended');
    this.name = 'SignedOut';
  }
}

/** The actor lacks a permission: what they asked is for other roles. */
export class Forbidden extends Error {
  /** The roles that have it, the least first. */
  readonly roles: readonly Role[];

  constructor(permission: Permission) {
    const having = rolesWith(permission);
    super(`This needs one of the roles ${having.join(', ')}`);
    this.name = 'Forbidden';
    this.roles = having;
  }
}

/** Each function of `web/data` begins with it: no page, action or handler reads past it. */
export async function authorise(permission: Permission): Promise<Actor> {
  const actor = await currentActor();
  if (actor === null) throw new SignedOut();
  if (!actor.permissions.has(permission)) throw new Forbidden(permission);
  return actor;
}

/** Whether the actor has a permission, for what a page offers. */
export const may = async (permission: Permission): Promise<boolean> =>
  (await currentActor())?.permissions.has(permission) ?? false;
