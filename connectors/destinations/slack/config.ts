import { z } from 'zod';
import { apiAddress } from '../address.ts';

export const slackConfig = z.strictObject({
  token: z
    .string()
    .regex(/^xox[a-z]?[-.][\x21-\x7e]+$/, 'must be a bot or user token, which starts with xox')
    .meta({ secret: true })
    .describe('Bot token of the app. It needs the scope chat:write; see the object for others.'),
  api_url: apiAddress
    .default('https://slack.com/api')
    .describe('Address of the Web API, for a proxy of your own or GovSlack.'),
});
export type SlackConfig = z.infer<typeof slackConfig>;
