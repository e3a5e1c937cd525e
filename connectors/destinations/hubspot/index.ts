import { defineDestination } from '../define.ts';
import { call, newClient } from './client.ts';
import { companies } from './companies.ts';
import { hubspotConfig, limitsOf } from './config.ts';
import { contacts } from './contacts.ts';
import { custom } from './custom.ts';
import { discover } from './discover.ts';
import { list } from './list.ts';
import { hubspotOAuth } from './oauth.ts';

export const hubspot = defineDestination({
  slug: 'hubspot',
  name: 'HubSpot',
  description: 'Contacts, companies, custom objects and static lists of a HubSpot account.',
  config: hubspotConfig,
  oauth: hubspotOAuth,
  connect: (config, { throttle }) => newClient({ config, throttle }),
  limits: limitsOf,
  objects: [contacts, companies, custom, list],
  discover: (client, { signal }) => discover(client, signal),
  /** Any token may ask whose it is; what else it may do, only HubSpot's answer to a write tells. */
  async testConnection(client, { signal }) {
    await call(client, { method: 'GET', path: '/account-info/v3/details', signal });
  },
});
