import { AuthError } from '../../errors.ts';
import { accountName } from '../account.ts';
import { defineDestination } from '../define.ts';
import { channels } from './channels.ts';
import { call } from './client.ts';
import { slackConfig } from './config.ts';
import { messageObject } from './message.ts';
import { summaryObject } from './summary.ts';

export const slack = defineDestination({
  slug: 'slack',
  name: 'Slack',
  description: 'Messages to channels and people, and summaries of what a sync sends.',
  config: slackConfig,
  connect: (config, { throttle }) => ({ config, throttle, users: new Map<string, string>() }),
  objects: [messageObject, summaryObject],
  /** "Several hundred messages per minute" for a workspace; the limit of a channel is told by Slack itself. */
  limits: ({ token }) => ({
    account: accountName('slack', token),
    perMinute: 300,
    concurrent: 8,
  }),
  discover: (client, { signal }) => channels(client, signal),
  async testConnection(client, { signal }) {
    const called = await call(client, 'auth.test', {}, signal);
    if (!called.ok) {
      throw new AuthError(`Slack refused the token: ${called.refusal.said}`, { mend: 'Check `token`.' });
    }
    const scopes = called.reply.headers['x-oauth-scopes']?.split(/,\s*/);
    if (scopes === undefined || scopes.some((scope) => /^chat:write(:bot|:user)?$/.test(scope))) return;
    throw new AuthError('the token of Slack may not post messages', {
      mend: 'Add the scope chat:write to the app, and install it again.',
    });
  },
});
