import { createSign } from 'node:crypto';
import { OAuth2 } from 'jsforce/lib/oauth2.js';
import { z } from 'zod';
import { ConfigError, messageOf, WeftError } from '../../errors.ts';
import type { ConnectContext } from '../define.ts';
import { refuseToken } from './answer.ts';
import { type SalesforceConfig, secretsOf } from './config.ts';
import { GuardedTransport } from './transport.ts';

export interface Session {
  accessToken: string;
  instanceUrl: string;
}

const tokenSchema = z.object({ access_token: z.string().min(1), instance_url: z.url() });

/** A new access token, by the flow that the settings name. */
export async function logIn(
  config: SalesforceConfig,
  throttle: ConnectContext['throttle'],
  signal: AbortSignal,
): Promise<Session> {
  const { auth, login_url } = config;
  const oauth = new OAuth2({
    loginUrl: login_url,
    clientId: auth.client_id,
    ...('client_secret' in auth && auth.client_secret !== undefined
      ? { clientSecret: auth.client_secret }
      : {}),
  });
  const secrets = secretsOf(config);
  oauth._transport = new GuardedTransport({
    timeoutMs: config.timeout_ms,
    signal,
    throttle,
    reads: true,
    refuse: (reply) => refuseToken(reply, secrets),
  });
  const answer: unknown = await requestToken(oauth, config);
  const token = tokenSchema.safeParse(answer);
  if (!token.success) {
    throw new ConfigError(`${login_url} gave no token that can be read: ${z.prettifyError(token.error)}`, {
      mend: 'Check `login_url`.',
    });
  }
  const { access_token, instance_url } = token.data;
  return { accessToken: access_token, instanceUrl: config.instance_url ?? instance_url };
}

function requestToken(oauth: OAuth2, { auth, login_url }: SalesforceConfig): Promise<unknown> {
  if (auth.flow === 'refresh_token') return oauth.refreshToken(auth.refresh_token);
  if (auth.flow === 'client_credentials') return oauth.requestToken({ grant_type: 'client_credentials' });
  return oauth.requestToken({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: assertionOf(auth, login_url, Date.now()),
  });
}

interface JwtBearer {
  client_id: string;
  username: string;
  private_key: string;
}

/** A JWT that says for three minutes that the app acts as the user (RFC 7523); the most that Salesforce takes. */
function assertionOf({ client_id, username, private_key }: JwtBearer, loginUrl: string, now: number): string {
  // The audience is the login server, also where the request goes to the org's own address.
  const audience = /\/\/test\.|sandbox\.my\./.test(loginUrl)
    ? 'https://test.salesforce.com'
    : 'https://login.salesforce.com';
  const claims = { iss: client_id, sub: username, aud: audience, exp: Math.floor(now / 1000) + 180 };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg: 'RS256' })}.${part(claims)}`;
  try {
    return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(private_key, 'base64url')}`;
  } catch (error) {
    if (error instanceof WeftError) throw error;
    throw new ConfigError(`\`private_key\` is not a key that can sign: ${messageOf(error)}`, {
      mend: 'Give the PEM text of an RSA key, from BEGIN to END, with its line breaks.',
    });
  }
}
