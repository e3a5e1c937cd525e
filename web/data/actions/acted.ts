import 'server-only';
import type { Outcome } from '../problem.ts';
import type { ActionState } from './action-state.ts';

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
