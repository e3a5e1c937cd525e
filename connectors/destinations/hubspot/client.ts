import type { Settled } from '../define.ts';
import { exchange, parseJson, type Reply } from '../exchange.ts';
import { SharedSession } from '../shared-session.ts';
import { jsonText } from '../values.ts';
import { refuseUnlessSuccess, unreadable } from './answer.ts';
import type { HubspotConfig } from './config.ts';
import type { PropertyType } from './properties.ts';
import { type HubspotSession, isGood, logIn } from './session.ts';

export interface HubspotClient extends Settled<HubspotConfig> {
  /** Properties by object type, read once a run. */
  properties: Map<string, Promise<ReadonlyMap<string, PropertyType>>>;
  /** The object types of static lists by the lists' ids, read once a run. */
  lists: Map<string, Promise<string>>;
  /** Of an app that was installed by OAuth; null of a private one. */
  session: SharedSession<HubspotSession> | null;
}

export function newClient({ config, throttle }: Settled<HubspotConfig>): HubspotClient {
  const { oauth } = config;
  return {
    ...{ config, throttle, properties: new Map(), lists: new Map() },
    session:
      oauth === undefined
        ? null
        : new SharedSession(
            (signal) => logIn(config, oauth, throttle, signal),
            (session) => isGood(session, Date.now()),
          ),
  };
}

interface Asked {
  method: 'GET' | 'POST' | 'PUT';
  /** From the host on. */
  path: string;
  body?: unknown;
  /** Whether it only reads, though HubSpot has it by POST. */
  reads?: boolean;
  signal: AbortSignal;
}

/** The definitions of an object's properties can be some megabytes, as can a batch of large texts. */
const readAtMost = 64 * 1024 * 1024;

/** One exchange with HubSpot, whatever it answers; throws as `exchange` does. */
export async function ask(client: HubspotClient, asked: Asked): Promise<Reply> {
  const { config, throttle } = client;
  const session = await client.session?.get(asked.signal);
  const reply = await exchange({
    url: `${config.api_url}${asked.path}`,
    method: asked.method,
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      authorization: `Bearer ${session?.token ?? config.access_token ?? ''}`,
    },
    body: asked.body === undefined ? undefined : jsonText(asked.body),
    timeoutMs: config.timeout_ms,
    signal: asked.signal,
    readAtMost,
    reads: asked.reads ?? false,
    throttle,
  });
  // Revoked before its time: what comes after asks for another one.
  if (reply.status === 401 && session !== undefined) client.session?.end(session);
  return reply;
}

/** The body of a success answer; throws what any other means. */
export async function call(client: HubspotClient, asked: Asked): Promise<unknown> {
  const reply = await ask(client, asked);
  refuseUnlessSuccess(client.config, reply);
  if (reply.status === 204) return undefined;
  const body = reply.cut ? undefined : parseJson(reply.text);
  if (body === undefined) throw unreadable(client.config, 'it is not JSON, or too long');
  return body;
}
