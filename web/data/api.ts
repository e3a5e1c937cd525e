import 'server-only';
import { createHash, timingSafeEqual } from 'node:crypto';
import { AuthError, ConfigError, NotFound, Unavailable, WeftError } from '../../connectors/errors.ts';
import { AlreadyRunning } from '../../workflows/start-run.ts';
import { settings } from './settings.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Lets those through that bring the token. Throws AuthError, and ConfigError where the API is not switched on. */
function authorise(request: Request): void {
  const expected = settings().env.WEFT_API_TOKEN;
  if (expected === undefined) {
    throw new AuthError('the API is switched off', { mend: 'Set WEFT_API_TOKEN where the app runs.' });
  }
  const given = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
  if (timingSafeEqual(digest(given), digest(expected))) return;
  throw new AuthError('the token is not the one that the API takes', {
    mend: 'Send it as `Authorization: Bearer …`.',
  });
}

/** Answers a request of another system: what `work` gives, or what went wrong, as JSON. */
export async function answerApi(
  request: Request,
  work: () => Promise<{ status: number; body: unknown }>,
): Promise<Response> {
  try {
    authorise(request);
    const { status, body } = await work();
    return Response.json(body, { status });
  } catch (error) {
    if (!(error instanceof WeftError)) throw error;
    const { message, mend } = error;
    return Response.json(
      { error: { message, ...(mend === undefined ? {} : { mend }) } },
      { status: statusOf(error) },
    );
  }
}

function statusOf(error: WeftError): number {
  if (error instanceof AuthError) return 401;
  if (error instanceof AlreadyRunning) return 409;
  if (error instanceof NotFound) return 404;
  if (error instanceof ConfigError) return 422;
  return error instanceof Unavailable ? 503 : 500;
}
