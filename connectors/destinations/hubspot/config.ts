import { z } from 'zod';
import { accountName } from '../account.ts';
import { apiAddress } from '../address.ts';
import type { Limits } from '../define.ts';

const timeZone = z.string().refine((zone) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}, 'must be the name of a time zone, such as Europe/Paris');

const secret = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'must be one word of printable characters')
  .meta({ secret: true });

export const apiUrl = apiAddress.default('https://api.hubapi.com');

const settings = z.strictObject({
  access_token: secret
    .optional()
    .describe('The access token of a private app, pat-…; or `oauth` in its place.'),
  oauth: z
    .strictObject({
      client_id: z.string().min(1).describe('Of the app, as its Auth page has it.'),
      client_secret: secret,
      refresh_token: secret.describe('What HubSpot gave when somebody installed the app.'),
    })
    .optional()
    .describe('An app that somebody installed by OAuth, in the place of a private one.'),
  api_url: apiUrl,
  requests_per_ten_seconds: z
    .int()
    .min(10)
    .max(250)
    .default(100)
    .describe(
      'What the plan allows a private app: 100 with Free and Starter, 190 with Professional and Enterprise, 250 with the API add-on.',
    ),
  requests_per_day: z
    .int()
    .min(1000)
    .default(250_000)
    .describe(
      'What the plan allows all private apps of the account together: 250,000 with Free and Starter, 650,000 with Professional, 1,000,000 with Enterprise.',
    ),
  time_zone: timeZone
    .default('UTC')
    .describe("The account's time zone, at whose midnight the day's requests begin anew."),
  timeout_ms: z.int().min(1000).max(300_000).default(60_000),
});

export const hubspotConfig = settings.refine(
  ({ access_token, oauth }) => (access_token === undefined) !== (oauth === undefined),
  {
    path: ['access_token'],
    error: 'either `access_token` of a private app or `oauth` is needed, and not both',
  },
);
export type HubspotConfig = z.infer<typeof hubspotConfig>;

/** As HubSpot names properties in its API, `firstname` and not "First name". */
export const propertyName = z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be the internal name of a property');

export const secretsOf = ({ access_token, oauth }: HubspotConfig): string[] =>
  [access_token, oauth?.client_secret, oauth?.refresh_token].filter((text) => text !== undefined);

/** The bursts are counted for each app in an account, which its token stands for. */
export function limitsOf(config: HubspotConfig): Limits {
  return {
    account: accountName('hubspot', config.access_token ?? config.oauth?.refresh_token ?? ''),
    perSecond: config.requests_per_ten_seconds / 10,
    perDay: config.requests_per_day,
  };
}
