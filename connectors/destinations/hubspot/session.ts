import { z } from 'zod';
import { AuthError, RateLimited, Unavailable } from '../../errors.ts';
import type { ConnectContext } from '../define.ts';
import { exchange, isSuccess, parseJson, type Reply, saying, shown } from '../exchange.ts';
import { retryAfterMs } from '../retry-after.ts';
import { type HubspotConfig, secretsOf } from './config.ts';

/** An access token with when it ends, in milliseconds since 1970. */
export interface HubspotSession {
  token: string;
  endsAt: number;
}

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const errorSchema = z.object({ error: z.string(), error_description: z.string().catch('') });

/** Of the dated OAuth API; v1 ends on 16 February 2027. */
export const tokenPath = '/oauth/2026-03/token';
/** A token is renewed so long before its end that what is sent with it is answered. */
const marginMs = 120_000;

export const isGood = (session: HubspotSession, now: number): boolean => now < session.endsAt - marginMs;

/** A new access token, which is good for half an hour, by the refresh token; that one stays the same. */
export async function logIn(
  config: HubspotConfig,
  oauth: NonNullable<HubspotConfig['oauth']>,
  throttle: ConnectContext['throttle'],
  signal: AbortSignal,
): Promise<HubspotSession> {
  const reply = await exchange({
    url: `${config.api_url}${tokenPath}`,
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'refresh_token', ...oauth }).toString(),
    timeoutMs: config.timeout_ms,
    signal,
    readAtMost: 64 * 1024,
    reads: true,
    throttle,
  });
  if (!isSuccess(reply)) throw refusal(config, reply);
  const token = tokenSchema.safeParse(parseJson(reply.text));
  if (!token.success) {
    throw new Unavailable('HubSpot gave no access token that can be read', { mend: 'It is tried again.' });
  }
  return { token: token.data.access_token, endsAt: Date.now() + token.data.expires_in * 1000 };
}

function refusal(config: HubspotConfig, reply: Reply): Error {
  const secrets = secretsOf(config);
  if (reply.status === 429) {
    return new RateLimited('HubSpot asks to slow down', {
      retryAfterMs: retryAfterMs(reply.headers['retry-after']),
    });
  }
  if (reply.status >= 500) return new Unavailable(`HubSpot answered ${saying(reply, secrets)}`);
  const error = errorSchema.safeParse(parseJson(reply.text));
  const said = error.success
    ? shown(`${error.data.error}: ${error.data.error_description}`, secrets)
    : saying(reply, secrets);
  return new AuthError(`HubSpot gave no access token: ${said}`, {
    mend: 'Check `oauth`; where the app was uninstalled, connect the destination again.',
  });
}
