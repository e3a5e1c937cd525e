import 'server-only';
import { randomBytes } from 'node:crypto';
import { unstable_rethrow } from 'next/navigation';
import pino from 'pino';
import { messageOf, NotFound, WeftError } from '../../connectors/errors.ts';
import type { Problem } from '../ui/problem.ts';
import { sentence } from '../words/sentence.ts';
import { Forbidden, SignedOut } from './authorise.ts';
import { NotComputed } from './not-computed.ts';

const log = pino({ name: 'web', level: process.env.WEFT_LOG_LEVEL ?? 'info' });

/** Letters and digits that are not mistaken for one another when read out. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

const reference = (): string =>
  Array.from(randomBytes(5), (byte) => alphabet[byte % alphabet.length] ?? '2').join('');

/** An error as its reader may see it; the original goes to the log under the reference. */
function problemOf(error: unknown, effect?: string): Problem {
  const id = reference();
  const expected = error instanceof Forbidden || error instanceof SignedOut;
  log[expected ? 'info' : 'error']({ err: error, reference: id }, messageOf(error));
  if (error instanceof WeftError) {
    const cause = sentence(error.message);
    return {
      cause,
      effect,
      mend: error.mend ?? (error.retryable ? 'Try again.' : undefined),
      reference: id,
    };
  }
  if (error instanceof Forbidden) {
    return {
      cause: `${error.message}.`,
      effect,
      mend: 'Admins give roles; Settings, People says who they are.',
      reference: id,
    };
  }
  if (error instanceof SignedOut) {
    return {
      cause: `${error.message}.`,
      effect,
      mend: 'Sign in again in another tab, then try again here: what you made is kept.',
      reference: id,
    };
  }
  return {
    cause: 'This part could not be read.',
    effect,
    mend: 'Reload the page; the log has the details under this reference.',
    reference: id,
  };
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

/** The outcome of a reading: its data, "not computed yet", or the problem that it met. */
export async function attempt<T>(load: () => Promise<T>, effect?: string): Promise<Outcome<T>> {
  try {
    return { state: 'ready', data: await load() };
  } catch (error) {
    // Redirects and not-found travel as exceptions: they are Next's.
    unstable_rethrow(error);
    if (error instanceof NotComputed)
      return { state: 'not-computed', cause: error.message, mend: error.mend, refresh: error.refresh };
    return { state: 'failed', problem: problemOf(error, effect), status: statusOf(error) };
  }
}
