import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HttpSink } from '../../test/contracts/destinations/http-sink.ts';
import { AuthError, BatchRejected, RateLimited, Unavailable } from '../errors.ts';
import type { BatchContext, ObjectDefinition, OutgoingRow, RowResult } from './define.ts';
import { type Sending, type SendPolicy, sendBatches, sendRows } from './send.ts';
import { unthrottled } from './throttle.ts';
import { webhook } from './webhook/index.ts';
import { requestObject } from './webhook/request.ts';

process.env.WEFT_EGRESS_ALLOW = '127.0.0.1';

const quick: Partial<SendPolicy> = { baseDelayMs: 1, maxDelayMs: 4, maxAttempts: 4, maxElapsedMs: 5000 };
const rowsOf = (count: number): OutgoingRow[] =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, operation: 'create', fields: { index } }));
const contextOf = (signal = new AbortController().signal): BatchContext => ({
  runId: 'run-1',
  sync: 'people',
  mode: 'upsert',
  chunk: 0,
  offset: 0,
  fields: ['index'],
  scratch: '',
  signal,
});
const throttle = unthrottled;
const accepted: RowResult = { status: 'accepted' };
const failureOf = (sending: Promise<unknown>) =>
  sending.then(
    () => undefined,
    (error) => error,
  );

describe('to a receiver that takes what it can', () => {
  let sink: HttpSink;
  beforeEach(async () => {
    sink = await HttpSink.start();
  });
  afterEach(() => sink.close());

  const send = (rows: OutgoingRow[], size: number, policy: Partial<SendPolicy> = {}, timeout = 200) =>
    sendRows(rows, {
      object: requestObject,
      client: { config: webhook.config.parse({ url: sink.url, timeout_ms: timeout }), throttle },
      options: requestObject.options.parse({ rows_per_request: size }),
      context: contextOf(),
      policy: { ...quick, concurrency: 4, ...policy },
    });

  test.each([
    { answer: 500 },
    { answer: 500, taken: true },
    { answer: 429, headers: { 'retry-after': '0' } },
    { answer: 200, body: '{"results": [', taken: true },
    { hang: 'after' },
    { reset: 'before' },
    { reset: 'after' },
  ] as const)('each row counts once in spite of %o', async (fault) => {
    sink.faults.push(fault, fault);
    const rows = rowsOf(25);
    expect(await send(rows, 10)).toEqual(rows.map(() => accepted));
    expect([...sink.taken.values()]).toEqual(rows.map(() => 1));
    expect(sink.requests.length).toBe(5);
  });

  test('a batch keeps its idempotency key, and its halves have their own', async () => {
    sink.faults.push({ answer: 503 });
    sink.refuse = (row) => (row.key === 'k2' ? 'no such person' : undefined);
    const results = await send(rowsOf(4), 10);
    expect(results).toEqual([
      accepted,
      accepted,
      { status: 'rejected', reason: expect.stringContaining('no such person') },
      accepted,
    ]);
    expect(sink.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([
      'run-1/0/0-4',
      'run-1/0/0-4',
      'run-1/0/0-2',
      'run-1/0/2-4',
      'run-1/0/2-3',
      'run-1/0/3-4',
    ]);
  });

  test('results of single rows come back in the rows’ order', async () => {
    sink.refusal = 'rows';
    sink.refuse = (row) => (Number(row.fields.index) % 3 === 0 ? 'divisible' : undefined);
    const rows = rowsOf(20);
    const expected = rows.map((_, index) =>
      index % 3 === 0 ? { status: 'rejected', reason: 'divisible' } : accepted,
    );
    expect(await send(rows, 6)).toEqual(expected);
    expect(sink.requests.length).toBe(4);
  });

  test('exactly the bad rows are rejected, and each good one is delivered once', async () => {
    const cases = fc.record({
      bad: fc.array(fc.boolean(), { maxLength: 40 }),
      size: fc.integer({ min: 1, max: 17 }),
      concurrency: fc.integer({ min: 1, max: 5 }),
      faults: fc.array(
        fc.constantFrom({ answer: 500 }, { answer: 500, taken: true }, { reset: 'after' as const }),
        { maxLength: 3 },
      ),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ({ bad, size, concurrency, faults }) => {
        run++;
        const rows = rowsOf(bad.length).map((row) => ({ ...row, key: `${run}-${row.key}` }));
        sink.taken.clear();
        sink.faults.splice(0, Infinity, ...faults);
        sink.refuse = (row) => (bad[Number(row.fields.index)] ? `bad ${row.key}` : undefined);
        const results = await sendRows(rows, {
          object: requestObject,
          client: { config: webhook.config.parse({ url: sink.url }), throttle },
          options: requestObject.options.parse({ rows_per_request: size }),
          context: { ...contextOf(), runId: `run-${run}` },
          policy: { ...quick, concurrency },
        });
        const delivered = rows.filter((_, index) => !bad[index]).map(({ key }) => [key, 1]);
        expect([...sink.taken].sort()).toEqual(delivered.sort());
        expect(results.map((result) => (result.status === 'rejected' ? result.reason : undefined))).toEqual(
          rows.map(({ key }, index) =>
            bad[index] ? `422 Unprocessable Entity: {"error":"bad ${key}"}` : undefined,
          ),
        );
      }),
      // A failure prints the seed and the smallest case.
      { numRuns: 60 },
    );
  });
});

/** A destination whose every answer is the test's. */
function objectOf(perform: ObjectDefinition<null, null>['perform'], size = 2): ObjectDefinition<null, null> {
  return { ...stub, batchSize: () => size, perform };
}
const stub = {
  slug: 'stub',
  title: 'Stub',
  modes: ['upsert'] as const,
  options: requestObject.options.transform(() => null),
};
const acceptAll = async (rows: readonly OutgoingRow[]) => rows.map(() => accepted);
const sendTo = (
  object: ObjectDefinition<null, null>,
  rows: OutgoingRow[],
  policy: Partial<SendPolicy> = quick,
  signal?: AbortSignal,
) => sendRows(rows, { object, client: null, options: null, context: contextOf(signal), policy });

/** Sends in batches of two, and tells `onBatch` of each. */
const sendTelling = (
  object: ObjectDefinition<null, null>,
  count: number,
  concurrency: number,
  onBatch: Sending<null, null>['onBatch'],
) =>
  sendBatches(
    Array.from({ length: Math.ceil(count / 2) }, (_, index) => ({
      offset: index * 2,
      rows: rowsOf(count).slice(index * 2, index * 2 + 2),
    })),
    {
      object,
      client: null,
      options: null,
      context: contextOf(),
      policy: { ...quick, concurrency, unkept: 3 },
      onBatch,
    },
  );

test('a slow batch holds no other back, and no more run at once than allowed', async () => {
  let running = 0;
  let most = 0;
  const offsets: number[] = [];
  const object = objectOf(async (rows, _client, _options, { offset }) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, offset === 0 ? 100 : 5));
    running--;
    return acceptAll(rows);
  });
  await sendTelling(object, 11, 3, ({ rows, offset }, results) => {
    offsets.push(offset);
    expect(results.length).toBe(rows.length);
  });
  expect(offsets.at(-1)).toBe(0);
  expect(offsets.toSorted((a, b) => a - b)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(most).toBe(3);
});

test('no more batches have answers that are not yet kept than allowed', async () => {
  let sent = 0;
  let kept = 0;
  let most = 0;
  const object = objectOf((rows) => {
    sent += 1;
    most = Math.max(most, sent - kept);
    return acceptAll(rows);
  });
  await sendTelling(object, 20, 2, async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    kept += 1;
  });
  expect([sent, kept, most]).toEqual([10, 10, 5]);
});

test('the wait that was asked for is kept, by all that goes to the vendor', async () => {
  let first = 0;
  const object = objectOf(async (rows, _client, _options, { offset }) => {
    if (first === 0 && offset === 0) {
      first = performance.now();
      throw new RateLimited('slow down', { retryAfterMs: 120 });
    }
    if (offset !== 2) expect(performance.now() - first).toBeGreaterThanOrEqual(119);
    return acceptAll(rows);
  });
  expect(await sendTo(object, rowsOf(8), { ...quick, concurrency: 2 })).toEqual(
    rowsOf(8).map(() => accepted),
  );
});

test('a wait longer than the policy goes to the caller at once', async () => {
  let calls = 0;
  const limited = new RateLimited('come tomorrow', { retryAfterMs: 86_400_000 });
  const object = objectOf(async () => {
    calls++;
    throw limited;
  });
  expect(await failureOf(sendTo(object, rowsOf(1)))).toBe(limited);
  expect(calls).toBe(1);
});

test('what does not end is tried as often as the policy says', async () => {
  let calls = 0;
  const object = objectOf(async () => {
    calls++;
    throw new Unavailable('away');
  });
  const failure = await failureOf(sendTo(object, rowsOf(1)));
  expect([failure.message, calls]).toEqual(['away', 4]);
});

test.each([new AuthError('no'), new Error('a bug')])('%o ends the sending at once', async (error) => {
  const told: number[] = [];
  const sent: number[] = [];
  const object = objectOf(async (rows, _client, _options, { offset }) => {
    sent.push(offset);
    if (offset === 4) throw error;
    return acceptAll(rows);
  });
  expect(await failureOf(sendTelling(object, 20, 1, ({ offset }) => void told.push(offset)))).toBe(error);
  expect([told, sent]).toEqual([
    [0, 2],
    [0, 2, 4],
  ]);
});

test('a failure of the caller’s own ends the sending, and what is under way is aborted', async () => {
  let aborted = 0;
  const object = objectOf((rows, _client, _options, { offset, signal }) => {
    if (offset === 0) return acceptAll(rows);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        aborted++;
        reject(signal.reason);
      });
    });
  });
  const broken = new Error('the warehouse is gone');
  const sending = sendTelling(object, 6, 3, () => {
    throw broken;
  });
  expect(await failureOf(sending)).toBe(broken);
  expect(aborted).toBe(2);
});

test('an answer of the wrong length is an error, never a guess', async () => {
  const object = objectOf(async () => [accepted]);
  const failure = await failureOf(sendTo(object, rowsOf(2)));
  expect(failure.message).toBe('the destination gave 1 results for 2 rows');
});

test('an abort ends a long wait with its reason', async () => {
  const stop = new AbortController();
  const object = objectOf(async () => {
    throw new RateLimited('wait', { retryAfterMs: 4000 });
  });
  const sending = failureOf(sendTo(object, rowsOf(1), quick, stop.signal));
  setTimeout(() => stop.abort('paused'), 20);
  expect(await sending).toBe('paused');
});

test('a single row that is refused is rejected with the reason', async () => {
  const object = objectOf(async () => {
    throw new BatchRejected('too young');
  });
  expect(await sendTo(object, rowsOf(2))).toEqual(
    [1, 2].map(() => ({ status: 'rejected', reason: 'too young' })),
  );
});

test('rows that are locked are sent again alone, and one that stays so is tried again by the next run', async () => {
  const asked: string[][] = [];
  const object = objectOf(async (rows) => {
    asked.push(rows.map(({ key }) => key));
    return rows.map(({ key }) => {
      const locked = key === 'k1' && asked.length < 3;
      return key === 'k2' || locked ? { status: 'retry', reason: `${key} is locked` } : accepted;
    });
  }, 4);
  expect(await sendTo(object, rowsOf(4))).toEqual([
    accepted,
    accepted,
    { status: 'rejected', reason: 'k2 is locked', transient: true },
    accepted,
  ]);
  expect(asked).toEqual([['k0', 'k1', 'k2', 'k3'], ['k1'], ['k1'], ['k2'], ['k2'], ['k2']]);
});

test('what is written, deleted and archived goes out apart, and no request is larger than allowed', async () => {
  const asked: string[] = [];
  const object = {
    ...objectOf(async (rows) => {
      asked.push(rows.map(({ key, operation }) => `${operation} ${key}`).join(', '));
      return acceptAll(rows);
    }, 8),
    batchBytes: () => 400,
  };
  const row = (key: string, operation: OutgoingRow['operation'], text = ''): OutgoingRow => ({
    key,
    operation,
    fields: operation === 'delete' || operation === 'archive' ? {} : { text },
  });
  const results = await sendTo(object, [
    row('a', 'delete'),
    row('b', 'create', 'x'.repeat(200)),
    row('c', 'update', 'x'.repeat(200)),
    row('d', 'update', 'é'.repeat(300)),
    row('e', 'create'),
    row('f', 'archive'),
  ]);
  expect(asked).toEqual(['delete a', 'create b', 'update c', 'create e', 'archive f']);
  expect(results.map(({ status }) => status)).toEqual([
    'accepted',
    'accepted',
    'accepted',
    'rejected',
    'accepted',
    'accepted',
  ]);
  expect(results[3]).toMatchObject({
    reason: expect.stringContaining('its largest field is text, 602 bytes'),
  });
});
