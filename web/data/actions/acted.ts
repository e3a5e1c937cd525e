import 'server-only';
import { z } from 'zod';
import type { Outcome } from '../problem.ts';
import type { ActionState } from './action-state.ts';

/** The id of a run, as a form gives it. */
export const runId = z.string().regex(/^[0-9a-z]{1,64}$/);

/** A form that could not have come from a page of this version. */
export const unreadable = (effect: string): ActionState => ({
  problem: { cause: 'The form is not one of this page.', effect, mend: 'Reload the page.' },
});

/** What an outcome that is none leaves on the form; null for one that succeeded. */
export function refusal<T>(outcome: Outcome<T>): ActionState | null {
  if (outcome.state === 'failed') return { problem: outcome.problem };
  if (outcome.state === 'not-computed') return { problem: { cause: outcome.cause, mend: outcome.mend } };
  return null;
}
