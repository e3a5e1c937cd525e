import { z } from 'zod';
import {
  AuthError,
  BatchRejected,
  ConfigError,
  RateLimited,
  Unavailable,
  type WeftError,
} from '../../errors.ts';
import { isSuccess, parseJson, type Reply, saying, shown } from '../exchange.ts';
import { retryAfterMs } from '../retry-after.ts';

const errorSchema = z.looseObject({
  error: z.looseObject({
    message: z.string(),
    code: z.number(),
    error_subcode: z.number().optional(),
    is_transient: z.boolean().optional(),
    error_user_title: z.string().optional(),
    error_user_msg: z.string().optional(),
  }),
});
type GraphError = z.infer<typeof errorSchema>['error'];

const usageSchema = z.record(
  z.string(),
  z.array(z.looseObject({ estimated_time_to_regain_access: z.number().optional() })),
);

/** Application, user and page limits, the limit of an API, and those of the business use cases (80003: audiences). */
const limited = (code: number): boolean =>
  [4, 17, 32, 341, 613].includes(code) || (code >= 80_000 && code < 80_100);
const unauthorised = (code: number): boolean =>
  [3, 10, 102, 190, 368, 2650].includes(code) || (code >= 200 && code < 300);
/** A parameter that is invalid, and too many of them: of the members of a request it is the batch's own fault. */
const ofParameters = [100, 105];
const objectMissing = 33;
const audienceFlagged = 1_713_230;

const defaultWaitMs = 60_000;

/** What an answer other than success means. `sending` tells whether it concerns members rather than the audience. */
export function graphFailure(
  reply: Reply,
  secrets: readonly string[],
  sending: boolean,
): WeftError | undefined {
  const parsed = errorSchema.safeParse(parseJson(reply.text));
  if (!parsed.success) {
    if (isSuccess(reply)) return undefined;
    const said = `Meta answered ${saying(reply, secrets)}`;
    if (reply.status === 429) return new RateLimited(said, { retryAfterMs: waitMs(reply) });
    if (reply.status === 401 || reply.status === 403) {
      return new AuthError(said, { mend: 'Check `access_token`.' });
    }
    if (reply.status >= 500)
      return new Unavailable(said, { mend: 'Meta has a fault of its own; it is tried again.' });
    return new ConfigError(said, { mend: 'Check `api_url`, which ends in the version, as in /v25.0.' });
  }
  return judged(parsed.data.error, reply, secrets, sending);
}

function judged(error: GraphError, reply: Reply, secrets: readonly string[], sending: boolean): WeftError {
  const { code, error_subcode: subcode } = error;
  const told = [error.message, error.error_user_title, error.error_user_msg].filter(Boolean).join(': ');
  const number = subcode === undefined ? `${code}` : `${code}/${subcode}`;
  const said = `Meta refused: ${shown(told, secrets)} (${number})`;
  if (limited(code) || reply.status === 429) return new RateLimited(said, { retryAfterMs: waitMs(reply) });
  if (error.is_transient || code === 1 || code === 2 || reply.status >= 500) {
    return new Unavailable(said, { mend: 'Meta has a fault of its own; it is tried again.' });
  }
  if (unauthorised(code)) return new AuthError(said, { mend: mendOf(code) });
  if (subcode === audienceFlagged) {
    return new ConfigError(said, {
      mend: 'Appeal the restriction in the Audience Manager, or name another audience.',
    });
  }
  if (code === 803 || subcode === objectMissing) {
    return new ConfigError(said, {
      mend: 'Check `audience_id` and `ad_account_id`, and that the token may see them.',
    });
  }
  if (sending && ofParameters.includes(code)) return new BatchRejected(said);
  return new ConfigError(said, { mend: 'Check the destination’s settings, and the version in `api_url`.' });
}

function mendOf(code: number): string {
  if (code === 190 || code === 102) return 'Make a new `access_token`; one of a system user does not expire.';
  if (code === 2650) {
    return 'Let the token’s user manage the audience, and accept the terms of Custom Audiences for the ad account.';
  }
  return 'Give the token’s user the permission ads_management, and the task to manage the ad account.';
}

/** How long Meta says that the account has to wait: in minutes, for each of its business use cases. */
function waitMs({ headers }: Reply): number {
  const usage = usageSchema.safeParse(parseJson(headers['x-business-use-case-usage'] ?? ''));
  const minutes = Object.values(usage.data ?? {})
    .flat()
    .map((use) => use.estimated_time_to_regain_access ?? 0);
  const longest = Math.max(0, ...minutes) * 60_000;
  return longest > 0 ? longest : (retryAfterMs(headers['retry-after']) ?? defaultWaitMs);
}
