import type { Settled } from '../define.ts';
import { exchange, type Reply } from '../exchange.ts';
import { contentType, type WebhookConfig } from './config.ts';

export type WebhookClient = Settled<WebhookConfig>;

interface Asked {
  method: WebhookConfig['method'] | 'HEAD';
  body?: string;
  idempotencyKey?: string;
  signal: AbortSignal;
  /** The most bytes of the answer that are read. */
  readAtMost: number;
}

/** One exchange with the receiver; throws as `exchange` does. */
export function ask({ config, throttle }: WebhookClient, asked: Asked): Promise<Reply> {
  return exchange({
    url: config.url,
    method: asked.method,
    headers: headersOf(config, asked.idempotencyKey),
    body: asked.body,
    timeoutMs: config.timeout_ms,
    signal: asked.signal,
    readAtMost: asked.readAtMost,
    throttle,
  });
}

function headersOf(config: WebhookConfig, idempotencyKey: string | undefined): Record<string, string> {
  return {
    accept: 'application/json',
    ...config.headers,
    'content-type': contentType(config),
    ...(config.auth ? { authorization: `Bearer ${config.auth.bearer}` } : {}),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
  };
}
