import { z } from 'zod';
import { AuthError } from '../../errors.ts';
import { accountName } from '../account.ts';
import { defineDestination } from '../define.ts';
import { audienceObject } from './audience.ts';
import { listAudiences } from './audiences.ts';
import { ask } from './client.ts';
import { metaConfig } from './config.ts';

const accountSchema = z.looseObject({
  id: z.string(),
  tos_accepted: z.record(z.string(), z.number()).optional(),
});

const tokenSchema = z.looseObject({ data: z.looseObject({ expires_at: z.number().optional() }) });

export const meta = defineDestination({
  slug: 'meta',
  name: 'Meta Custom Audiences',
  description: 'Audiences of customer lists for Facebook and Instagram ads.',
  config: metaConfig,
  connect: (config, { throttle }) => ({ config, throttle, audiences: new Map<string, Promise<string>>() }),
  objects: [audienceObject],
  /** An account of the lowest access tier has 5,000 calls an hour for audiences. */
  limits: ({ ad_account_id }) => ({
    account: accountName('meta', ad_account_id),
    perMinute: 80,
    concurrent: 4,
  }),
  async discover(client, { signal }) {
    const audiences = await listAudiences(client, signal);
    return audiences.map(({ id, name }) => ({
      object: 'audience',
      options: { audience_id: id },
      title: name,
    }));
  },
  async testConnection(client, { signal }) {
    const id = client.config.ad_account_id;
    const account = await ask(client, {
      method: 'GET',
      path: `act_${id}`,
      query: { fields: 'id,tos_accepted' },
      answer: accountSchema,
      signal,
    });
    if (account.tos_accepted === undefined || account.tos_accepted.custom_audience_tos === 1) return;
    throw new AuthError('the terms of Custom Audiences are not accepted for this ad account', {
      mend: `Accept them at https://business.facebook.com/ads/manage/customaudiences/tos/?act=${id}.`,
    });
  },
  /** A token may be asked about with itself; that of a system user may have no end, which is 0. */
  async credentialsEnd(client, { signal }) {
    const { data } = await ask(client, {
      method: 'GET',
      path: 'debug_token',
      query: { input_token: client.config.access_token },
      answer: tokenSchema,
      signal,
    });
    return data.expires_at ? new Date(data.expires_at * 1000) : null;
  },
});
