import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface Vendor {
  readonly url: string;
  readonly client: { id: string; secret: string };
  /** Tells it where it sends people back to; before, it answers nothing. */
  serve(callback: string): void;
  /** Whether it gave this refresh token, and takes it still. */
  takes(refreshToken: string): Promise<boolean>;
  close(): Promise<void>;
}

/** An authorisation server of others, at the paths of Salesforce, with the one method of its API that a test of the connection asks. */
export async function startVendor(): Promise<Vendor> {
  let answer: RequestListener = (_request, response) => response.writeHead(503).end();
  let provider: Provider | undefined;
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = { id: 'weft-at-the-vendor', secret: 'a-secret-of-the-vendor-test' };
  return {
    url,
    client,
    serve(callback) {
      const made = new Provider(url, {
        clients: [
          {
            client_id: client.id,
            client_secret: client.secret,
            grant_types: ['authorization_code', 'refresh_token'],
            redirect_uris: [callback],
            token_endpoint_auth_method: 'client_secret_post',
          },
        ],
        routes: { authorization: '/services/oauth2/authorize', token: '/services/oauth2/token' },
        scopes: ['api', 'refresh_token'],
        pkce: { required: () => true },
        issueRefreshToken: async () => true,
        rotateRefreshToken: false,
        cookies: { keys: ['a key of this test'] },
        findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
      });
      // Salesforce says with each token where the API is.
      made.use(async (context, next) => {
        await next();
        const { body } = context;
        if (context.path === '/services/oauth2/token' && typeof body === 'object' && body !== null)
          context.body = { ...body, instance_url: url };
      });
      const oauth = made.callback();
      answer = async (request, response) => {
        if (!request.url?.startsWith('/services/data/')) return oauth(request, response);
        const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
        const good = (await made.AccessToken.find(given)) !== undefined;
        response.writeHead(good ? 200 : 401, { 'content-type': 'application/json' });
        response.end(good ? '{}' : '[{"errorCode":"INVALID_SESSION_ID","message":"Session expired"}]');
      };
      provider = made;
    },
    takes: async (refreshToken) => (await provider?.RefreshToken.find(refreshToken)) !== undefined,
    close: () =>
      new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  };
}
