import { defineDestination } from '../define.ts';
import { refuseUnlessSuccess } from './answer.ts';
import { ask } from './client.ts';
import { webhookConfig } from './config.ts';
import { requestObject } from './request.ts';

export const webhook = defineDestination({
  slug: 'webhook',
  name: 'Webhook',
  description: 'Rows as HTTP requests to an address of your own.',
  config: webhookConfig,
  connect: (config, { throttle }) => ({ config, throttle }),
  objects: [requestObject],
  /**
   * Asks for the address by HEAD with the sync's credentials. It proves the way there and the credentials;
   * a receiver that knows POST alone answers 404, 405 or the like, and that is no fault.
   */
  async testConnection(client, { signal }) {
    const { config } = client;
    const reply = await ask(client, { method: 'HEAD', signal, readAtMost: 1024 });
    if (reply.status < 400 || [401, 402, 403, 407, 429].includes(reply.status)) {
      return refuseUnlessSuccess(config, reply);
    }
    if (reply.status >= 500 && reply.status !== 501) refuseUnlessSuccess(config, reply);
  },
});
