import { z } from 'zod';
import { httpUrl } from '../address.ts';
import { secretsOfAddress } from '../secrets-of-address.ts';

/** Headers that the client itself sets, or that belong to the connection. */
const reservedHeaders = [
  'connection',
  'content-length',
  'expect',
  'host',
  'idempotency-key',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be the name of an HTTP header')
  .refine((name) => !reservedHeaders.includes(name.toLowerCase()), 'is a header that Weft sets itself');

const headerValue = z
  .string()
  .max(8192)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'must be one line of text');

export const webhookConfig = z.strictObject({
  url: httpUrl
    .refine((url) => !URL.canParse(url) || new URL(url).username === '', {
      error: 'must not hold a user name; put credentials into `auth` or `headers`',
    })
    .describe('Where each request goes.'),
  method: z.enum(['POST', 'PUT', 'PATCH']).default('POST'),
  headers: z
    .record(headerName, headerValue)
    .default({})
    .describe('Sent with each request. A value may be a secret, given as an environment reference.'),
  auth: z
    .strictObject({ bearer: headerValue.min(1).meta({ secret: true }) })
    .optional()
    .describe('Sent as `Authorization: Bearer …`.'),
  timeout_ms: z
    .int()
    .min(100)
    .max(300_000)
    .default(30_000)
    .describe('How long one request may take, from connecting to the end of the answer.'),
  concurrency: z.int().min(1).max(256).default(16).describe('Requests under way at once, of one sync.'),
});
export type WebhookConfig = z.infer<typeof webhookConfig>;

/** The media type of the requests: the configured `Content-Type`, JSON by default. */
export function contentType(config: WebhookConfig): string {
  const given = Object.entries(config.headers).find(([name]) => name.toLowerCase() === 'content-type');
  return given?.[1] ?? 'application/json';
}

/**
 * What must never be shown, should the vendor's answer repeat it: the token, header values, and the parts of
 * the address that often are a token.
 */
export function secretsOf(config: WebhookConfig): string[] {
  const headers = Object.entries(config.headers)
    .filter(([name]) => !['content-type', 'accept'].includes(name.toLowerCase()))
    .map(([, value]) => value)
    .filter((value) => value.length >= 8);
  const secrets = [config.auth?.bearer ?? '', ...headers, ...secretsOfAddress(config.url)];
  return secrets.filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
}
