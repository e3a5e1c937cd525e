import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { and, asc, count, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import { ConfigError } from '../errors.ts';
import { addAudit } from './audit.ts';
import type { Control, Executor } from './connect.ts';
import { accounts, invitations, members, type Role, sessions, users } from './people-schema.ts';
import { newToken, tokenHash } from './token.ts';

export const shortestPassword = 12;

/** argon2id with the parameters that OWASP's cheat sheet on password storage names: 19 MiB, two passes, one lane. */
const argon2id = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, argon2id);
export const verifyPassword = (hashed: string, password: string): Promise<boolean> =>
  verify(hashed, password);

const newId = (): string => randomBytes(16).toString('hex');

/** E-mail addresses are told apart without regard to case. */
export const plainEmail = (email: string): string => email.trim().toLowerCase();

export interface Person {
  id: string;
  name: string;
  email: string;
  role: Role;
  /** Whether a second factor is asked for. */
  secondFactor: boolean;
  createdAt: Date;
  /** When they were last seen; null without a session. */
  seenAt: Date | null;
}

/** Who may enter, by name. */
export async function listPeople(control: Control): Promise<Person[]> {
  return control.query((database) =>
    database
      .select({
        id: users.id,
        name: users.name,
        email: users.email,
        role: members.role,
        secondFactor: users.twoFactorEnabled,
        createdAt: members.createdAt,
        seenAt:
          sql<Date | null>`(select max(${sessions.updatedAt}) from ${sessions} where ${sessions.userId} = ${users.id})`.mapWith(
            sessions.updatedAt,
          ),
      })
      .from(members)
      .innerJoin(users, eq(users.id, members.userId))
      .where(eq(members.workspaceId, control.workspaceId))
      .orderBy(asc(users.name), asc(users.email)),
  );
}

/** Whether anybody has set this workspace up: until then its first visitor becomes the owner. */
export async function hasOwner(control: Control): Promise<boolean> {
  const [found] = await control.query((database) =>
    database
      .select({ userId: members.userId })
      .from(members)
      .where(and(eq(members.workspaceId, control.workspaceId), eq(members.role, 'admin')))
      .limit(1),
  );
  return found !== undefined;
}

export async function roleOf(control: Control, userId: string): Promise<Role | null> {
  const [found] = await control.query((database) =>
    database.select({ role: members.role }).from(members).where(isMember(control, userId)),
  );
  return found?.role ?? null;
}

const isMember = (control: Control, userId: string) =>
  and(eq(members.workspaceId, control.workspaceId), eq(members.userId, userId));

export interface NewPerson {
  name: string;
  email: string;
  password: string;
}

/** Makes the first admin. Throws a ConfigError where there is one already. */
export async function createOwner(control: Control, person: NewPerson): Promise<void> {
  const hashed = await hashPassword(person.password);
  await control.transaction(async (database) => {
    await lockPeople(database, control);
    const [{ admins = 0 } = {}] = await database
      .select({ admins: count() })
      .from(members)
      .where(and(eq(members.workspaceId, control.workspaceId), eq(members.role, 'admin')));
    if (admins > 0) {
      throw new ConfigError('this workspace has an owner already', {
        mend: 'Sign in, or ask to be invited.',
      });
    }
    await addPerson(database, control, person, hashed, 'admin');
    await addAudit(database, control.workspaceId, {
      actor: plainEmail(person.email),
      action: 'people.set-up',
      subject: plainEmail(person.email),
    });
  });
}

/** Adds somebody with a role, or sets the password and the role of somebody that there is. */
async function addPerson(
  database: Executor,
  control: Control,
  { name, email }: NewPerson,
  hashedPassword: string,
  role: Role,
): Promise<void> {
  const [user] = await database
    .insert(users)
    .values({ id: newId(), name, email: plainEmail(email), emailVerified: true })
    .onConflictDoUpdate({ target: users.email, set: { name, emailVerified: true, updatedAt: sql`now()` } })
    .returning({ id: users.id });
  if (user === undefined) throw new Error('an insert returned no row');
  const credential = and(eq(accounts.userId, user.id), eq(accounts.providerId, 'credential'));
  await database.delete(accounts).where(credential);
  await database.insert(accounts).values({
    id: newId(),
    accountId: user.id,
    providerId: 'credential',
    userId: user.id,
    password: hashedPassword,
  });
  // Whoever knew the old password is out.
  await database.delete(sessions).where(eq(sessions.userId, user.id));
  await database
    .insert(members)
    .values({ workspaceId: control.workspaceId, userId: user.id, role })
    .onConflictDoUpdate({ target: [members.workspaceId, members.userId], set: { role } });
}

/** Of two who change people at once, the second sees what the first did: the last admin cannot go twice. */
const lockPeople = (database: Executor, { workspaceId }: Control) =>
  database.execute(sql`select pg_advisory_xact_lock(${peopleLock}, ${workspaceId})`);
const peopleLock = 773_362;

async function refuseLastAdmin(database: Executor, control: Control, userId: string): Promise<void> {
  const admins = await database
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.workspaceId, control.workspaceId), eq(members.role, 'admin')));
  if (admins.length > 1 || admins[0]?.userId !== userId) return;
  throw new ConfigError('this is the only admin, and a workspace keeps one', {
    mend: 'Make somebody else an admin first.',
  });
}

const emailOf = async (database: Executor, userId: string): Promise<string> =>
  (await database.select({ email: users.email }).from(users).where(eq(users.id, userId)))[0]?.email ?? userId;

export async function setRole(
  control: Control,
  { userId, role, actor }: { userId: string; role: Role; actor: string },
): Promise<void> {
  await control.transaction(async (database) => {
    await lockPeople(database, control);
    if (role !== 'admin') await refuseLastAdmin(database, control, userId);
    await database.update(members).set({ role }).where(isMember(control, userId));
    await addAudit(database, control.workspaceId, {
      actor,
      action: 'people.role',
      subject: await emailOf(database, userId),
      detail: { role },
    });
  });
}

/** Takes somebody out of the workspace and ends their sessions. */
export async function removePerson(
  control: Control,
  { userId, actor }: { userId: string; actor: string },
): Promise<void> {
  await control.transaction(async (database) => {
    await lockPeople(database, control);
    await refuseLastAdmin(database, control, userId);
    const email = await emailOf(database, userId);
    await database.delete(members).where(isMember(control, userId));
    await database.delete(sessions).where(eq(sessions.userId, userId));
    await addAudit(database, control.workspaceId, { actor, action: 'people.remove', subject: email });
  });
}

export interface Invitation {
  id: string;
  email: string;
  role: Role;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
}

const invitationDays = 7;
const invitationColumns = {
  id: invitations.id,
  email: invitations.email,
  role: invitations.role,
  invitedBy: invitations.invitedBy,
  createdAt: invitations.createdAt,
  expiresAt: invitations.expiresAt,
};

/** Invitations that still let somebody in. */
const isOpen = (control: Control) =>
  and(
    eq(invitations.workspaceId, control.workspaceId),
    isNull(invitations.acceptedAt),
    gt(invitations.expiresAt, sql`now()`),
  );

/** Invites somebody, or somebody that is there to set a new password; resolves to the token of their link. */
export async function invite(
  control: Control,
  { email, role, actor }: { email: string; role: Role; actor: string },
): Promise<string> {
  const token = newToken();
  await control.transaction(async (database) => {
    await database.delete(invitations).where(and(isOpen(control), eq(invitations.email, plainEmail(email))));
    await database.insert(invitations).values({
      id: newId(),
      workspaceId: control.workspaceId,
      email: plainEmail(email),
      role,
      tokenHash: tokenHash(token),
      invitedBy: actor,
      expiresAt: sql`now() + interval '${sql.raw(String(invitationDays))} days'`,
    });
    await addAudit(database, control.workspaceId, {
      actor,
      action: 'people.invite',
      subject: plainEmail(email),
      detail: { role },
    });
  });
  return token;
}

export async function listInvitations(control: Control): Promise<Invitation[]> {
  return control.query((database) =>
    database
      .select(invitationColumns)
      .from(invitations)
      .where(isOpen(control))
      .orderBy(desc(invitations.createdAt)),
  );
}

/** Ends an invitation that was not accepted. */
export async function withdrawInvitation(
  control: Control,
  { id, actor }: { id: string; actor: string },
): Promise<void> {
  await control.transaction(async (database) => {
    const [gone] = await database
      .delete(invitations)
      .where(and(isOpen(control), eq(invitations.id, id)))
      .returning({ email: invitations.email });
    if (gone === undefined) return;
    await addAudit(database, control.workspaceId, {
      actor,
      action: 'people.withdraw-invitation',
      subject: gone.email,
    });
  });
}

/** The invitation of a link, or null where it is none, expired or used. */
export async function readInvitation(control: Control, token: string): Promise<Invitation | null> {
  const [found] = await control.query((database) =>
    database
      .select(invitationColumns)
      .from(invitations)
      .where(and(isOpen(control), eq(invitations.tokenHash, tokenHash(token)))),
  );
  return found ?? null;
}

/** Lets somebody in by their link, once. Resolves to their e-mail address; null where the link is no longer good. */
export async function acceptInvitation(
  control: Control,
  { token, name, password }: { token: string; name: string; password: string },
): Promise<string | null> {
  const hashed = await hashPassword(password);
  return control.transaction(async (database) => {
    await lockPeople(database, control);
    const [found] = await database
      .update(invitations)
      .set({ acceptedAt: sql`now()` })
      .where(and(isOpen(control), eq(invitations.tokenHash, tokenHash(token))))
      .returning(invitationColumns);
    if (found === undefined) return null;
    const { email, role } = found;
    await addPerson(database, control, { name, email, password }, hashed, role);
    await addAudit(database, control.workspaceId, {
      actor: email,
      action: 'people.accept-invitation',
      subject: email,
      detail: { role, invitedBy: found.invitedBy },
    });
    return email;
  });
}

/**
 * What somebody is here who came by single sign-on: their role; else that of an invitation to their address, or the
 * one that everybody of their domain gets. Null where nobody let them in.
 */
export async function admitBySignOn(
  control: Control,
  { userId, email, domainRole }: { userId: string; email: string; domainRole: Role | null },
): Promise<Role | null> {
  return control.transaction(async (database) => {
    const [present] = await database
      .select({ role: members.role })
      .from(members)
      .where(isMember(control, userId));
    if (present !== undefined) return present.role;
    const [invited] = await database
      .update(invitations)
      .set({ acceptedAt: sql`now()` })
      .where(and(isOpen(control), eq(invitations.email, plainEmail(email))))
      .returning({ role: invitations.role });
    const role = invited?.role ?? domainRole;
    if (role === null) return null;
    await database
      .insert(members)
      .values({ workspaceId: control.workspaceId, userId, role })
      .onConflictDoNothing();
    await addAudit(database, control.workspaceId, {
      actor: plainEmail(email),
      action: 'people.sign-on',
      subject: plainEmail(email),
      detail: { role },
    });
    return role;
  });
}
