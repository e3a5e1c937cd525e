import { STATUS_CODES } from 'node:http';
import { request } from 'undici';
import { egress } from '../egress.ts';
import { messageOf, Unavailable, WeftError } from '../errors.ts';
import type { Release } from './define.ts';
import { tell } from './rehearsal.ts';

/** One HTTP request to a vendor. */
export interface Sent {
  url: string;
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** In any case; of a name in two cases the last counts. Weft is named as the agent unless these say otherwise. */
  headers: Record<string, string>;
  body?: string | Buffer | undefined;
  /** How long it may take, from connecting to the end of the answer. */
  timeoutMs: number;
  signal: AbortSignal;
  /** The most bytes of the answer that are read. */
  readAtMost: number;
  /** Whether it changes nothing there though its method may: a search, or a sign-in. GET and HEAD never do. */
  reads?: boolean;
  /** Awaited before anything is sent. */
  throttle(signal: AbortSignal): Promise<Release>;
}

export interface Reply {
  status: number;
  /** Names in lower case; of a name that comes more than once, the first. */
  headers: Record<string, string | undefined>;
  /** The answer's text, up to the bound. */
  text: string;
  /** Whether there was more than the bound. */
  cut: boolean;
}

/**
 * One HTTP exchange with a vendor, by the connections that keep away from private addresses. Redirects come back
 * as they are. Throws `Unavailable` where there was no answer in time, `ConfigError` for a forbidden address, and
 * the signal's reason once it is aborted.
 */
export async function exchange(sent: Sent): Promise<Reply> {
  sent.signal.throwIfAborted();
  const told = await tellOf(sent);
  const release = await sent.throttle(sent.signal);
  const timeout = AbortSignal.timeout(sent.timeoutMs);
  try {
    const response = await request(sent.url, {
      method: sent.method,
      headers: lowered({ 'user-agent': 'weft', ...sent.headers }),
      body: sent.body ?? null,
      signal: AbortSignal.any([sent.signal, timeout]),
      dispatcher: egress().dispatcher,
      headersTimeout: sent.timeoutMs,
      bodyTimeout: sent.timeoutMs,
    });
    const { text, cut } = await readBounded(response.body, sent.readAtMost);
    const headers = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value[0] : value,
      ]),
    );
    if (told !== null) told.answer = { status: response.statusCode, text: text.slice(0, answerShownAtMost) };
    return { status: response.statusCode, headers, text, cut };
  } catch (error) {
    sent.signal.throwIfAborted();
    const known = weftErrorIn(error);
    if (known) throw known;
    const origin = new URL(sent.url).origin;
    const what = timeout.aborted ? `did not answer within ${sent.timeoutMs} ms` : networkFault(error);
    throw new Unavailable(`${origin} ${what}`, {
      mend: 'Check that the address is right and that the receiver runs; sending is tried again.',
      cause: error,
    });
  } finally {
    release();
  }
}

/** What is kept of an answer for whoever looks at it. */
const answerShownAtMost = 10_000;

async function tellOf({ method, url, headers, body, reads }: Sent) {
  if (reads === true || method === 'GET' || method === 'HEAD') return null;
  return tell(() => ({
    ...{ kind: 'http' as const, method, url },
    headers: lowered({ 'user-agent': 'weft', ...headers }),
    body: body === undefined ? null : body.toString(),
    answer: null as { status: number; text: string } | null,
  }));
}

const lowered = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

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

const shownAtMost = 500;

/** Text of a vendor's, fit to be shown: one line, at most 500 characters, no secrets. */
export function shown(text: string, secrets: readonly string[]): string {
  let safe = text;
  for (const secret of secrets) if (secret !== '') safe = safe.replaceAll(secret, '***');
  safe = safe.replace(/\s+/g, ' ').trim();
  return safe.length > shownAtMost ? `${safe.slice(0, shownAtMost)}…` : safe;
}

export const isSuccess = ({ status }: Reply): boolean => status >= 200 && status < 300;

/** The status and what came with it. */
export function saying(reply: Reply, secrets: readonly string[]): string {
  const text = shown(reply.text, secrets);
  const status = `${reply.status} ${STATUS_CODES[reply.status] ?? ''}`.trim();
  return text === '' ? status : `${status}: ${text}`;
}

/** Undefined where the text is not JSON, which has no such value. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
