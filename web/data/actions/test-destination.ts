'use server';

import { z } from 'zod';
import { slug } from '../../../models/workspace/kinds/shared.ts';
import { testConnection } from '../destinations.ts';
import { attempt } from '../problem.ts';
import { refusal, unreadable } from './acted.ts';
import type { ActionState } from './action-state.ts';

const input = z.object({ destination: slug });
const effect = 'Syncs that send there would fail.';

/** Tries a destination's connection. */
export async function testDestination(_previous: ActionState, form: FormData): Promise<ActionState> {
  const parsed = input.safeParse(Object.fromEntries(form));
  if (!parsed.success) return unreadable('Nothing was tested.');
  const outcome = await attempt(() => testConnection(parsed.data.destination), effect);
  return refusal(outcome) ?? { problem: null, done: 'Connected.' };
}
