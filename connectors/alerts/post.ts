import { exchange, isSuccess, type Reply, saying } from '../destinations/exchange.ts';
import { retryAfterMs } from '../destinations/retry-after.ts';
import { unthrottled } from '../destinations/throttle.ts';
import { AuthError, ConfigError, RateLimited, Unavailable } from '../errors.ts';
import { tellTimeoutMs } from './define.ts';

interface Post {
  /** Whom it is sent to, for messages. */
  who: string;
  url: string;
  body: unknown;
  headers?: Record<string, string>;
  /** What must never be shown, should the answer repeat it. */
  secrets: readonly string[];
  signal: AbortSignal;
}

/** Posts JSON. Resolves to an answer of 2xx; throws what any other means. */
export async function postJson({ who, url, body, headers, secrets, signal }: Post): Promise<Reply> {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new ConfigError(`the address of ${who} is not an http or https address`, {
      mend: 'Correct the environment variable that it is read from.',
    });
  }
  const reply = await exchange({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    timeoutMs: tellTimeoutMs,
    signal,
    readAtMost: 64 * 1024,
    throttle: unthrottled,
  });
  if (isSuccess(reply)) return reply;
  const { status } = reply;
  const said = `${who} answered ${saying(reply, secrets)}`;
  if (status === 429) {
    throw new RateLimited(said, { retryAfterMs: retryAfterMs(reply.headers['retry-after']) });
  }
  if (status >= 500)
    throw new Unavailable(said, { mend: 'It has a fault of its own; telling is tried again.' });
  if (status === 401 || status === 403)
    throw new AuthError(said, { mend: 'Check its secret in the environment of the worker.' });
  throw new ConfigError(said, { mend: 'Check what `alerts.to` of the workspace says of it.' });
}
