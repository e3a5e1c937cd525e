import { z } from 'zod';
import { AuthError, ConfigError, RateLimited, Unavailable } from '../../errors.ts';
import type { Settled } from '../define.ts';
import { exchange, isSuccess, parseJson, type Reply, saying, shown } from '../exchange.ts';
import { retryAfterMs } from '../retry-after.ts';
import type { SlackConfig } from './config.ts';

export interface SlackClient extends Settled<SlackConfig> {
  /** Users that were looked up, by their address. */
  users: Map<string, string>;
}

const answerSchema = z.looseObject({
  ok: z.boolean(),
  error: z.string().optional(),
  needed: z.string().optional(),
  response_metadata: z
    .looseObject({ messages: z.array(z.string()).optional(), next_cursor: z.string().optional() })
    .optional(),
});
type Answer = z.infer<typeof answerSchema>;

/** What Slack refused in one call: its own word, and what more it said. */
export interface Refusal {
  error: string;
  said: string;
}

export type Called = { ok: true; answer: Answer; reply: Reply } | { ok: false; refusal: Refusal };

/** The wait where Slack says only that there were too many messages. */
const defaultWaitMs = 30_000;
const readAtMost = 4 * 1024 * 1024;

const unauthorised = new Set([
  'access_denied',
  'accesslimited',
  'account_inactive',
  'enterprise_is_restricted',
  'invalid_auth',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'team_access_not_granted',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
]);
const limited = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);
const away = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
]);
const misdirected = new Set(['deprecated_endpoint', 'method_deprecated', 'unknown_method', 'team_not_found']);

/** Methods that only read; Slack documents them by GET. */
const reading = new Set(['conversations.list', 'users.lookupByEmail']);

/**
 * Calls one method of the Web API, with its arguments as a form or a query. Resolves to the answer or to what Slack
 * refused; throws what concerns every call.
 */
export async function call(
  { config, throttle }: SlackClient,
  method: string,
  given: Record<string, string>,
  signal: AbortSignal,
): Promise<Called> {
  const reads = reading.has(method);
  const url = `${config.api_url}/${method}`;
  const form = new URLSearchParams(given).toString();
  const reply = await exchange({
    url: reads ? `${url}?${form}` : url,
    method: reads ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${config.token}`,
      ...(reads ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    body: reads ? undefined : form,
    timeoutMs: 30_000,
    signal,
    readAtMost,
    throttle,
  });
  const parsed = answerSchema.safeParse(parseJson(reply.text));
  const error = parsed.data?.error ?? '';
  throwWhatConcernsAll(method, reply, error, parsed.data?.needed, [config.token]);
  if (!parsed.success) {
    throw new Unavailable(`Slack answered ${method} with what cannot be read, so what it did is open`, {
      mend: 'It is tried again; if it stays, check `api_url`.',
    });
  }
  if (parsed.data.ok) return { ok: true, answer: parsed.data, reply };
  const more = parsed.data.response_metadata?.messages?.join('; ') ?? '';
  const said = shown(more === '' ? error : `${error}: ${more}`, [config.token]);
  return { ok: false, refusal: { error, said } };
}

function throwWhatConcernsAll(
  method: string,
  reply: Reply,
  error: string,
  needed: string | undefined,
  secrets: string[],
): void {
  const { status, headers } = reply;
  const said = `Slack answered ${method} with ${error === '' ? saying(reply, secrets) : shown(error, secrets)}`;
  if (status === 429 || limited.has(error)) {
    throw new RateLimited(said, { retryAfterMs: retryAfterMs(headers['retry-after']) ?? defaultWaitMs });
  }
  if (status >= 500 || away.has(error)) {
    throw new Unavailable(said, { mend: 'Slack has a fault of its own; it is tried again.' });
  }
  if (unauthorised.has(error) || status === 401 || status === 403) {
    const mend =
      needed === undefined
        ? 'Check `token`: that it is the app’s bot token, and that the app is still installed.'
        : `Add the scope ${needed} to the app, and install it again.`;
    throw new AuthError(said, { mend });
  }
  if (misdirected.has(error) || !isSuccess(reply)) {
    throw new ConfigError(said, { mend: 'Check `api_url`; it ends in /api.' });
  }
}
