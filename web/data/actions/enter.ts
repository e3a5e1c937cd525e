'use server';

import { z } from 'zod';
import { acceptInvitation, createOwner, shortestPassword } from '../../../connectors/control/people.ts';
import type { Problem } from '../../ui/problem.ts';
import { withControl } from '../control.ts';
import { reachedHereOnly } from '../entry.ts';
import { attempt } from '../problem.ts';

/** The fields that are wrong, by the words that say so; or with whom to sign in now. */
export type Entered =
  | { state: 'wrong'; fields: ('noName' | 'badEmail' | 'shortPassword')[] }
  | { state: 'failed'; problem: Problem }
  | { state: 'gone' }
  | { state: 'entered'; email: string };

const name = z.string().trim().min(1).max(200);
const password = z.string().min(shortestPassword).max(200);
const owner = z.object({ name, email: z.email().max(320), password });
const invited = z.object({ token: z.string().min(1).max(200), name, password });

function wrong(error: z.ZodError): Entered {
  const named = { name: 'noName', email: 'badEmail', password: 'shortPassword' } as const;
  const fields = error.issues.flatMap(({ path: [field] }) =>
    field === 'name' || field === 'email' || field === 'password' ? [named[field]] : [],
  );
  return fields.length > 0 ? { state: 'wrong', fields } : { state: 'gone' };
}

/** Makes the first person the owner: only for who sits at the machine, and only while there is none. */
export async function setUpOwner(input: z.input<typeof owner>): Promise<Entered> {
  const parsed = owner.safeParse(input);
  if (!parsed.success) return wrong(parsed.error);
  if (!reachedHereOnly()) return { state: 'gone' };
  const outcome = await attempt(
    () => withControl((control) => createOwner(control, parsed.data)),
    'noAccount',
  );
  if (outcome.state === 'failed') return { state: 'failed', problem: outcome.problem };
  return { state: 'entered', email: parsed.data.email };
}

/** Lets in whom a link invites. */
export async function joinByInvitation(input: z.input<typeof invited>): Promise<Entered> {
  const parsed = invited.safeParse(input);
  if (!parsed.success) return wrong(parsed.error);
  const outcome = await attempt(
    () => withControl((control) => acceptInvitation(control, parsed.data)),
    'noAccount',
  );
  if (outcome.state === 'failed') return { state: 'failed', problem: outcome.problem };
  return outcome.state === 'ready' && outcome.data !== null
    ? { state: 'entered', email: outcome.data }
    : { state: 'gone' };
}
