import 'server-only';
import { createHash, timingSafeEqual } from 'node:crypto';
import { findKey } from '../../connectors/control/api-keys.ts';
import { VersionConflict } from '../../connectors/control/apply.ts';
import { EditConflict, ManagedByFiles } from '../../connectors/control/edit.ts';
import type { KeyScope } from '../../connectors/control/people-schema.ts';
import { AuthError, ConfigError, NotFound, Unavailable, WeftError } from '../../connectors/errors.ts';
import { AlreadyRunning } from '../../workflows/start-run.ts';
import { withControl } from './control.ts';
import { settings } from './settings.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The key lacks a scope. */
class MissingScope extends AuthError {}

/**
 * Who asks, for the audit log: by the token of the environment, which may do everything, or by a key of Settings with
 * the scope. Throws an AuthError for everybody else.
 */
async function authorise(request: Request, scope: KeyScope): Promise<string> {
  const given = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
  const expected = settings().env.WEFT_API_TOKEN;
  if (expected !== undefined && timingSafeEqual(digest(given), digest(expected))) return 'api';
  const key = await withControl((control) => findKey(control, given));
  if (key === null) {
    throw new AuthError('no key of the API was given, or not one that is in force', {
      mend: 'Make one under Settings, API keys, and send it as `Authorization: Bearer …`.',
    });
  }
  if (!key.scopes.includes(scope)) {
    throw new MissingScope(`the key "${key.name}" lacks the scope ${scope}`, {
      mend: 'Make one with this scope under Settings, API keys.',
    });
  }
  return `key ${key.name}`;
}

/** Answers a request of another system: what `work` gives, or what went wrong, as JSON. */
export async function answerApi(
  request: Request,
  scope: KeyScope,
  work: (actor: string) => Promise<{ status: number; body: unknown }>,
): Promise<Response> {
  try {
    const { status, body } = await work(await authorise(request, scope));
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
  if (error instanceof MissingScope) return 403;
  if (error instanceof AuthError) return 401;
  if (error instanceof AlreadyRunning || error instanceof EditConflict) return 409;
  if (error instanceof ManagedByFiles || error instanceof VersionConflict) return 409;
  if (error instanceof NotFound) return 404;
  if (error instanceof ConfigError) return 422;
  return error instanceof Unavailable ? 503 : 500;
}
