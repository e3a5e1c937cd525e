import type { BatchContext, ObjectDefinition, OutgoingRow } from './define.ts';
import { deliver, type FinalResult, Pause, type RetryPolicy } from './deliver.ts';
import { partsOf } from './parts.ts';

export interface SendPolicy extends RetryPolicy {
  /** Batches under way at once; by default what the object says. */
  concurrency: number;
  /** Batches that are answered and whose answers are not yet kept: with those under way all that may go twice. */
  unkept: number;
}

const defaultPolicy: SendPolicy = {
  concurrency: 4,
  unkept: 32,
  maxAttempts: 6,
  maxElapsedMs: 120_000,
  baseDelayMs: 500,
  maxDelayMs: 30_000,
};

/** Rows that belong together by their place in a chunk; the same on every attempt. */
export interface Batch {
  /** Position of the first row in its chunk, from 0. */
  offset: number;
  rows: readonly OutgoingRow[];
}

/** To whom, and under which name, rows are sent. */
export interface Sending<Client, Options> {
  object: ObjectDefinition<Client, Options>;
  client: Client;
  options: Options;
  context: Omit<BatchContext, 'offset'>;
  policy?: Partial<SendPolicy>;
  /**
   * Told of each batch once all its rows are judged, in whichever order that happens. Until it has returned the
   * batch's answers are not kept; what it throws ends the sending.
   */
  onBatch(batch: Batch, results: readonly FinalResult[]): Promise<void> | void;
}

/**
 * Sends batches as they come, some at once. Splitting, halving and idempotency keys depend on the rows and their
 * place alone, so the same call after a crash repeats the same requests.
 *
 * Throws what ended the sending: `AuthError` and `ConfigError` at once, `RateLimited` and `Unavailable` when
 * they outlast the policy, the signal's reason after an abort. Batches that `onBatch` was told of are done;
 * others may have arrived and are to be sent again.
 *
 * A wait may be long: a caller that must show life does so on a timer of its own.
 */
export async function sendBatches<Client, Options>(
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  sending: Sending<Client, Options>,
): Promise<void> {
  const { object, options, context } = sending;
  const policy = {
    ...defaultPolicy,
    concurrency: object.concurrency?.(options, sending.client) ?? defaultPolicy.concurrency,
    ...sending.policy,
  };
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const pause = new Pause();
  let failure: { error: unknown } | undefined;

  const fail = (error: unknown): void => {
    failure ??= { error };
    stop.abort(new Error('another batch of this sending failed'));
  };

  const underWay = new Set<Promise<void>>();
  const unkept = new Set<Promise<void>>();
  const within = (set: Set<Promise<void>>, work: Promise<void>): void => {
    const watched: Promise<void> = work.catch(fail).finally(() => set.delete(watched));
    set.add(watched);
  };
  const send = async (batch: Batch): Promise<void> => {
    const results = await deliverParts(batch, sending, { policy, pause, signal });
    while (unkept.size >= Math.max(1, policy.unkept)) await Promise.race(unkept);
    within(unkept, Promise.resolve(sending.onBatch(batch, results)));
  };

  try {
    context.signal.throwIfAborted();
    for await (const batch of batches) {
      within(underWay, send(batch));
      if (underWay.size >= Math.max(1, policy.concurrency)) await Promise.race(underWay);
      if (failure) break;
    }
    await Promise.all(underWay);
    await Promise.all(unkept);
  } finally {
    stop.abort(new Error('this sending has ended'));
    await Promise.allSettled([...underWay, ...unkept]);
  }
  if (failure) {
    context.signal.throwIfAborted();
    throw failure.error;
  }
}

interface Tries {
  policy: SendPolicy;
  pause: Pause;
  signal: AbortSignal;
}

async function deliverParts<Client, Options>(
  batch: Batch,
  { object, client, options, context }: Sending<Client, Options>,
  { policy, pause, signal }: Tries,
): Promise<FinalResult[]> {
  const results: FinalResult[] = [];
  for (const part of partsOf(batch.rows, object.batchBytes?.(options))) {
    if ('fault' in part) {
      results.push({ status: 'rejected', reason: part.fault });
      continue;
    }
    const send = (rows: readonly OutgoingRow[], start: number) =>
      object.perform(rows, client, options, {
        ...context,
        signal,
        offset: batch.offset + part.start + start,
      });
    results.push(...(await deliver(part.rows, { send, policy, pause, signal })));
  }
  return results;
}

/** Sends rows in batches of the object's size and answers for each, in their order. */
export async function sendRows<Client, Options>(
  rows: readonly OutgoingRow[],
  sending: Omit<Sending<Client, Options>, 'onBatch'>,
): Promise<FinalResult[]> {
  const size = Math.max(1, sending.object.batchSize(sending.options));
  const all: FinalResult[] = new Array(rows.length);
  const batches = Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => ({
    offset: index * size,
    rows: rows.slice(index * size, (index + 1) * size),
  }));
  await sendBatches(batches, {
    ...sending,
    onBatch({ offset }, results) {
      results.forEach((result, index) => {
        all[offset + index] = result;
      });
    },
  });
  return all;
}
