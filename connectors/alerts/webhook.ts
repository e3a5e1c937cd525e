import { saying } from '../destinations/exchange.ts';
import type { Notice } from './define.ts';
import { postJson } from './post.ts';

interface WebhookSettings {
  webhook: string;
  headers?: Record<string, string> | undefined;
}

/** Posts a notice as JSON, with an idempotency key; resolves to the status that came back. */
export async function sendWebhook(
  { webhook, headers = {} }: WebhookSettings,
  { id, at, ...notice }: Notice,
  signal: AbortSignal,
): Promise<string> {
  const secrets = [webhook, ...Object.values(headers)];
  const reply = await postJson({
    who: 'the webhook',
    url: webhook,
    headers: {
      'idempotency-key': id,
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    },
    body: { id, at: at.toISOString(), ...notice },
    secrets,
    signal,
  });
  return saying({ ...reply, text: '' }, secrets);
}
