import { z } from 'zod';
import { apiAddress } from '../address.ts';

export const metaConfig = z.strictObject({
  ad_account_id: z
    .string()
    .regex(/^(act_)?\d+$/, 'must be the number of an ad account, with or without act_')
    .transform((id) => id.replace(/^act_/, ''))
    .describe('The ad account that the audiences belong to.'),
  access_token: z
    .string()
    .min(1)
    .meta({ secret: true })
    .describe('Token of a system user with the permission ads_management.'),
  app_secret: z
    .string()
    .min(1)
    .meta({ secret: true })
    .optional()
    .describe('Secret of the app, where it demands a proof of it with each call.'),
  api_url: apiAddress
    .default('https://graph.facebook.com/v25.0')
    .describe('Address of the Graph API with its version.'),
});
export type MetaConfig = z.infer<typeof metaConfig>;
