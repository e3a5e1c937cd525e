import 'server-only';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import type { Messages } from '../../i18n/locales.ts';
import { type Outcome, troubleOf } from '../problem.ts';
import type { ActionState } from './action-state.ts';

/** The id of a run, as a form gives it. */
export const runId = z.string().regex(/^[0-9a-z]{1,64}$/);

/** A form that could not have come from a page of this version. */
export async function unreadable(effect: keyof Messages['problems']['effects']): Promise<ActionState> {
  const words = await getTranslations('problems');
  return {
    problem: { cause: words('form.cause'), effect: words(`effects.${effect}`), mend: words('form.mend') },
  };
}

/** What an outcome that is none leaves on the form; null for one that succeeded. */
export const refusal = (outcome: Outcome<unknown>): ActionState | null =>
  outcome.state === 'ready' ? null : { problem: troubleOf(outcome) };
