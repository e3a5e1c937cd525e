import type { BatchContext, ObjectDefinition, OutgoingRow, RowResult } from './define.ts';
import { deliver, type RetryPolicy } from './deliver.ts';

export interface SendPolicy extends RetryPolicy {
  /** Batches under way at once. */
  concurrency: number;
  /**
   * Told of each batch once all its rows are judged, in the rows' order and one at a time; `offset` is that of
   * the batch's first row in the chunk. What it throws ends the sending.
   */
  onBatch?(rows: readonly OutgoingRow[], results: readonly RowResult[], offset: number): Promise<void> | void;
}

export const defaultSendPolicy: SendPolicy = {
  concurrency: 4,
  maxAttempts: 6,
  maxElapsedMs: 120_000,
  baseDelayMs: 500,
  maxDelayMs: 30_000,
};

/**
 * Sends rows of a chunk in batches of the object's size and answers for each, in their order; `context` says
 * where the first row stands in its chunk. Splitting, halving and idempotency keys depend on the rows and their
 * place alone, so the same call after a crash repeats the same requests.
 *
 * Throws what ended the sending: `AuthError` and `ConfigError` at once, `RateLimited` and `Unavailable` when
 * they outlast the policy, the signal's reason after an abort. Batches that `onBatch` was told of are done;
 * those after them may have arrived and are to be sent again.
 *
 * A wait may be long: a caller that must show life does so on a timer of its own.
 */
export async function sendBatch<Config, Options>(
  object: ObjectDefinition<Config, Options>,
  rows: readonly OutgoingRow[],
  config: Config,
  options: Options,
  context: BatchContext,
  policy: Partial<SendPolicy> = {},
): Promise<RowResult[]> {
  const full = { ...defaultSendPolicy, ...policy };
  const size = Math.max(1, object.batchSize(config, options));
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);

  const start = (first: number): Batch => {
    const batch = rows.slice(first, first + size);
    const send = (part: readonly OutgoingRow[], within: number) =>
      object.perform(part, config, options, { ...context, signal, offset: context.offset + first + within });
    const results = deliver(batch, send, full, signal);
    // Whoever awaits it later hears of the error; until then it must not count as unhandled.
    results.catch(() => {});
    return { rows: batch, offset: context.offset + first, results };
  };

  const all: RowResult[] = [];
  const underWay: Batch[] = [];
  const finishOldest = async () => {
    const oldest = underWay.shift();
    if (!oldest) return;
    const results = await oldest.results;
    await full.onBatch?.(oldest.rows, results, oldest.offset);
    all.push(...results);
  };

  try {
    context.signal.throwIfAborted();
    for (let first = 0; first < rows.length; first += size) {
      if (underWay.length >= Math.max(1, full.concurrency)) await finishOldest();
      underWay.push(start(first));
    }
    while (underWay.length > 0) await finishOldest();
    return all;
  } finally {
    stop.abort(new Error('another batch of this sending failed'));
    await Promise.allSettled(underWay.map(({ results }) => results));
  }
}

interface Batch {
  rows: readonly OutgoingRow[];
  offset: number;
  results: Promise<RowResult[]>;
}
