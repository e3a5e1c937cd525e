import { createHash } from 'node:crypto';
import { HubspotServer } from '../../../simulators/hubspot.ts';
import type { Harness, ReceivedRow, Running } from '../harness.ts';
import { asText, closedPort } from './texts.ts';

type Received = (server: HubspotServer) => ReceivedRow[];

async function running(server: HubspotServer, received: Received): Promise<Running> {
  const config = { access_token: server.token, api_url: server.url };
  return {
    config,
    unreachable: { config: { ...config, api_url: await closedPort() }, error: 'Unavailable' },
    unauthorised: { config: { ...config, access_token: 'pat-of-another-account' } },
    secrets: [server.token, 'pat-of-another-account'],
    faults: server.faults,
    received: async () => received(server),
    refuse: (key, reason) => server.refuse(key, reason),
    stop: () => server.close(),
  };
}

const recordsOf =
  (type: string, match: string): Received =>
  (server) =>
    [...server.object(type).records.values()].map((record) => {
      const fields = Object.fromEntries(
        [...server.object(type).properties.keys()].map((name) => [name, record[name] ?? null]),
      );
      return { key: record[match] ?? '', operation: 'held', fields: asText(fields) };
    });

const emailOf = (text: string) =>
  `p${createHash('sha256').update(text).digest('hex').slice(0, 16)}@example.org`;

export const hubspotContacts: Harness = {
  name: 'hubspot contacts',
  type: 'hubspot',
  object: 'contacts',
  options: {},
  keyOf: emailOf,
  keyField: 'email',
  textFields: ['firstname', 'message'],
  emptyText: 'null',
  knownField: { name: 'birthday', type: 'date' },
  modes: ['insert', 'update'],
  start: async () => running(await HubspotServer.start(), recordsOf('contacts', 'email')),
};

export const hubspotCompanies: Harness = {
  name: 'hubspot companies',
  type: 'hubspot',
  object: 'companies',
  options: { match: 'account_id' },
  textFields: ['name', 'about'],
  emptyText: 'null',
  knownField: { name: 'account_id', type: 'text' },
  modes: ['insert', 'update'],
  start: async () => running(await HubspotServer.start(), recordsOf('companies', 'account_id')),
};

/** A list takes only contacts that are there, so each key that a test makes is put there first. */
export function hubspotList(): Harness {
  const servers: HubspotServer[] = [];
  return {
    name: 'hubspot list',
    type: 'hubspot',
    object: 'list',
    options: { list: '7' },
    keyOf(text) {
      const email = emailOf(text);
      for (const server of servers) {
        const known = [...server.object('contacts').records.values()].some((one) => one.email === email);
        if (!known) server.add('contacts', { email });
      }
      return email;
    },
    keeps: 'keys',
    knownField: { name: 'email', type: 'email' },
    async start() {
      const server = await HubspotServer.start();
      servers.push(server);
      const { refuse: _, ...started } = await running(server, () =>
        [...(server.lists.get('7')?.members ?? [])].map((id) => ({
          key: server.object('contacts').records.get(id)?.email ?? '',
          operation: 'held',
          fields: {},
        })),
      );
      return started;
    },
  };
}
