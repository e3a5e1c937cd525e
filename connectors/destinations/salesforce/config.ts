import { z } from 'zod';
import { accountName } from '../account.ts';
import { apiAddress } from '../address.ts';
import type { Limits } from '../define.ts';

const secret = z.string().min(1).meta({ secret: true });
const clientId = z.string().min(1).describe('The consumer key of a connected app.');

const auth = z.discriminatedUnion('flow', [
  z.strictObject({
    flow: z.literal('client_credentials').describe('Acts as the user that the connected app names.'),
    client_id: clientId,
    client_secret: secret,
  }),
  z.strictObject({
    flow: z.literal('jwt_bearer').describe('Acts as a user, by a certificate of the connected app.'),
    client_id: clientId,
    username: z.string().min(1),
    private_key: secret.describe('PEM text of the key whose certificate the connected app holds.'),
  }),
  z.strictObject({
    flow: z.literal('refresh_token').describe('Acts as the user who once granted the token.'),
    client_id: clientId,
    client_secret: secret.optional(),
    refresh_token: secret,
  }),
]);

export const salesforceConfig = z.strictObject({
  auth,
  login_url: apiAddress
    .default('https://login.salesforce.com')
    .describe(
      'Where tokens are given: https://test.salesforce.com for sandboxes, https://NAME.my.salesforce.com for `client_credentials`.',
    ),
  instance_url: apiAddress
    .refine(
      (url) => !url.includes('.lightning.force.com'),
      'must be the address of the API, …my.salesforce.com',
    )
    .optional()
    .describe('Where the API is; by default what comes with the token.'),
  api_version: z
    .string()
    .regex(/^\d{2,3}\.0$/, 'must be a version such as 62.0')
    .default('62.0'),
  requests_per_day: z
    .int()
    .min(100)
    .optional()
    .describe("What Weft may use of the org's daily API requests; by default what Salesforce lets it."),
  timeout_ms: z.int().min(1000).max(600_000).default(120_000),
});
export type SalesforceConfig = z.infer<typeof salesforceConfig>;

/** The daily requests are the org's, for which the app and where it logs in stand here. */
export function limitsOf({ auth, login_url, requests_per_day }: SalesforceConfig): Limits {
  return {
    account: accountName('salesforce', `${login_url} ${auth.client_id}`),
    // Salesforce lets 25 requests be under way that take longer than 20 seconds.
    concurrent: 20,
    ...(requests_per_day === undefined ? {} : { perDay: requests_per_day }),
  };
}

const secretNames = ['client_secret', 'private_key', 'refresh_token'];

export function secretsOf({ auth }: SalesforceConfig): string[] {
  return Object.entries(auth).flatMap(([name, value]) =>
    value !== undefined && secretNames.includes(name) ? [value] : [],
  );
}
