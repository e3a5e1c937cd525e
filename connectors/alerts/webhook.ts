import { saying } from '../destinations/exchange.ts';
import { secretsOfAddress } from '../destinations/secrets-of-address.ts';
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
  // A receiver may repeat a token without the `Bearer` before it.
  const words = Object.values(headers).flatMap((value) =>
    value.split(' ').filter(({ length }) => length >= 8),
  );
  const secrets = [webhook, ...Object.values(headers), ...words, ...secretsOfAddress(webhook)];
  const reply = await postJson({
    who: 'the webhook',
    url: webhook,
    headers: { 'idempotency-key': id, ...headers },
    body: { id, at: at.toISOString(), ...notice },
    secrets,
    signal,
  });
  return saying({ ...reply, text: '' }, secrets);
}
