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

/** What became of a row for good. */
export type FinalResult = Exclude<RowResult, { status: 'retry' }>;

/** Sends some rows of a batch, `start` of them in. */
type Send = (rows: readonly OutgoingRow[], start: number) => Promise<RowResult[]>;

/**
 * Lets all that goes to one destination wait while its vendor asks for it: one answer that says to slow down holds
 * for the requests beside it too.
 */
export class Pause {
  #until = 0;

  extend(ms: number): void {
    this.#until = Math.max(this.#until, performance.now() + ms);
  }

  async over(signal: AbortSignal): Promise<void> {
    for (let wait = this.#left(); wait > 0; wait = this.#left()) await sleep(wait, signal);
  }

  #left(): number {
    return this.#until - performance.now();
  }
}

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());

interface Delivery {
  send: Send;
  policy: RetryPolicy;
  pause: Pause;
  signal: AbortSignal;
}

/**
 * Sends one batch and answers for each row. A batch that the vendor refuses as a whole is halved until the
 * rows at fault stand alone; whatever is sent is tried again while the vendor is busy or away, and single rows of
 * which the vendor says so. Other errors, and those that outlast the policy, go to the caller, and the batch then
 * counts as not judged; a single row that outlasts it is rejected for this run alone.
 */
export async function deliver(
  rows: readonly OutgoingRow[],
  delivery: Delivery,
  start = 0,
): Promise<FinalResult[]> {
  try {
    const results = await attempt(() => delivery.send(rows, start), delivery);
    if (results.length !== rows.length)
      throw new Error(`the destination gave ${results.length} results for ${rows.length} rows`);
    return await settleRetries(rows, results, delivery, start);
  } catch (error) {
    const alone = refusedAlone(error);
    if (rows.length === 1) return [alone];
    const middle = Math.ceil(rows.length / 2);
    const left = await deliver(rows.slice(0, middle), delivery, start);
    const right = await deliver(rows.slice(middle), delivery, start + middle);
    return [...left, ...right];
  }
}

/** What a refusal is for a row that is alone; throws what is no refusal. */
function refusedAlone(error: unknown): FinalResult {
  if (!(error instanceof BatchRejected || error instanceof RowRejected)) throw error;
  return { status: 'rejected', reason: error.message };
}

/** Sends those rows again, each alone, that the vendor wants again. */
async function settleRetries(
  rows: readonly OutgoingRow[],
  results: readonly RowResult[],
  delivery: Delivery,
  start: number,
): Promise<FinalResult[]> {
  const { send, policy, signal } = delivery;
  const settled: FinalResult[] = [];
  for (const [index, first] of results.entries()) {
    const row = rows[index];
    let result: RowResult = first;
    for (let tried = 1; row !== undefined && result.status === 'retry'; tried += 1) {
      if (tried >= policy.maxAttempts) {
        result = { status: 'rejected', reason: result.reason, transient: true };
        break;
      }
      await sleep((result.afterMs ?? 0) + jitter(tried, policy), signal);
      const [next] = await attempt(() => send([row], start + index), delivery).catch((error: unknown) => [
        refusedAlone(error),
      ]);
      if (next === undefined) throw new Error('the destination gave no result for a row');
      result = next;
    }
    if (result.status !== 'retry') settled.push(result);
  }
  return settled;
}

async function attempt<T>(call: () => Promise<T>, { policy, pause, signal }: Delivery): Promise<T> {
  const began = performance.now();
  for (let tried = 1; ; tried++) {
    await pause.over(signal);
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof RateLimited || error instanceof Unavailable)) throw error;
      const asked = error instanceof RateLimited ? (error.retryAfterMs ?? 0) : 0;
      const wait = asked + jitter(tried, policy);
      const elapsed = performance.now() - began;
      if (tried >= policy.maxAttempts || elapsed + wait > policy.maxElapsedMs) throw error;
      if (error instanceof RateLimited) pause.extend(asked);
      await sleep(wait, signal);
    }
  }
}

/**
 * Exponential backoff with full jitter (Brooker, "Exponential Backoff And Jitter", AWS 2015). A wait that the
 * vendor asked for is kept in full, and the jitter comes on top, so that waiting workers do not return at once.
 */
const jitter = (tried: number, policy: RetryPolicy): number =>
  Math.random() * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (tried - 1));
