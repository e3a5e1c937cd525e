import { z } from 'zod';
import { SlackServer } from '../../../simulators/slack.ts';
import type { Harness } from '../harness.ts';
import { asText, closedPort } from './texts.ts';

export const token = 'xoxb-1234-5678-a-bot-token';

/** A workspace with one channel that the app is in. */
export async function workspace(): Promise<{
  server: SlackServer;
  config: { token: string; api_url: string };
}> {
  const server = await SlackServer.start();
  const scopes = ['chat:write', 'users:read.email', 'channels:read', 'groups:read'];
  server.tokens.set(token, new Set(scopes));
  server.channels.push({ id: 'C001', name: 'people', member: true });
  return { server, config: { token, api_url: `${server.url}/api` } };
}

const rowSchema = z.object({ key: z.string(), fields: z.record(z.string(), z.unknown()) });

/** What a person reads: Slack shows its three entities as the characters that they stand for. */
export const asShown = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

export const slack: Harness = {
  name: 'slack: a message for each row',
  type: 'slack',
  object: 'message',
  options: { channel: 'people', text: '{"key": {{json row.key}}, "fields": {{json row.fields}} }' },
  // Slack has no idempotency key.
  idempotent: false,
  async start() {
    const { server, config } = await workspace();
    return {
      config,
      unreachable: { config: { ...config, api_url: `${await closedPort()}/api` }, error: 'Unavailable' },
      unauthorised: { config: { ...config, token: 'xoxb-not-the-token' } },
      secrets: [token, 'xoxb-not-the-token'],
      faults: server.faults,
      async received() {
        return server.messages.map(({ text }) => {
          const { key, fields } = rowSchema.parse(JSON.parse(asShown(text)));
          return { key, operation: 'create', fields: asText(fields) };
        });
      },
      stop: () => server.close(),
    };
  },
};
