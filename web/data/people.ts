import 'server-only';
import { listKeys } from '../../connectors/control/api-keys.ts';
import { listInvitations, listPeople } from '../../connectors/control/people.ts';
import type { KeyScope, Role } from '../../connectors/control/people-schema.ts';
import { type Permission, rolesWith } from '../../connectors/control/permissions.ts';
import { sessionsOf } from '../../connectors/control/sessions.ts';
import { authorise, may, signedIn } from './authorise.ts';
import { withControl } from './control.ts';
import { settings } from './settings.ts';

export interface PersonRow {
  id: string;
  name: string;
  email: string;
  role: Role;
  secondFactor: boolean;
  /** ISO times. */
  since: string;
  seenAt: string | null;
  self: boolean;
}

/** Who may enter; everybody may know whom to ask. */
export async function people(): Promise<PersonRow[]> {
  const actor = await authorise('read');
  const found = await withControl(listPeople);
  return found.map(({ id, name, email, role, secondFactor, createdAt, seenAt }) => ({
    id,
    name,
    email,
    role,
    secondFactor,
    since: createdAt.toISOString(),
    seenAt: seenAt?.toISOString() ?? null,
    self: id === actor.id,
  }));
}

/** Who has a permission: their roles, the least first, and the names of those who are there. */
export async function whoMay(permission: Permission): Promise<{ roles: Role[]; names: string[] }> {
  const having = rolesWith(permission);
  const names = (await people()).filter(({ role }) => having.includes(role)).map(({ name }) => name);
  return { roles: having, names };
}

export interface InvitationRow {
  id: string;
  email: string;
  role: Role;
  by: string;
  expiresAt: string;
}

export async function invitations(): Promise<InvitationRow[]> {
  await authorise('people.edit');
  const found = await withControl(listInvitations);
  return found.map(({ id, email, role, invitedBy, expiresAt }) => ({
    id,
    email,
    role,
    by: invitedBy,
    expiresAt: expiresAt.toISOString(),
  }));
}

export interface KeyRow {
  id: string;
  name: string;
  start: string;
  scopes: KeyScope[];
  by: string;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  standing: 'good' | 'expired' | 'revoked';
}

export async function keys(): Promise<KeyRow[]> {
  await authorise('people.edit');
  const found = await withControl(listKeys);
  const now = Date.now();
  return found.map((key) => ({
    id: key.id,
    name: key.name,
    start: key.start,
    scopes: key.scopes,
    by: key.createdBy,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    standing:
      key.revokedAt !== null
        ? 'revoked'
        : key.expiresAt !== null && key.expiresAt.getTime() <= now
          ? 'expired'
          : 'good',
  }));
}

export interface SessionRow {
  id: string;
  /** "Chrome on Linux"; null where the browser did not say. */
  browser: string | null;
  address: string | null;
  createdAt: string;
  seenAt: string;
  current: boolean;
}

const browsers = ['Edg', 'OPR', 'Firefox', 'HeadlessChrome', 'Chrome', 'Safari'] as const;
const systems = { Windows: 'Windows', 'Mac OS': 'macOS', Android: 'Android', iPhone: 'iOS', Linux: 'Linux' };

function browserOf(agent: string | null): string | null {
  const browser = browsers.find((name) => agent?.includes(name));
  if (agent === null || browser === undefined) return null;
  const name = { Edg: 'Edge', OPR: 'Opera', HeadlessChrome: 'Chrome' }[browser as string] ?? browser;
  const system = Object.entries(systems).find(([sign]) => agent.includes(sign))?.[1];
  return system === undefined ? name : `${name} · ${system}`;
}

export interface OwnAccount {
  name: string;
  email: string;
  secondFactor: boolean;
  sessions: SessionRow[];
}

export async function ownAccount(): Promise<OwnAccount> {
  const actor = await authorise('read');
  const [session, found] = await Promise.all([
    signedIn(),
    withControl((control) => sessionsOf(control, actor.id)),
  ]);
  return {
    name: actor.fullName,
    email: actor.name,
    secondFactor: session?.user.twoFactorEnabled === true,
    sessions: found.map(({ id, userAgent, ipAddress, createdAt, seenAt }) => ({
      id,
      browser: browserOf(userAgent),
      address: ipAddress,
      createdAt: createdAt.toISOString(),
      seenAt: seenAt.toISOString(),
      current: id === actor.sessionId,
    })),
  };
}

export interface SignOnState {
  issuer: string | null;
  clientId: string | null;
  /** Whether there is a client secret; never which. */
  secret: boolean;
  name: string;
  domains: string;
  role: Role;
  /** What the provider has to be told: where it sends people back. */
  callback: string;
}

/** How single sign-on is set in the environment. */
export async function signOnState(origin: string): Promise<SignOnState> {
  await authorise('people.edit');
  const { env } = settings();
  return {
    issuer: env.WEFT_OIDC_ISSUER ?? null,
    clientId: env.WEFT_OIDC_CLIENT_ID ?? null,
    secret: env.WEFT_OIDC_CLIENT_SECRET !== undefined,
    name: env.WEFT_OIDC_NAME,
    domains: env.WEFT_OIDC_DOMAINS,
    role: env.WEFT_OIDC_ROLE,
    callback: `${env.WEFT_PUBLIC_URL?.replace(/\/$/, '') ?? origin}/api/auth/callback/sign-on`,
  };
}

export const mayEditPeople = (): Promise<boolean> => may('people.edit');
