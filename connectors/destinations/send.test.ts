import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HttpSink } from '../../test/contracts/destinations/http-sink.ts';
import { AuthError, BatchRejected, RateLimited, Unavailable } from '../errors.ts';
import type { BatchContext, ObjectDefinition, OutgoingRow, RowResult } from './define.ts';
import { type SendPolicy, sendBatch } from './send.ts';
import { webhook } from './webhook/index.ts';
import { requestObject } from './webhook/request.ts';

process.env.WEFT_EGRESS_ALLOW = '127.0.0.1';

const quick: Partial<SendPolicy> = { baseDelayMs: 1, maxDelayMs: 4, maxAttempts: 4, maxElapsedMs: 5000 };
const rowsOf = (count: number): OutgoingRow[] =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, operation: 'create', fields: { index } }));
const contextOf = (signal = new AbortController().signal): BatchContext => ({
  runId: 'run-1',
  sync: 'people',
  chunk: 0,
  offset: 0,
  fields: ['index'],
  scratch: '',
  signal,
});
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
    sendBatch(
      requestObject,
      rows,
      webhook.config.parse({ url: sink.url, timeout_ms: timeout }),
      requestObject.options.parse({ rows_per_request: size }),
      contextOf(),
      { ...quick, ...policy },
    );

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
        const results = await sendBatch(
          requestObject,
          rows,
          webhook.config.parse({ url: sink.url }),
          requestObject.options.parse({ rows_per_request: size }),
          { ...contextOf(), runId: `run-${run}` },
          { ...quick, concurrency },
        );
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

test('batches are told of in order, whichever is ready first, and no more run at once than allowed', async () => {
  let running = 0;
  let most = 0;
  const offsets: number[] = [];
  const object = objectOf(async (rows, _config, _options, { offset }) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, offset === 10 ? 40 : 5));
    running--;
    return acceptAll(rows);
  });
  await sendBatch(
    object,
    rowsOf(11),
    null,
    null,
    { ...contextOf(), offset: 10 },
    {
      concurrency: 3,
      onBatch: (rows, results, offset) => {
        offsets.push(offset);
        expect(results.length).toBe(rows.length);
      },
    },
  );
  expect(offsets).toEqual([10, 12, 14, 16, 18, 20]);
  expect(most).toBe(3);
});

test('the wait that was asked for is kept', async () => {
  let first = 0;
  const object = objectOf(async (rows) => {
    if (first === 0) {
      first = performance.now();
      throw new RateLimited('slow down', { retryAfterMs: 120 });
    }
    expect(performance.now() - first).toBeGreaterThanOrEqual(119);
    return acceptAll(rows);
  });
  expect(await sendBatch(object, rowsOf(1), null, null, contextOf(), quick)).toEqual([accepted]);
});

test('a wait longer than the policy goes to the caller at once', async () => {
  let calls = 0;
  const limited = new RateLimited('come tomorrow', { retryAfterMs: 86_400_000 });
  const object = objectOf(async () => {
    calls++;
    throw limited;
  });
  expect(await failureOf(sendBatch(object, rowsOf(1), null, null, contextOf(), quick))).toBe(limited);
  expect(calls).toBe(1);
});

test('what does not end is tried as often as the policy says', async () => {
  let calls = 0;
  const object = objectOf(async () => {
    calls++;
    throw new Unavailable('away');
  });
  const failure = await failureOf(sendBatch(object, rowsOf(1), null, null, contextOf(), quick));
  expect([failure.message, calls]).toEqual(['away', 4]);
});

test.each([new AuthError('no'), new Error('a bug')])('%o ends the sending at once', async (error) => {
  const told: number[] = [];
  const sent: number[] = [];
  const object = objectOf(async (rows, _config, _options, { offset }) => {
    sent.push(offset);
    if (offset === 4) throw error;
    return acceptAll(rows);
  });
  const policy = {
    ...quick,
    concurrency: 1,
    onBatch: (_rows: unknown, _results: unknown, offset: number) => void told.push(offset),
  };
  expect(await failureOf(sendBatch(object, rowsOf(20), null, null, contextOf(), policy))).toBe(error);
  expect([told, sent]).toEqual([
    [0, 2],
    [0, 2, 4],
  ]);
});

test('a failure of the caller’s own ends the sending, and what is under way is aborted', async () => {
  let aborted = 0;
  const object = objectOf((rows, _config, _options, { offset, signal }) => {
    if (offset === 0) return acceptAll(rows);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        aborted++;
        reject(signal.reason);
      });
    });
  });
  const broken = new Error('the warehouse is gone');
  const onBatch = () => {
    throw broken;
  };
  expect(
    await failureOf(sendBatch(object, rowsOf(6), null, null, contextOf(), { concurrency: 3, onBatch })),
  ).toBe(broken);
  expect(aborted).toBe(2);
});

test('an answer of the wrong length is an error, never a guess', async () => {
  const object = objectOf(async () => [accepted]);
  const failure = await failureOf(sendBatch(object, rowsOf(2), null, null, contextOf(), quick));
  expect(failure.message).toBe('the destination gave 1 results for 2 rows');
});

test('an abort ends a long wait with its reason', async () => {
  const stop = new AbortController();
  const object = objectOf(async () => {
    throw new RateLimited('wait', { retryAfterMs: 4000 });
  });
  const sending = failureOf(sendBatch(object, rowsOf(1), null, null, contextOf(stop.signal), quick));
  setTimeout(() => stop.abort('paused'), 20);
  expect(await sending).toBe('paused');
});

test('a single row that is refused is rejected with the reason', async () => {
  const object = objectOf(async () => {
    throw new BatchRejected('too young');
  });
  const results = await sendBatch(object, rowsOf(2), null, null, contextOf(), quick);
  expect(results).toEqual([1, 2].map(() => ({ status: 'rejected', reason: 'too young' })));
});
