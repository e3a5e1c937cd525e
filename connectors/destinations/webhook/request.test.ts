import { afterEach, beforeEach, expect, test } from 'vitest';
import { HttpSink } from '../../../test/contracts/destinations/http-sink.ts';
import type { BatchContext, OutgoingRow } from '../define.ts';
import { unthrottled } from '../throttle.ts';
import { webhook } from './index.ts';
import { requestObject } from './request.ts';

process.env.WEFT_EGRESS_ALLOW = '127.0.0.1';

let sink: HttpSink;
beforeEach(async () => {
  sink = await HttpSink.start();
});
afterEach(() => sink.close());

const rows: OutgoingRow[] = [
  { key: 'a', operation: 'create', fields: { email: 'a@x.org', big: '9223372036854775807', rate: 0.5 } },
  { key: 'b', operation: 'delete', fields: {} },
];
const contextOf = (signal = AbortSignal.timeout(10_000)): BatchContext => ({
  runId: 'run-1',
  sync: 'people',
  mode: 'upsert',
  chunk: 2,
  offset: 100,
  fields: [],
  scratch: '',
  signal,
});

const throttle = unthrottled;

interface Sending {
  config?: object;
  options?: object;
  signal?: AbortSignal;
  rows?: OutgoingRow[];
}

const send = (given: Sending = {}) =>
  requestObject.perform(
    given.rows ?? rows,
    { config: webhook.config.parse({ url: `${sink.url}/in?x=1`, ...given.config }), throttle },
    requestObject.options.parse(given.options ?? {}),
    contextOf(given.signal),
  );
const failureOf = (sending: Promise<unknown>) =>
  sending.then(
    () => undefined,
    (error) => error,
  );

test('a row that gets another key names the one it had', async () => {
  const rekeyed: OutgoingRow = { key: 'new', operation: 'update', fields: { a: 1 }, previousKey: 'old' };
  await send({ rows: [rekeyed, { key: 'b', operation: 'create', fields: {} }] });
  expect(JSON.parse(sink.requests[0]?.body ?? '').rows).toEqual([
    { key: 'new', operation: 'update', fields: { a: 1 }, previous_key: 'old' },
    { key: 'b', operation: 'create', fields: {} },
  ]);
  const body = '[{{#each rows}}{{json previous_key}},{{/each}} 0]';
  await send({ rows: [rekeyed, ...rows], options: { body } });
  expect(JSON.parse(sink.requests[1]?.body ?? '')).toEqual(['old', null, null, 0]);
});

test.each([
  [{}, true, false],
  [{ merged: 'rekey' }, true, true],
  [{ merged: 'keep' }, false, false],
  [{ body: '{{json rows}}' }, false, false],
  [{ body: '{{json rows}}', merged: 'delete' }, true, false],
  [{ body: '[{{#each rows}}{{json operation}}{{/each}}]' }, true, false],
])('with %o it removes rows of persons who have another: %s, and re-keys: %s', (given, deletes, rekeys) => {
  const options = requestObject.options.parse(given);
  expect(requestObject.deletes?.(options)).toBe(deletes);
  expect(requestObject.rekeys?.(options)).toBe(rekeys);
});

test('sends one JSON document, with the configured method and headers', async () => {
  const config = { method: 'PUT', headers: { 'X-Team': 'crm' }, auth: { bearer: 'token-1' } };
  expect(await send({ config })).toEqual([{ status: 'accepted' }, { status: 'accepted' }]);
  const [request] = sink.requests;
  expect(request).toMatchObject({
    method: 'PUT',
    path: '/in?x=1',
    headers: {
      'x-team': 'crm',
      authorization: 'Bearer token-1',
      'content-type': 'application/json',
      'idempotency-key': 'run-1/2/100-102',
    },
  });
  expect(JSON.parse(request?.body ?? '')).toEqual({ sync: 'people', run_id: 'run-1', rows });
});

test('renders a template for each row', async () => {
  const body =
    '{"user": {{json row.key}}, {{#if row.fields.email}}"mail": {{json row.fields.email}}, {{/if}}"op": "{{row.operation}}"}';
  for (const row of rows) await send({ rows: [row], options: { body, rows_per_request: 1 } });
  expect(sink.requests.map((request) => JSON.parse(request.body))).toEqual([
    { user: 'a', mail: 'a@x.org', op: 'create' },
    { user: 'b', op: 'delete' },
  ]);
});

test.each([
  ['{"mail": {{json rows.[1].fields.email}} }', /does not have/],
  ['{"mail": {{rows.[0].fields.email}} }', /not valid JSON/],
])('%s is never sent', async (body, reason) => {
  const failure = await failureOf(send({ options: { body } }));
  expect(failure).toMatchObject({ name: 'BatchRejected', message: expect.stringMatching(reason) });
  expect(sink.requests).toEqual([]);
});

test('a body of another type is sent as it is', async () => {
  const config = { headers: { 'content-type': 'text/csv' } };
  await send({ config, options: { body: '{{#each rows}}{{key}};{{/each}}' } });
  expect(sink.requests[0]?.body).toBe('a;b;');
});

test('connections are kept', async () => {
  for (let sent = 0; sent < 8; sent++) await send();
  expect(sink.requests.length).toBe(8);
  // A request right behind another's answer may find its connection not yet free.
  expect(sink.connections).toBeLessThanOrEqual(2);
});

test.each([
  [{ hang: 'before' }, /within 150 ms/],
  [{ hang: 'body' }, /within 150 ms/],
  [{ reset: 'after' }, /closed the connection/],
] as const)('%o is Unavailable', async (fault, message) => {
  sink.faults.push(fault);
  const failure = await failureOf(send({ config: { timeout_ms: 150 } }));
  expect(failure).toMatchObject({ name: 'Unavailable', message: expect.stringMatching(message) });
});

test('an abort ends a request under way with its reason', async () => {
  sink.faults.push({ hang: 'before' });
  const stop = new AbortController();
  const sending = failureOf(send({ signal: stop.signal }));
  setTimeout(() => stop.abort(new Error('cancelled')), 50);
  expect(await sending).toMatchObject({ message: 'cancelled' });
});

test('a redirect is not followed', async () => {
  sink.faults.push({ answer: 307, headers: { location: `${sink.url}/elsewhere` } });
  expect(await failureOf(send())).toMatchObject({ name: 'ConfigError' });
  expect(sink.requests.length).toBe(1);
});

test('an endless answer is cut', async () => {
  sink.faults.push({ answer: 200, body: 'x'.repeat(50_000_000) });
  expect(await send()).toEqual([{ status: 'accepted' }, { status: 'accepted' }]);
});

test.each([
  { url: 'ftp://x.org' },
  { url: 'not an address' },
  { url: 'https://me:secret@x.org' },
  { url: 'https://x.org', method: 'GET' },
  { url: 'https://x.org', timeout_ms: 0 },
  { url: 'https://x.org', headers: { 'Bad Name': 'x' } },
  { url: 'https://x.org', headers: { 'X-Two': 'lines\r\nX-Evil: 1' } },
  { url: 'https://x.org', headers: { 'Idempotency-Key': 'mine' } },
  { url: 'https://x.org', auth: {} },
])('%o is refused', (config) => expect(webhook.config.safeParse(config).success).toBe(false));

test.each([
  [{ body: '{{json row.key}}' }, 'rows_per_request: 1'],
  [{ body: '{{#each rows}}' }, 'is not a template'],
  [{ rows_per_request: 1001 }, '1000'],
])('%o is refused', (options, message) => {
  expect(requestObject.options.safeParse(options).error?.issues[0]?.message).toContain(message);
});

test.each([
  [{ answer: 404 }, undefined],
  [{ answer: 405 }, undefined],
  [{ answer: 401 }, 'AuthError'],
  [{ answer: 500 }, 'Unavailable'],
  [{ answer: 302 }, 'ConfigError'],
])('the connection test judges %o as %s', async (fault, name) => {
  sink.faults.push(fault);
  const config = webhook.config.parse({ url: sink.url });
  const failure = await failureOf(webhook.testConnection({ config, throttle }, contextOf()));
  expect(failure?.name).toBe(name);
});
