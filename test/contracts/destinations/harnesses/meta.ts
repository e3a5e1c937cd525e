import { MetaServer } from '../../../simulators/meta.ts';
import type { Harness } from '../harness.ts';
import { closedPort } from './texts.ts';

export const token = 'EAAB-a-system-users-token';

/** An ad account with one audience. */
export async function adAccount() {
  const server = await MetaServer.start();
  server.tokens.add(token);
  const audience = server.add('5001', 'Customers');
  const config = { ad_account_id: server.account, access_token: token, api_url: `${server.url}/v25.0` };
  return { server, audience, config };
}

export const meta: Harness = {
  name: 'meta: a custom audience',
  type: 'meta',
  object: 'audience',
  // Plain, so that a test can tell which row a member is.
  options: { audience_id: '5001', hash_extern_id: false },
  textFields: ['FN', 'LN'],
  knownField: { name: 'EMAIL', type: 'email' },
  keeps: 'hashed',
  async start() {
    const { server, audience, config } = await adAccount();
    return {
      config,
      unreachable: { config: { ...config, api_url: `${await closedPort()}/v25.0` }, error: 'Unavailable' },
      unauthorised: { config: { ...config, access_token: 'EAAB-not-the-token' } },
      secrets: [token, 'EAAB-not-the-token'],
      faults: server.faults,
      refuse(key, reason) {
        server.invalid.set(key, reason);
      },
      async received() {
        return [...audience.members].map(([key, fields]) => ({ key, operation: 'held', fields }));
      },
      stop: () => server.close(),
    };
  },
};
