import { z } from 'zod';
import type { OAuthDefinition } from '../define.ts';
import { salesforceConfig } from './config.ts';

const standard = 'https://login.salesforce.com';
const loginUrl = z.object({ login_url: salesforceConfig.shape.login_url.catch(standard) });

/** The web server flow of a connected app, or of an external client app, by the login server of the settings. */
export const salesforceOAuth: OAuthDefinition = {
  fields: {
    refreshToken: 'auth.refresh_token',
    clientId: 'auth.client_id',
    clientSecret: 'auth.client_secret',
  },
  scopes: ['api', 'refresh_token'],
  endpoints(config) {
    const { login_url: issuer } = loginUrl.parse(config);
    return {
      issuer,
      authorize: `${issuer}/services/oauth2/authorize`,
      token: `${issuer}/services/oauth2/token`,
    };
  },
};
