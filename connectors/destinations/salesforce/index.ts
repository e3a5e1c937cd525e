import { defineDestination } from '../define.ts';
import { newClient, withConnection } from './client.ts';
import { limitsOf, salesforceConfig } from './config.ts';
import { discover } from './describe.ts';
import { salesforceOAuth } from './oauth.ts';
import { record } from './record.ts';

export const salesforce = defineDestination({
  slug: 'salesforce',
  name: 'Salesforce',
  description: 'Records of any object of a Salesforce org, standard or custom.',
  config: salesforceConfig,
  oauth: salesforceOAuth,
  connect: (config, { throttle }) => newClient({ config, throttle }),
  limits: limitsOf,
  objects: [record],
  discover: (client, { signal }) => discover(client, signal),
  async testConnection(client, { signal }) {
    await withConnection(client, signal, (connection) => connection.request('/limits'));
  },
});
