import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followSync, outcomeOf, type RunAccount } from '../../cli/follow.ts';
import { readState } from '../../cli/platform/records.ts';
import { withControl } from '../../connectors/control/connect.ts';
import { getRun } from '../../connectors/control/runs.ts';
import { withTemporal } from '../../workflows/client.ts';
import { startSync } from '../../workflows/run-sync/start.ts';
import type { SyncSummary } from '../../workflows/run-sync/workflow.ts';
import type { Started } from '../../workflows/start-run.ts';
import { HttpSink, type SinkRow } from '../contracts/destinations/http-sink.ts';
import { useWeft } from '../fixtures/weft.ts';
import { exportedFiles, exportedRows } from './exported-files.ts';
import { filesHolding, temporalTexts } from './kept-texts.ts';
import { counts } from './run-counts.ts';
import { applyWorkspace } from './workspace.ts';

/** A port on which nobody listens: a receiver that is down. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port was free');
  return address.port;
}

const secret = 'tok-5f1e0c7d9a';
// biome-ignore lint/suspicious/noTemplateCurlyInString: as a workspace refers to a secret.
const secretReference = '${env:LOCKED_TOKEN}';
const email = 'zaida.quellmann@mail.example';

const sinks = {
  people: await HttpSink.start(),
  dirty: await HttpSink.start(),
  flaky: await HttpSink.start(),
  locked: await HttpSink.start(),
  large: await HttpSink.start(),
};
const downPort = await closedPort();
const down = `http://127.0.0.1:${downPort}`;

const weft = useWeft(['postgres', 'temporal', 'worker'], {
  WEFT_EGRESS_ALLOW: [...Object.values(sinks).map((sink) => sink.url), down]
    .map((url) => new URL(url).host)
    .join(','),
  LOCKED_TOKEN: secret,
  // Each try of a chunk has six tries of its own; the default of twenty is patience for a night.
  WEFT_SYNC_ATTEMPTS: '2',
});

const destination = (slug: string, url: string, more = '') => `
kind: destination
slug: ${slug}
type: webhook
config: { url: "${url}"${more} }
---`;

const sync = (slug: string, fields: string) => `
kind: sync
slug: ${slug}
key: id
${fields.trim().replace(/^ +/gm, '')}
---`;

const workspace = [
  destination('people_hook', sinks.people.url),
  destination('dirty_hook', sinks.dirty.url),
  destination('flaky_hook', sinks.flaky.url, ', timeout_ms: 700'),
  destination('locked_hook', sinks.locked.url, `, auth: { bearer: "${secretReference}" }`),
  destination('large_hook', sinks.large.url),
  destination('down_hook', down),
  'kind: destination\nslug: exports\ntype: files\nconfig: { storage: local, folder: exports }\n---',
  sync(
    'people_to_hook',
    `from: { table: raw.people }
     to: { destination: people_hook, object: request }
     mode: mirror
     map: { email: email, name: name, greeting: "Hello {{ name }}" }`,
  ),
  sync(
    'people_to_files',
    `from: { table: raw.people }
     to: { destination: exports, object: file, format: csv }
     mode: upsert
     map: { email: email, name: name }`,
  ),
  sync(
    'dirty_to_hook',
    `from: { table: raw.dirty }
     to: { destination: dirty_hook, object: request, rows_per_request: 4 }
     mode: upsert
     map: { email: email, city: "{{ address.city }}" }`,
  ),
  sync(
    'flaky_to_hook',
    `from: { table: raw.flaky }
     to: { destination: flaky_hook, object: request, rows_per_request: 10 }
     mode: upsert
     map: { n: n }`,
  ),
  sync(
    'down_to_hook',
    `from: { table: raw.flaky }
     to: { destination: down_hook, object: request, rows_per_request: 10 }
     mode: upsert
     map: { n: n }`,
  ),
  sync(
    'locked_to_hook',
    `from: { table: raw.people }
     to: { destination: locked_hook, object: request }
     mode: upsert
     map: { email: email }`,
  ),
  sync(
    'large_to_hook',
    `from: { table: raw.large }
     to: { destination: large_hook, object: request, rows_per_request: 20 }
     mode: upsert
     map: { n: n }`,
  ),
  sync(
    'large_again_to_hook',
    `from: { table: raw.large }
     to: { destination: large_hook, object: request, rows_per_request: 20 }
     mode: upsert
     map: { n: n }`,
  ),
].join('\n');

/** The run against the dead receiver takes its time, which the other tests use. */
let downRun: Started;

beforeAll(async () => {
  for (const statement of [
    'create table raw.people (id varchar, email varchar, name varchar, note varchar)',
    `insert into raw.people values
       ('p1', '${email}', 'Zaida', 'a'), ('p2', 'bo@mail.example', 'Bo O''Brien', 'b'),
       ('p3', 'cy@mail.example', 'Cy "C" Ünal', 'c'), ('p4', null, 'Di', 'd'), ('p5', 'ed@mail.example', 'Ed', 'e')`,
    'create table raw.dirty (id varchar, email varchar, address struct(city varchar))',
    `insert into raw.dirty values
       ('d1', 'd1@mail.example', {'city': 'Bonn'}), ('d2', 'bounced@mail.example', {'city': 'Kiel'}),
       ('d3', 'd3@mail.example', null), ('d4', 'd4@mail.example', {'city': 'Ulm'}),
       ('d5', 'd5@mail.example', {'city': 'Hof'}), ('d6', 'd6@mail.example', {'city': 'Jena'}),
       ('twice', 'one@mail.example', {'city': 'Bern'}), ('twice', 'two@mail.example', {'city': 'Basel'}),
       (null, 'nobody@mail.example', {'city': 'Genf'}), ('  ', 'blank@mail.example', {'city': 'Chur'})`,
    "create table raw.flaky as select 'f' || range as id, range as n from range(100)",
    "create table raw.large as select 'l' || range as id, range as n from range(4000)",
  ])
    await weft.warehouse.execute(statement);
  await applyWorkspace(weft, { workspace });
  downRun = await startSync(weft.settings, 'down_to_hook', { trigger: 'cli' });
}, 60_000);

afterAll(async () => {
  for (const sink of Object.values(sinks)) await sink.close();
});

/** As `weft sync` does, without a process for each run. */
async function run(slug: string): Promise<RunAccount> {
  const { run: summary, failure } = await followSync(weft.settings, slug);
  if (failure) throw failure;
  return summary;
}
const sentBy = (sink: HttpSink, from = 0): SinkRow[] =>
  sink.requests.slice(from).flatMap(({ body }) => JSON.parse(body).rows as SinkRow[]);

/** What the warehouse says of a run's rows, by key; rows without one are left out. */
async function answers(runId: string): Promise<Record<string, string>> {
  const rows = await weft.warehouse.query(
    `select key, status, reason from weft.sync_rows where run_id = '${runId}' and trim(key) <> ''`,
  );
  return Object.fromEntries(
    rows.map(({ key, status, reason }) => [String(key), [status, reason].filter(Boolean).join(': ')]),
  );
}

const recordOf = async (runId: string) =>
  (
    await weft.warehouse.query(
      `select status, planned, accepted, rejected, skipped, pending, error from weft.sync_runs where run_id = '${runId}'`,
    )
  )[0];

test('the first run creates, the next send only what changed in mapped columns, and a mirror deletes', async () => {
  const folder = join(weft.home, 'exports');
  const first = await weft.answer<SyncSummary>('sync', 'people_to_hook');
  expect(first).toMatchObject({ sync: 'people_to_hook', status: 'complete' });
  expect(counts(first)).toEqual([5, 5, 0, 0, 0]);
  expect(sentBy(sinks.people).map(({ operation }) => operation)).toEqual(Array(5).fill('create'));
  expect(Object.fromEntries(sinks.people.held)).toEqual({
    p1: { email, name: 'Zaida', greeting: 'Hello Zaida' },
    p2: { email: 'bo@mail.example', name: "Bo O'Brien", greeting: "Hello Bo O'Brien" },
    p3: { email: 'cy@mail.example', name: 'Cy "C" Ünal', greeting: 'Hello Cy "C" Ünal' },
    p4: { email: null, name: 'Di', greeting: 'Hello Di' },
    p5: { email: 'ed@mail.example', name: 'Ed', greeting: 'Hello Ed' },
  });
  expect(counts(await run('people_to_files'))).toEqual([5, 5, 0, 0, 0]);
  expect(exportedRows(folder)).toContainEqual({
    _key: 'p3',
    _operation: 'create',
    email: 'cy@mail.example',
    name: 'Cy "C" Ünal',
  });
  expect(exportedFiles(folder)).toHaveLength(1);

  // Nothing changed, nor does a column that is not mapped count.
  await weft.warehouse.execute("update raw.people set note = note || '!'");
  expect(counts(await run('people_to_hook'))).toEqual([0, 0, 0, 0, 0]);
  expect(counts(await run('people_to_files'))).toEqual([0, 0, 0, 0, 0]);
  expect(sinks.people.requests).toHaveLength(1);
  expect(exportedFiles(folder)).toHaveLength(1);

  await weft.warehouse.execute("update raw.people set name = 'Bo' where id = 'p2'");
  await weft.warehouse.execute("delete from raw.people where id = 'p5'");
  const preview = await weft.answer<{ planned: number; operations: object; sample: object[] }>(
    'sync',
    'people_to_hook',
    '--dry-run',
  );
  expect(preview).toMatchObject({ planned: 2, operations: { create: 0, update: 1, delete: 1 } });
  expect(sinks.people.requests).toHaveLength(1);

  expect(counts(await run('people_to_hook'))).toEqual([2, 2, 0, 0, 0]);
  expect(sentBy(sinks.people, 1)).toEqual([
    { key: 'p5', operation: 'delete', fields: {} },
    {
      key: 'p2',
      operation: 'update',
      fields: { email: 'bo@mail.example', name: 'Bo', greeting: 'Hello Bo' },
    },
  ]);
  expect([...sinks.people.held.keys()].sort()).toEqual(['p1', 'p2', 'p3', 'p4']);

  // An upsert has no word for a row that is gone.
  const upsert = await run('people_to_files');
  expect(counts(upsert)).toEqual([1, 1, 0, 0, 0]);
  expect(exportedRows(join(folder, 'people_to_files', upsert.runId))).toEqual([
    { _key: 'p2', _operation: 'update', email: 'bo@mail.example', name: 'Bo' },
  ]);
  expect(counts(await run('people_to_hook'))).toEqual([0, 0, 0, 0, 0]);
  expect(counts(await run('people_to_files'))).toEqual([0, 0, 0, 0, 0]);
}, 90_000);

test('rows that cannot be sent are skipped or rejected with the reason, and hold nothing else back', async () => {
  const sink = sinks.dirty;
  sink.refuse = ({ fields }) => (fields.email === 'bounced@mail.example' ? 'the mailbox is gone' : undefined);

  const first = await run('dirty_to_hook');
  expect(first.status).toBe('complete_with_rejects');
  expect(counts(first)).toEqual([10, 4, 2, 4, 0]);
  expect(await answers(first.runId)).toEqual({
    d1: 'accepted',
    d2: 'rejected: 422 Unprocessable Entity: {"error":"the mailbox is gone"}',
    d3: 'rejected: city: address.city is not there in this row',
    d4: 'accepted',
    d5: 'accepted',
    d6: 'accepted',
    twice: 'skipped: 2 rows have this key',
  });
  const noKey = await weft.warehouse.query(
    `select status, reason from weft.sync_rows where run_id = '${first.runId}' and coalesce(trim(key), '') = ''`,
  );
  expect(noKey).toEqual(Array(2).fill({ status: 'skipped', reason: 'the row has no key' }));
  expect([...sink.held.keys()].sort()).toEqual(['d1', 'd4', 'd5', 'd6']);

  // As they were refused before, sending them once more would be refused once more.
  const requests = sink.requests.length;
  const second = await run('dirty_to_hook');
  expect(counts(second)).toEqual([6, 0, 0, 6, 0]);
  expect(await answers(second.runId)).toEqual({
    d2: 'skipped: refused before with the same values: 422 Unprocessable Entity: {"error":"the mailbox is gone"}',
    d3: expect.stringMatching(
      /^skipped: refused before with the same values: city: address.city is not there/,
    ),
    twice: 'skipped: 2 rows have this key',
  });
  expect(sink.requests).toHaveLength(requests);

  await weft.warehouse.execute("update raw.dirty set email = 'back@mail.example' where id = 'd2'");
  await weft.warehouse.execute("update raw.dirty set address = {'city': 'Trier'} where id = 'd3'");
  await weft.warehouse.execute("delete from raw.dirty where email = 'two@mail.example'");
  expect(counts(await run('dirty_to_hook'))).toEqual([5, 3, 0, 2, 0]);
  expect(sink.held.get('d2')).toEqual({ email: 'back@mail.example', city: 'Kiel' });
  expect(sink.held.get('d3')).toEqual({ email: 'd3@mail.example', city: 'Trier' });
  expect(sink.held.get('twice')).toEqual({ email: 'one@mail.example', city: 'Bern' });
}, 60_000);

test('a receiver with every fault gets every row exactly once', async () => {
  const sink = sinks.flaky;
  sink.faults.push(
    { answer: 429, headers: { 'retry-after': '1' } },
    { answer: 500 },
    { reset: 'before' },
    { answer: 500, taken: true },
    { reset: 'after' },
    { hang: 'after' },
    { answer: 503 },
  );
  expect(counts(await run('flaky_to_hook'))).toEqual([100, 100, 0, 0, 0]);
  expect(sink.faults).toEqual([]);
  expect(sink.requests.length).toBe(10 + 7);
  expect(sink.held.size).toBe(100);
  expect([...sink.taken.values()]).toEqual(Array(100).fill(1));
  // What comes again under a key is the same request, to the letter.
  const bodies = Map.groupBy(sink.requests, ({ headers }) => headers['idempotency-key']);
  expect(bodies.size).toBe(10);
  for (const same of bodies.values()) expect(new Set(same.map(({ body }) => body)).size).toBe(1);
}, 60_000);

test('refused credentials fail the run at once, and what it says holds no secret and no customer', async () => {
  // A receiver that repeats what it was sent, as some do.
  sinks.locked.faults.push({
    answer: 401,
    body: JSON.stringify({ error: `bad token ${secret}`, sent: { email } }),
  });
  const { exitCode, stdout, stderr } = await weft.weft('sync', 'locked_to_hook', '--json');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('answered 401 Unauthorized');
  expect(stderr).toContain('do: Check `auth` and `headers`');
  expect(sinks.locked.requests).toHaveLength(1);
  expect(sinks.locked.requests[0]?.headers.authorization).toBe(`Bearer ${secret}`);
  const failed: SyncSummary & { error: { message: string } } = JSON.parse(stdout);
  expect(failed).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('401') } });
  expect(failed.planned).toBeGreaterThan(0);
  expect(counts(failed)).toEqual([failed.planned, 0, 0, 0, failed.planned]);

  const control = await withControl(weft.settings, (open) => getRun(open, failed.runId));
  expect(control?.run).toMatchObject({
    status: 'failed',
    error: { message: expect.stringContaining('401') },
  });
  const record = await recordOf(failed.runId);
  expect(record).toMatchObject({ status: 'failed', error: expect.stringContaining('401') });
  const said = [stdout, stderr, JSON.stringify(control), JSON.stringify(record)].join('\n');
  for (const hidden of [secret, email]) expect(said).not.toContain(hidden);
}, 60_000);

test('a receiver that is down fails the run; nothing counts as sent, and the next run sends it all', async () => {
  const { run: failed, failure } = await outcomeOf(weft.settings, 'down_to_hook', downRun);
  expect(failure?.message).toContain(`${down} refused the connection`);
  expect(failed.status).toBe('failed');
  expect(counts(failed)).toEqual([100, 0, 0, 0, 100]);
  expect(await recordOf(failed.runId)).toMatchObject({ status: 'failed', accepted: '0', pending: '100' });
  const state = await weft.warehouse.query("select key from weft.sync_state where sync = 'down_to_hook'");
  expect(state).toEqual([]);

  const up = await HttpSink.start({ port: downPort });
  try {
    expect(counts(await run('down_to_hook'))).toEqual([100, 100, 0, 0, 0]);
    expect(up.held.size).toBe(100);
    expect(counts(await run('down_to_hook'))).toEqual([0, 0, 0, 0, 0]);
  } finally {
    await up.close();
  }
}, 90_000);

test('a cancelled run accounts for what was sent, a second one beside it is refused, the next sends the rest', async () => {
  const sink = sinks.large;
  // After a thousand rows the receiver asks for a long pause, again and again.
  sink.refuse = () => {
    if (sink.held.size === 1000 && sink.faults.length === 0)
      sink.faults.push(...Array(50).fill({ answer: 429, headers: { 'retry-after': '60' } }));
    return undefined;
  };
  const started = await startSync(weft.settings, 'large_to_hook', { trigger: 'cli' });
  await expect.poll(() => sink.faults.length, { timeout: 30_000 }).toBeGreaterThan(0);

  const refused = await weft.weft('sync', 'large_to_hook');
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain('sync large_to_hook is running');
  expect(refused.stderr).toContain('do: Wait for that run to end, or cancel it.');

  await withTemporal(weft.settings, (client) => client.workflow.getHandle(started.workflowId).cancel());
  const { run: cancelled, failure } = await outcomeOf(weft.settings, 'large_to_hook', started);
  sink.faults.length = 0;
  sink.refuse = () => undefined;
  expect(failure?.message).toContain('was cancelled');
  expect(cancelled.status).toBe('cancelled');
  expect(cancelled.planned).toBe(4000);
  // Requests of the last four batches may have been taken without an answer that was waited for.
  const { accepted } = cancelled;
  expect(sink.held.size - accepted).toBeGreaterThanOrEqual(0);
  expect(sink.held.size - accepted).toBeLessThanOrEqual(4 * 20);
  expect(counts(cancelled)).toEqual([4000, accepted, 0, 0, 4000 - accepted]);
  expect(await recordOf(started.runId)).toMatchObject({ status: 'cancelled', accepted: String(accepted) });

  const rest = await run('large_to_hook');
  expect(counts(rest)).toEqual([4000 - accepted, 4000 - accepted, 0, 0, 0]);
  expect(sink.held.size).toBe(4000);
  expect(counts(await run('large_to_hook'))).toEqual([0, 0, 0, 0, 0]);
}, 90_000);

test('a worker killed in mid-run is started again and finishes the run, every row accounted for', async () => {
  const sink = sinks.large;
  sink.taken.clear();
  sink.held.clear();
  const worker = readState(weft.settings)?.parts.worker;
  let killed = false;
  sink.refuse = () => {
    if (!killed && sink.held.size >= 2500) {
      killed = true;
      process.kill(worker?.process?.pid ?? 0, 'SIGKILL');
    }
    return undefined;
  };
  const summary = await run('large_again_to_hook');
  sink.refuse = () => undefined;
  expect(killed).toBe(true);
  expect(readState(weft.settings)?.parts.worker).toMatchObject({
    state: 'ready',
    restarts: (worker?.restarts ?? 0) + 1,
  });
  expect(counts(summary)).toEqual([4000, 4000, 0, 0, 0]);
  const rows = await weft.warehouse.query(
    `select count(*) as n, count(distinct key) as keys from weft.sync_rows where run_id = '${summary.runId}' and status = 'accepted'`,
  );
  expect(rows).toEqual([{ n: '4000', keys: '4000' }]);
  expect(sink.held.size).toBe(4000);
  // The receiver knows requests that come again by their key, so that not even those in flight count twice.
  expect([...sink.taken.values()]).toEqual(Array(4000).fill(1));
  expect(counts(await run('large_again_to_hook'))).toEqual([0, 0, 0, 0, 0]);
}, 180_000);

test('no secret and no customer data is in the logs or in Temporal', async () => {
  const remembered = await temporalTexts(weft.settings);
  expect(remembered).toContain('locked_to_hook');
  expect(remembered).toContain(secretReference);
  for (const hidden of [secret, email, 'bo@mail.example', 'bounced@mail.example', "O'Brien"])
    expect(remembered).not.toContain(hidden);
  expect(filesHolding(join(weft.home, 'logs'), [secret, email, 'bounced@mail.example'])).toEqual([]);
  expect(filesHolding(join(weft.home, 'temporal'), [secret, email, 'bounced@mail.example'])).toEqual([]);
}, 60_000);
