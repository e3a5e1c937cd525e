import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hubspotOAuth } from './hubspot/oauth.ts';
import { beginOAuth, finishOAuth, OAuthRefused } from './oauth.ts';
import { salesforceOAuth } from './salesforce/oauth.ts';

vi.stubEnv('WEFT_EGRESS_ALLOW', '127.0.0.1');

let answer: { status: number; body: string } = { status: 200, body: '' };
let asked: URLSearchParams;
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    asked = new URLSearchParams(Buffer.concat(chunks).toString());
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const client = () => ({
  endpoints: salesforceOAuth.endpoints({ login_url: url }),
  clientId: 'the client',
  redirectUri: 'https://weft.example/callback',
});

const finish = (parameters: Record<string, string>, endpoints = client().endpoints) =>
  finishOAuth({
    ...client(),
    endpoints,
    clientSecret: 'hunter2hunter2',
    parameters: new URLSearchParams({ state: 's', ...parameters }),
    state: 's',
    verifier: 'v'.repeat(43),
    signal: AbortSignal.timeout(10_000),
  });

test('the vendor is asked with a challenge whose verifier stays here', async () => {
  const { location, state, verifier } = await beginOAuth(client(), salesforceOAuth);
  const { origin, pathname, searchParams } = new URL(location);
  expect([origin + pathname, Object.fromEntries(searchParams)]).toEqual([
    `${url}/services/oauth2/authorize`,
    {
      response_type: 'code',
      client_id: 'the client',
      redirect_uri: 'https://weft.example/callback',
      scope: 'api refresh_token',
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    },
  ]);
});

test('a code becomes a refresh token', async () => {
  answer = {
    status: 200,
    body: JSON.stringify({ access_token: 'a', token_type: 'Bearer', refresh_token: 'r', instance_url: url }),
  };
  expect(await finish({ code: 'the code' })).toBe('r');
  expect(Object.fromEntries(asked)).toEqual({
    grant_type: 'authorization_code',
    code: 'the code',
    redirect_uri: 'https://weft.example/callback',
    code_verifier: 'v'.repeat(43),
    client_id: 'the client',
    client_secret: 'hunter2hunter2',
  });
});

const refused = (error: string, error_description?: string) =>
  ({ status: 400, body: JSON.stringify({ error, error_description }) }) as const;

test.each([
  ['an expired code', refused('invalid_grant', 'expired authorization code'), 'invalid_grant'],
  [
    'a client that it does not know',
    refused('invalid_client_id', 'client identifier invalid'),
    'invalid_client',
  ],
  [
    'a callback as Salesforce says it',
    refused('redirect_uri_mismatch', 'redirect_uri must match'),
    'redirect_uri',
  ],
  [
    'a callback as HubSpot says it',
    refused('invalid_grant', 'redirect URI mismatch for client'),
    'redirect_uri',
  ],
  ['scopes', refused('invalid_scope'), 'invalid_scope'],
  ['another word', refused('temporarily_unavailable'), 'refused'],
  ['no refresh token', { status: 200, body: '{"access_token":"a","token_type":"bearer"}' }, 'no_token'],
  ['what is no answer of OAuth', { status: 502, body: '<html>' }, 'refused'],
] as const)('%s is told apart', async (_, given, fault) => {
  answer = given;
  await expect(finish({ code: 'the code' })).rejects.toMatchObject({ name: 'OAuthRefused', fault });
});

test('who says no at the vendor, or comes back with another state, gets no token', async () => {
  await expect(
    finish({ error: 'access_denied', error_description: 'end-user denied authorization' }),
  ).rejects.toMatchObject({ fault: 'access_denied', said: 'end-user denied authorization' });
  await expect(finish({ code: 'c', state: 'another' })).rejects.toMatchObject({ fault: 'refused' });
});

test('a vendor that is away is told as such, and what it echoes holds no secret', async () => {
  const away = salesforceOAuth.endpoints({ login_url: 'http://127.0.0.1:9' });
  await expect(finish({ code: 'the code' }, away)).rejects.toMatchObject({ fault: 'unreachable' });
  answer = refused('invalid_grant', 'code 0123456789 for hunter2hunter2 is over');
  const failure = await finish({ code: '0123456789' }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(OAuthRefused);
  expect(failure).toMatchObject({ said: 'code *** for *** is over' });
});

test('the vendors are asked where their documentation says', () => {
  expect(salesforceOAuth.endpoints({})).toEqual({
    issuer: 'https://login.salesforce.com',
    authorize: 'https://login.salesforce.com/services/oauth2/authorize',
    token: 'https://login.salesforce.com/services/oauth2/token',
  });
  expect(hubspotOAuth.endpoints({})).toEqual({
    issuer: 'https://app.hubspot.com',
    authorize: 'https://app.hubspot.com/oauth/authorize',
    token: 'https://api.hubapi.com/oauth/2026-03/token',
  });
  // An address that is none yet, in a form that somebody fills in, leads nowhere else.
  expect(salesforceOAuth.endpoints({ login_url: 'javascript:alert(1)' }).authorize).toMatch(/^https:/);
});
