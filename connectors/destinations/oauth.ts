import * as oauth from 'oauth4webapi';
import { Unavailable, WeftError } from '../errors.ts';
import type { OAuthDefinition } from './define.ts';
import { exchange, shown } from './exchange.ts';
import { unthrottled } from './throttle.ts';

/** The client by which a vendor knows this Weft, and where the vendor sends people back to. */
export interface OAuthClient {
  endpoints: ReturnType<OAuthDefinition['endpoints']>;
  clientId: string;
  redirectUri: string;
}

/** What keeps a token away, each with words of its own for whoever connects. */
export const oauthFaults = [
  'access_denied',
  'invalid_client',
  'invalid_grant',
  'redirect_uri',
  'invalid_scope',
  'no_token',
  'unreachable',
  'refused',
] as const;
export type OAuthFault = (typeof oauthFaults)[number];

/** The vendor, or the way there, kept the token away. */
export class OAuthRefused extends Error {
  readonly fault: OAuthFault;
  /** What the vendor said of it, fit to be shown. */
  readonly said: string;

  constructor(fault: OAuthFault, said: string, cause?: unknown) {
    super(said === '' ? fault : `${fault}: ${said}`, { cause });
    this.name = 'OAuthRefused';
    this.fault = fault;
    this.said = said;
  }
}

/** Where somebody is sent to, and what has to be known when they come back. */
export interface OAuthBeginning {
  location: string;
  state: string;
  verifier: string;
}

/** An authorisation request (RFC 6749, section 4.1.1) with PKCE (RFC 7636). */
export async function beginOAuth(
  { endpoints, clientId, redirectUri }: OAuthClient,
  { scopes, parameters = {} }: Pick<OAuthDefinition, 'scopes' | 'parameters'>,
): Promise<OAuthBeginning> {
  const state = oauth.generateRandomState();
  const verifier = oauth.generateRandomCodeVerifier();
  const location = new URL(endpoints.authorize);
  const asked = {
    ...parameters,
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(asked)) location.searchParams.set(name, value);
  return { location: location.href, state, verifier };
}

interface Returned extends OAuthClient {
  clientSecret: string | undefined;
  /** What came back with the person. */
  parameters: URLSearchParams;
  state: string;
  verifier: string;
  signal: AbortSignal;
}

const timeoutMs = 20_000;
const readAtMost = 256 * 1024;

/** Exchanges the code that came back for a refresh token. Throws OAuthRefused. */
export async function finishOAuth(returned: Returned): Promise<string> {
  const { endpoints, clientId, clientSecret, redirectUri, parameters, state, verifier, signal } = returned;
  const server = { issuer: endpoints.issuer, token_endpoint: endpoints.token };
  const client = { client_id: clientId };
  const secrets = [clientSecret ?? '', verifier, parameters.get('code') ?? ''];
  try {
    const checked = oauth.validateAuthResponse(server, client, parameters, state);
    const authenticated = clientSecret === undefined ? oauth.None() : oauth.ClientSecretPost(clientSecret);
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authenticated,
      checked,
      redirectUri,
      verifier,
      {
        signal,
        // Who declares an address without TLS has a proxy of their own there.
        [oauth.allowInsecureRequests]: new URL(endpoints.token).protocol === 'http:',
        [oauth.customFetch]: guarded(signal),
      },
    );
    const token = await oauth.processAuthorizationCodeResponse(server, client, answer);
    if (token.refresh_token !== undefined) return token.refresh_token;
  } catch (error) {
    throw refusedOf(error, secrets);
  }
  throw new OAuthRefused('no_token', '');
}

/** The library's requests by the connections that keep away from private addresses. */
const guarded =
  (signal: AbortSignal) =>
  async (
    url: string,
    { method, headers, body }: { method: string; headers: Record<string, string>; body?: unknown },
  ) => {
    const reply = await exchange({
      ...{ url, method: method === 'POST' ? 'POST' : 'GET', headers, body: String(body ?? ''), reads: true },
      ...{ timeoutMs, signal, readAtMost, throttle: unthrottled },
    });
    return new Response(reply.text, {
      status: reply.status,
      headers: { 'content-type': reply.headers['content-type'] ?? '' },
    });
  };

const faultOf: Record<string, OAuthFault> = {
  access_denied: 'access_denied',
  invalid_client: 'invalid_client',
  invalid_client_id: 'invalid_client',
  invalid_client_credentials: 'invalid_client',
  unauthorized_client: 'invalid_client',
  invalid_grant: 'invalid_grant',
  redirect_uri_mismatch: 'redirect_uri',
  redirect_uri_missing: 'redirect_uri',
  invalid_scope: 'invalid_scope',
};

function refusedOf(error: unknown, secrets: readonly string[]): OAuthRefused {
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError) {
    const said = shown(error.error_description ?? error.error, secrets);
    // RFC 6749 has no word for it: vendors call it an invalid grant or request, and say so.
    const isRedirect = /redirect.?ur[il]/i.test(said) && error.error !== 'access_denied';
    return new OAuthRefused(isRedirect ? 'redirect_uri' : (faultOf[error.error] ?? 'refused'), said);
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) return new OAuthRefused('invalid_client', '');
  if (error instanceof Unavailable) return new OAuthRefused('unreachable', error.message, error);
  if (error instanceof WeftError) return new OAuthRefused('refused', error.message, error);
  if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError) {
    return new OAuthRefused('refused', shown(error.message, secrets), error);
  }
  throw error;
}
