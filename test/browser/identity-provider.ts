import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface IdentityProvider {
  readonly issuer: string;
  readonly client: { id: string; secret: string };
  /** Tells it where the app runs; before, it answers nothing. */
  serve(app: string): void;
  close(): Promise<void>;
}

/** An OpenID Connect provider on this machine, whose people are whoever they say: an address that begins with `unverified` is not. */
export async function startIdentityProvider(): Promise<IdentityProvider> {
  let answer: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = { id: 'weft', secret: 'a secret of this test' };
  return {
    issuer,
    client,
    serve(app) {
      const provider = new Provider(issuer, {
        clients: [
          {
            client_id: client.id,
            client_secret: client.secret,
            redirect_uris: [`${app}/api/auth/callback/sign-on`],
          },
        ],
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
        cookies: { keys: ['a key of this test'] },
        findAccount: (_context, id) => ({
          accountId: id,
          claims: () => ({
            sub: id,
            email: id,
            email_verified: !id.startsWith('unverified'),
            name: id.split('@')[0],
          }),
        }),
      });
      answer = provider.callback();
    },
    close: () =>
      new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  };
}
