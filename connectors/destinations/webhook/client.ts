import { STATUS_CODES } from 'node:http';
import { request } from 'undici';
import { egress } from '../../egress.ts';
import { messageOf, Unavailable, WeftError } from '../../errors.ts';
import { contentType, secretsOf, type WebhookConfig } from './config.ts';

export interface Reply {
  status: number;
  retryAfter: string | undefined;
  location: string | undefined;
  /** The answer's text, up to the bound. */
  text: string;
  /** Whether there was more than the bound. */
  cut: boolean;
}

interface Sent {
  method: WebhookConfig['method'] | 'HEAD';
  body?: string;
  idempotencyKey?: string;
  signal: AbortSignal;
  /** The most bytes of the answer that are read. */
  readAtMost: number;
}

/**
 * One HTTP exchange with the receiver. Redirects come back as they are. Throws `Unavailable` where there was
 * no answer in time, `ConfigError` for a forbidden address, and the signal's reason once it is aborted.
 */
export async function exchange(config: WebhookConfig, sent: Sent): Promise<Reply> {
  sent.signal.throwIfAborted();
  const timeout = AbortSignal.timeout(config.timeout_ms);
  try {
    const response = await request(config.url, {
      method: sent.method,
      headers: headersOf(config, sent.idempotencyKey),
      body: sent.body ?? null,
      signal: AbortSignal.any([sent.signal, timeout]),
      dispatcher: egress().dispatcher,
      headersTimeout: config.timeout_ms,
      bodyTimeout: config.timeout_ms,
    });
    const { text, cut } = await readBounded(response.body, sent.readAtMost);
    const retryAfter = one(response.headers['retry-after']);
    const location = one(response.headers.location);
    return { status: response.statusCode, retryAfter, location, text, cut };
  } catch (error) {
    sent.signal.throwIfAborted();
    const known = weftErrorIn(error);
    if (known) throw known;
    const origin = new URL(config.url).origin;
    const what = timeout.aborted ? `did not answer within ${config.timeout_ms} ms` : networkFault(error);
    throw new Unavailable(`${origin} ${what}`, {
      mend: 'Check that the address is right and that the receiver runs; sending is tried again.',
      cause: error,
    });
  }
}

function headersOf(config: WebhookConfig, idempotencyKey: string | undefined): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': 'weft', accept: 'application/json' };
  for (const [name, value] of Object.entries(config.headers)) headers[name.toLowerCase()] = value;
  headers['content-type'] = contentType(config);
  if (config.auth) headers.authorization = `Bearer ${config.auth.bearer}`;
  if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
  return headers;
}

async function readBounded(
  body: AsyncIterable<Buffer>,
  most: number,
): Promise<{ text: string; cut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) break;
  }
  return { text: Buffer.concat(chunks).subarray(0, most).toString('utf8'), cut: size > most };
}

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

function weftErrorIn(error: unknown): WeftError | undefined {
  if (error instanceof WeftError) return error;
  return error instanceof Error && error.cause !== undefined ? weftErrorIn(error.cause) : undefined;
}

function networkFault(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === 'ENOTFOUND') return 'cannot be found: there is no such host';
  if (code === 'ECONNREFUSED') return 'refused the connection';
  if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET') return 'closed the connection before it answered';
  return `could not be reached: ${messageOf(error)}`;
}

/** Text of the receiver's, fit to be shown: one line, at most 500 characters, no secrets. */
export function shown(config: WebhookConfig, text: string): string {
  let safe = text;
  for (const secret of secretsOf(config)) safe = safe.replaceAll(secret, '***');
  safe = safe.replace(/\s+/g, ' ').trim();
  return safe.length > 500 ? `${safe.slice(0, 500)}…` : safe;
}

/** The status and what came with it. */
export function saying(config: WebhookConfig, reply: Reply): string {
  const text = shown(config, reply.text);
  const status = `${reply.status} ${STATUS_CODES[reply.status] ?? ''}`.trim();
  return text === '' ? status : `${status}: ${text}`;
}
