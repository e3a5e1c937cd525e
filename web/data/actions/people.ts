'use server';

import { refresh } from 'next/cache';
import { headers } from 'next/headers';
import { z } from 'zod';
import { createKey, revokeKey } from '../../../connectors/control/api-keys.ts';
import { invite, removePerson, setRole, withdrawInvitation } from '../../../connectors/control/people.ts';
import { keyScopes, roles } from '../../../connectors/control/people-schema.ts';
import { endSession } from '../../../connectors/control/sessions.ts';
import type { Problem } from '../../ui/problem.ts';
import { authorise } from '../authorise.ts';
import { withControl } from '../control.ts';
import { attempt } from '../problem.ts';
import { settings } from '../settings.ts';

const id = z.string().min(1).max(100);
const role = z.enum(roles);

/** What came of an act on people: its secret where there is one, which is shown once. */
export type Acted = { problem: Problem } | { problem: null; secret?: string };

async function act(work: (actor: string) => Promise<string | undefined>): Promise<Acted> {
  const outcome = await attempt(async () => work((await authorise('people.edit')).name), 'nothingChanged');
  if (outcome.state === 'failed') return { problem: outcome.problem };
  if (outcome.state === 'not-computed') return { problem: { cause: outcome.cause } };
  refresh();
  return outcome.data === undefined ? { problem: null } : { problem: null, secret: outcome.data };
}

/** Makes the link that lets somebody in, or lets somebody who is there set a new password. */
export async function invitePerson(email: string, as: string): Promise<Acted> {
  const given = { email: z.email().max(320).parse(email.trim()), role: role.parse(as) };
  return act(async (actor) => {
    const token = await withControl((control) => invite(control, { ...given, actor }));
    const asked = await headers();
    const base = settings().env.WEFT_PUBLIC_URL ?? `http://${asked.get('host') ?? ''}`;
    return `${base.replace(/\/$/, '')}/invite/${token}`;
  });
}

export async function withdraw(invitation: string): Promise<Acted> {
  const given = id.parse(invitation);
  return act(async (actor) => {
    await withControl((control) => withdrawInvitation(control, { id: given, actor }));
    return undefined;
  });
}

export async function changeRole(person: string, to: string): Promise<Acted> {
  const given = { userId: id.parse(person), role: role.parse(to) };
  return act(async (actor) => {
    await withControl((control) => setRole(control, { ...given, actor }));
    return undefined;
  });
}

export async function remove(person: string): Promise<Acted> {
  const userId = id.parse(person);
  return act(async (actor) => {
    await withControl((control) => removePerson(control, { userId, actor }));
    return undefined;
  });
}

const newKey = z.object({
  name: z.string().trim().min(1).max(200),
  scopes: z.array(z.enum(keyScopes)).min(1),
  days: z.int().min(1).max(3650).nullable(),
});

/** Makes a key of the API and gives it, once. */
export async function createApiKey(input: z.input<typeof newKey>): Promise<Acted> {
  const given = newKey.parse(input);
  return act((actor) => withControl((control) => createKey(control, { ...given, actor })));
}

export async function revokeApiKey(key: string): Promise<Acted> {
  const given = id.parse(key);
  return act(async (actor) => {
    await withControl((control) => revokeKey(control, { id: given, actor }));
    return undefined;
  });
}

/** Ends a session of the actor's own. */
export async function endOwnSession(session: string): Promise<Problem | null> {
  const outcome = await attempt(async () => {
    const { id: userId } = await authorise('read');
    await withControl((control) => endSession(control, { id: id.parse(session), userId }));
  }, 'sessionGoesOn');
  refresh();
  return outcome.state === 'failed' ? outcome.problem : null;
}
