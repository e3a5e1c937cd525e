import 'server-only';
import { randomBytes } from 'node:crypto';
import { unstable_rethrow } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import pino from 'pino';
import { messageOf, NotFound, WeftError } from '../../connectors/errors.ts';
import type { Messages } from '../i18n/locales.ts';
import type { Problem } from '../ui/problem.ts';
import { sentence } from '../words/sentence.ts';
import { Forbidden, SignedOut } from './authorise.ts';
import { NotComputed } from './not-computed.ts';

const log = pino({ name: 'web', level: process.env.WEFT_LOG_LEVEL ?? 'info' });

/** Letters and digits that are not mistaken for one another when read out. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

const reference = (): string =>
  Array.from(randomBytes(5), (byte) => alphabet[byte % alphabet.length] ?? '2').join('');

/** What a failure means for its reader: one of the common ones, or what a page says in the reader's words. */
export type Effect = keyof Messages['problems']['effects'] | { said: string | undefined };

type Words = Awaited<ReturnType<typeof getTranslations<'problems'>>>;

/** An error as its reader may see it; the original goes to the log under the reference. */
async function problemOf(error: unknown, words: Words, effect: string | undefined): Promise<Problem> {
  const id = reference();
  const expected = error instanceof Forbidden || error instanceof SignedOut;
  log[expected ? 'info' : 'error']({ err: error, reference: id }, messageOf(error));
  if (error instanceof WeftError) {
    return {
      cause: sentence(error.message),
      effect,
      mend: error.mend ?? (error.retryable ? words('again') : undefined),
      reference: id,
    };
  }
  if (error instanceof Forbidden) {
    const either = new Intl.ListFormat(await getLocale(), { type: 'disjunction' });
    const roles = either.format(error.roles.map((role) => words(`roles.${role}`)));
    return {
      cause: words('forbidden.cause', { roles }),
      effect,
      mend: words('forbidden.mend'),
      reference: id,
    };
  }
  const kind = error instanceof SignedOut ? 'signedOut' : 'unexpected';
  return { cause: words(`${kind}.cause`), effect, mend: words(`${kind}.mend`), reference: id };
}

/** The status by which a handler answers an error. */
function statusOf(error: unknown): 401 | 403 | 404 | 503 {
  if (error instanceof SignedOut) return 401;
  if (error instanceof Forbidden) return 403;
  return error instanceof NotFound ? 404 : 503;
}

export type Outcome<T> =
  | { state: 'ready'; data: T }
  | { state: 'not-computed'; cause: string; mend: string; refresh: boolean }
  | { state: 'failed'; problem: Problem; status: 401 | 403 | 404 | 503 };

/** What kept somebody from the data of an outcome. */
export const troubleOf = (outcome: Exclude<Outcome<unknown>, { state: 'ready' }>): Problem =>
  outcome.state === 'failed' ? outcome.problem : { cause: outcome.cause, mend: outcome.mend };

/** The outcome of a reading: its data, "not computed yet", or the problem that it met. */
export async function attempt<T>(load: () => Promise<T>, effect?: Effect): Promise<Outcome<T>> {
  try {
    return { state: 'ready', data: await load() };
  } catch (error) {
    // Redirects and not-found travel as exceptions: they are Next's.
    unstable_rethrow(error);
    const words = await getTranslations('problems');
    if (error instanceof NotComputed) {
      const { reason, refresh, table, mend } = error;
      return {
        state: 'not-computed',
        cause: words(`notComputed.${reason}.cause`, { table }),
        mend: mend ?? words(`notComputed.${reason}.mend`),
        refresh,
      };
    }
    const said = typeof effect === 'string' ? words(`effects.${effect}`) : effect?.said;
    return { state: 'failed', problem: await problemOf(error, words, said), status: statusOf(error) };
  }
}
