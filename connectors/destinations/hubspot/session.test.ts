import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { AuthError } from '../../errors.ts';
import { call, newClient } from './client.ts';
import { hubspotConfig } from './config.ts';

vi.stubEnv('WEFT_EGRESS_ALLOW', '127.0.0.1');

/** Tokens that were given, each with how often it was used; a test says for how long they are good. */
let given: string[] = [];
let used: string[] = [];
let expiresIn = 1800;
let revoked = '';
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const say = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/oauth/2026-03/token') {
      const asked = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
      if (asked.refresh_token !== 'the refresh token'.replaceAll(' ', '-'))
        return say(400, { error: 'invalid_grant', error_description: `${asked.refresh_token} is revoked` });
      expect(asked).toMatchObject({ grant_type: 'refresh_token', client_id: 'c', client_secret: 's3cret' });
      given.push(`token-${given.length + 1}`);
      return say(200, { access_token: given.at(-1), token_type: 'bearer', expires_in: expiresIn });
    }
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    used.push(token);
    return token === revoked
      ? say(401, { message: 'expired', category: 'EXPIRED_AUTHENTICATION' })
      : say(200, {});
  });
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  [given, used, expiresIn, revoked] = [[], [], 1800, ''];
});
afterAll(() => server.close());

const open = (refresh_token = 'the-refresh-token') =>
  newClient({
    config: hubspotConfig.parse({
      oauth: { client_id: 'c', client_secret: 's3cret', refresh_token },
      api_url: url,
    }),
    throttle: async () => () => undefined,
  });
const ask = (client: ReturnType<typeof open>) =>
  call(client, { method: 'GET', path: '/account-info/v3/details', signal: AbortSignal.timeout(10_000) });

test('requests at once share one access token, and those after it', async () => {
  const client = open();
  await Promise.all([ask(client), ask(client), ask(client)]);
  await ask(client);
  expect([given, used]).toEqual([['token-1'], ['token-1', 'token-1', 'token-1', 'token-1']]);
});

test('a token that is about to end is renewed before', async () => {
  expiresIn = 60;
  const client = open();
  await ask(client);
  await ask(client);
  expect(used).toEqual(['token-1', 'token-2']);
});

test('a token that was revoked fails its request, and the next asks for another', async () => {
  const client = open();
  revoked = 'token-1';
  await expect(ask(client)).rejects.toBeInstanceOf(AuthError);
  await ask(client);
  expect(used).toEqual(['token-1', 'token-2']);
});

test('a refresh token that is no longer good is told without it', async () => {
  const failure = await ask(open('another-token')).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AuthError);
  expect(failure).toMatchObject({ message: 'HubSpot gave no access token: invalid_grant: *** is revoked' });
});

test('one of a private app and OAuth is needed, and not both', () => {
  const oauth = { client_id: 'c', client_secret: 's', refresh_token: 'r' };
  expect(hubspotConfig.safeParse({}).success).toBe(false);
  expect(hubspotConfig.safeParse({ access_token: 'pat', oauth }).success).toBe(false);
  expect(hubspotConfig.safeParse({ oauth }).success).toBe(true);
});
