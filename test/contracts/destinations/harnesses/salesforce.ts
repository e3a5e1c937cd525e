import { createHash } from 'node:crypto';
import { SalesforceServer } from '../../../simulators/salesforce.ts';
import type { Harness } from '../harness.ts';
import { asText, closedPort } from './texts.ts';

export const salesforceRecords: Harness = {
  name: 'salesforce records',
  type: 'salesforce',
  object: 'record',
  options: { type: 'Person__c', match: 'Weft_Id__c' },
  /** External ids have at most 255 characters. */
  keyOf: (text) => (text.length <= 200 ? text : createHash('sha256').update(text).digest('hex')),
  textFields: ['About__c', 'Note__c'],
  emptyText: 'null',
  knownField: { name: 'Weft_Id__c', type: 'text' },
  modes: ['insert', 'update'],
  async start() {
    const server = await SalesforceServer.start();
    const { clientId: client_id, clientSecret: client_secret } = server;
    const auth = { flow: 'client_credentials', client_id, client_secret };
    const wrong = 'a-secret-of-another-app';
    return {
      config: { auth, login_url: server.url },
      unreachable: { config: { auth, login_url: await closedPort() }, error: 'Unavailable' },
      unauthorised: { config: { auth: { ...auth, client_secret: wrong }, login_url: server.url } },
      secrets: [client_secret, wrong],
      faults: server.faults,
      async received() {
        const { fields, records } = server.object('Person__c');
        return [...records.values()].map((record) => {
          const all = Object.fromEntries([...fields.keys()].map((name) => [name, record[name] ?? null]));
          return { key: String(record.Weft_Id__c), operation: 'held', fields: asText(all) };
        });
      },
      refuse: (key, reason) => server.refuse(key, reason),
      stop: () => server.close(),
    };
  },
};
