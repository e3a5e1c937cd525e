import { Connection } from 'jsforce/lib/connection.js';
import { AuthError } from '../../errors.ts';
import type { Settled } from '../define.ts';
import { SharedSession } from '../shared-session.ts';
import { refuseUnlessSuccess, SessionExpired } from './answer.ts';
import { type SalesforceConfig, secretsOf } from './config.ts';
import type { SObjectField } from './describe.ts';
import { logIn, type Session } from './session.ts';
import { GuardedTransport } from './transport.ts';

export interface SalesforceClient extends Settled<SalesforceConfig> {
  session: SharedSession<Session>;
  /** Fields by object, described once a run. */
  fields: Map<string, Promise<ReadonlyMap<string, SObjectField>>>;
}

export const newClient = ({ config, throttle }: Settled<SalesforceConfig>): SalesforceClient => ({
  config,
  throttle,
  session: new SharedSession((signal) => logIn(config, throttle, signal)),
  fields: new Map(),
});

/**
 * One request by a connection of jsforce, with a session that is good: one that has ended is renewed once. What
 * `work` asks is asked again then, so it must be one request alone.
 */
export async function withConnection<T>(
  client: SalesforceClient,
  signal: AbortSignal,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const session = await client.session.get(signal);
  try {
    return await work(connect(client, session, signal));
  } catch (error) {
    if (!(error instanceof SessionExpired)) throw error;
    client.session.end(session);
  }
  try {
    return await work(connect(client, await client.session.get(signal), signal));
  } catch (error) {
    if (!(error instanceof SessionExpired)) throw error;
    throw new AuthError(error.message, {
      mend: 'A new token was refused too. Check the policies of the connected app and the rights of its user.',
      cause: error,
    });
  }
}

function connect(client: SalesforceClient, session: Session, signal: AbortSignal): Connection {
  const { config, throttle } = client;
  const { accessToken, instanceUrl } = session;
  const connection = new Connection({ accessToken, instanceUrl, version: config.api_version });
  const secrets = [...secretsOf(config), accessToken];
  connection._transport = new GuardedTransport({
    timeoutMs: config.timeout_ms,
    signal,
    throttle,
    refuse: (reply) => refuseUnlessSuccess(reply, secrets),
  });
  return connection;
}
