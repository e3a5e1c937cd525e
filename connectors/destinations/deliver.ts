import { setTimeout as delay } from 'node:timers/promises';
import { BatchRejected, RateLimited, RowRejected, Unavailable } from '../errors.ts';
import type { OutgoingRow, RowResult } from './define.ts';

/** How hard one batch is tried before its error goes to the caller. */
export interface RetryPolicy {
  maxAttempts: number;
  /** The longest that the attempts of one request and the waits between them may take together. */
  maxElapsedMs: number;
  /** The wait before the second attempt is random between 0 and this, and the bound doubles each time. */
  baseDelayMs: number;
  maxDelayMs: number;
}

/** Sends some rows of a batch, `start` of them in. */
type Send = (rows: readonly OutgoingRow[], start: number) => Promise<RowResult[]>;

/**
 * Sends one batch and answers for each row. A batch that the vendor refuses as a whole is halved until the
 * rows at fault stand alone; whatever is sent is tried again while the vendor is busy or away. Other errors,
 * and those that outlast the policy, go to the caller, and the batch then counts as not judged.
 */
export async function deliver(
  rows: readonly OutgoingRow[],
  send: Send,
  policy: RetryPolicy,
  signal: AbortSignal,
  start = 0,
): Promise<RowResult[]> {
  try {
    const results = await attempt(() => send(rows, start), policy, signal);
    if (results.length === rows.length) return results;
    throw new Error(`the destination gave ${results.length} results for ${rows.length} rows`);
  } catch (error) {
    if (!(error instanceof BatchRejected || error instanceof RowRejected)) throw error;
    if (rows.length === 1) return [{ status: 'rejected', reason: error.message }];
    const middle = Math.ceil(rows.length / 2);
    const left = await deliver(rows.slice(0, middle), send, policy, signal, start);
    const right = await deliver(rows.slice(middle), send, policy, signal, start + middle);
    return [...left, ...right];
  }
}

async function attempt<T>(call: () => Promise<T>, policy: RetryPolicy, signal: AbortSignal): Promise<T> {
  const began = performance.now();
  for (let tried = 1; ; tried++) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof RateLimited || error instanceof Unavailable)) throw error;
      const wait = waitMs(error, tried, policy);
      const elapsed = performance.now() - began;
      if (tried >= policy.maxAttempts || elapsed + wait > policy.maxElapsedMs) throw error;
      await delay(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

/**
 * Exponential backoff with full jitter (Brooker, "Exponential Backoff And Jitter", AWS 2015). A wait that the
 * vendor asked for is kept in full, and the jitter comes on top, so that waiting workers do not return at once.
 */
function waitMs(error: RateLimited | Unavailable, tried: number, policy: RetryPolicy): number {
  const bound = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (tried - 1));
  const asked = error instanceof RateLimited ? (error.retryAfterMs ?? 0) : 0;
  return asked + Math.random() * bound;
}
