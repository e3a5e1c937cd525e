import { z } from 'zod';
import type { OAuthDefinition } from '../define.ts';
import { apiUrl } from './config.ts';
import { tokenPath } from './session.ts';

const standard = 'https://api.hubapi.com';
const addresses = z.object({ api_url: apiUrl.catch(standard) });

/** The installation of an app. People are asked by HubSpot's own pages, or where the API's address is another, by those there. */
export const hubspotOAuth: OAuthDefinition = {
  fields: {
    refreshToken: 'oauth.refresh_token',
    clientId: 'oauth.client_id',
    clientSecret: 'oauth.client_secret',
  },
  // Each must be among those that the app itself is set to.
  scopes: [
    'oauth',
    'crm.objects.contacts.read',
    'crm.objects.contacts.write',
    'crm.schemas.contacts.read',
    'crm.objects.companies.read',
    'crm.objects.companies.write',
    'crm.schemas.companies.read',
    'crm.lists.read',
    'crm.lists.write',
  ],
  // What only some subscriptions have.
  parameters: {
    optional_scope: 'crm.objects.custom.read crm.objects.custom.write crm.schemas.custom.read',
  },
  endpoints(config) {
    const { api_url } = addresses.parse(config);
    const pages = api_url === standard ? 'https://app.hubspot.com' : api_url;
    return { issuer: pages, authorize: `${pages}/oauth/authorize`, token: `${api_url}${tokenPath}` };
  },
};
