import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { followSync, type RunAccount } from '../../cli/follow.ts';
import { withControl } from '../../connectors/control/connect.ts';
import { getRun } from '../../connectors/control/runs.ts';
import { listSyncRuns } from '../../models/sync-runs/runs.ts';
import { withTemporal } from '../../workflows/client.ts';
import { startSync } from '../../workflows/run-sync/start.ts';
import { HttpSink } from '../contracts/destinations/http-sink.ts';
import { useWeft } from '../fixtures/weft.ts';
import { applyWorkspace } from './workspace.ts';

// Each test runs syncs one after the other, some by commands of their own.
vi.setConfig({ testTimeout: 120_000 });

const sink = await HttpSink.start();
const told = await HttpSink.start();
const weft = useWeft(['postgres', 'temporal', 'worker'], {
  WEFT_EGRESS_ALLOW: [sink, told].map(({ url }) => new URL(url).host).join(','),
  WEFT_SYNC_ATTEMPTS: '2',
  HOOK_TOKEN: 'a-token-for-the-hook',
});

const sync = (slug: string, more: string) => `
kind: sync
slug: ${slug}
from: { table: raw.things }
to: { destination: hook, object: request }
mode: upsert
key: id
map: { n: n }
${more}`;

const declare = (...syncs: string[]) =>
  applyWorkspace(weft, {
    workspace: [
      `kind: destination\nslug: hook\ntype: webhook\nconfig: { url: "${sink.url}" }`,
      ...syncs,
    ].join('\n---\n'),
  });

async function run(slug: string): Promise<RunAccount> {
  const { run: account, failure } = await followSync(weft.settings, slug);
  if (failure) throw failure;
  return account;
}

const runsOf = (slug: string) => listSyncRuns(weft.warehouse, { sync: slug, limit: 20 });

async function until<T>(ask: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    await sleep(100);
  }
}

beforeAll(async () => {
  await weft.warehouse.execute('create table raw.things (id varchar, n integer, loaded_at timestamptz)');
  await weft.warehouse.execute("insert into raw.things values ('a', 1, now())");
  await weft.warehouse.execute('create table raw.log (what varchar)');
}, 60_000);

afterAll(async () => {
  await sink.close();
  await told.close();
});

test('a sync follows those that it waits for, once each of them has run anew', async () => {
  await declare(
    sync('first', ''),
    sync('second', ''),
    sync(
      'last',
      `when: { after: { syncs: [first, second] } }
hooks: { before: [{ sql: "insert into raw.log values ('followed')" }] }`,
    ),
  );
  await run('first');
  await sleep(1000);
  expect(await runsOf('last')).toEqual([]);
  await run('second');
  const [followed] = await until(async () => {
    const runs = await runsOf('last');
    return runs[0]?.status === 'complete' && runs;
  });
  expect(followed).toMatchObject({ trigger: 'sync', accepted: 1 });
  // A run that nobody started by hand has its hooks, and its steps, too.
  expect(await weft.warehouse.query('select what from raw.log')).toEqual([{ what: 'followed' }]);
  const recorded = await withControl(weft.settings, (control) => getRun(control, followed?.runId ?? ''));
  expect(recorded?.steps.map(({ name, status }) => [name, status])).toEqual([
    ['hook before 1 (SQL)', 'succeeded'],
  ]);
  await weft.warehouse.execute('delete from raw.log');
  await run('second');
  await sleep(1000);
  expect(await runsOf('last')).toHaveLength(1);
});

test('hooks run before and after, tell of the run, and one that fails before it stops it', async () => {
  const hooks = `hooks:
  before: [{ sql: "insert into raw.log values ('before')" }]
  after:
    - { sql: "insert into raw.log values ('after')" }
    - { http: { url: "${told.url}/done", headers: { Authorization: "Bearer \${env:HOOK_TOKEN}" } } }
    - { sql: "insert into raw.nowhere values (1)" }`;
  await declare(sync('hooked', hooks));
  const { runId } = await run('hooked');
  expect((await weft.warehouse.query('select what from raw.log')).map(({ what }) => what)).toEqual([
    'before',
    'after',
  ]);
  const steps = await until(async () => {
    const found = await withControl(weft.settings, (control) => getRun(control, runId));
    return found && found.steps.length === 4 && found.steps;
  });
  expect(steps.map(({ name, status }) => [name, status])).toEqual([
    ['hook before 1 (SQL)', 'succeeded'],
    ['hook after 1 (SQL)', 'succeeded'],
    ['hook after 2 (HTTP)', 'succeeded'],
    ['hook after 3 (SQL)', 'warned'],
  ]);
  const [request] = told.requests;
  expect(request?.headers.authorization).toBe('Bearer a-token-for-the-hook');
  expect(JSON.parse(request?.body ?? '')).toEqual({
    ...{ event: 'after', sync: 'hooked', run_id: runId, status: 'complete' },
    counts: { planned: 1, accepted: 1, rejected: 0, skipped: 0, pending: 0 },
  });

  const before = sink.requests.length;
  told.faults.push(...Array.from({ length: 20 }, () => ({ answer: 403, body: 'no a-token-for-the-hook' })));
  await declare(
    sync(
      'refused',
      `hooks: { before: [{ http: { url: "${told.url}", headers: { X-Key: "\${env:HOOK_TOKEN}" } } }] }`,
    ),
  );
  await expect(run('refused')).rejects.toThrow(/the hook at .* answered 403 Forbidden: no \*\*\*/);
  told.faults.length = 0;
  expect(sink.requests).toHaveLength(before);
}, 120_000);

test('a stale source stops a run before anything is planned', async () => {
  await declare(sync('fresh', 'fresh: { column: loaded_at, within: 2 hours }'));
  expect((await run('fresh')).status).toBe('complete');
  await weft.warehouse.execute('update raw.things set loaded_at = now() - interval 3 hour');
  await expect(run('fresh')).rejects.toThrow(
    /raw.things is stale: by loaded_at it must be of the last 2 hours, and the newest is of 2/,
  );
  expect(await runsOf('fresh')).toHaveLength(1);
  await weft.warehouse.execute('update raw.things set loaded_at = now()');
});

test('in blacked-out hours a run waits, and may be cancelled', async () => {
  const always = "[{ from: '00:00', to: '12:00' }, { from: '12:00', to: '00:00' }]";
  await declare(sync('quiet', `blackout: ${always}`));
  const before = sink.requests.length;
  const { runId, workflowId } = await startSync(weft.settings, 'quiet', { trigger: 'cli' });
  await sleep(2000);
  expect(await runsOf('quiet')).toEqual([]);
  expect(sink.requests).toHaveLength(before);
  await withTemporal(weft.settings, (client) => client.workflow.getHandle(workflowId).cancel());
  const ended = await until(async () => {
    const found = await withControl(weft.settings, (control) => getRun(control, runId));
    return found?.run.endedAt && found.run;
  });
  expect(ended?.status).toBe('cancelled');
});

test('intervals become schedules with their overlap, and go with the sync', async () => {
  await declare(
    sync('minutely', 'when: { every: 1 minute, overlap: queue }'),
    sync('daily', "when: { cron: '0 6 * * *', zone: Europe/Berlin, overlap: replace }"),
  );
  const described = await withTemporal(weft.settings, async (client) => {
    const one = async (slug: string) => client.schedule.getHandle(`weft-sync-${slug}`).describe();
    return [await one('minutely'), await one('daily')] as const;
  });
  expect(described[0].spec.intervals).toMatchObject([{ every: 60_000 }]);
  expect(described.map(({ policies }) => policies.overlap)).toEqual(['BUFFER_ONE', 'CANCEL_OTHER']);
  const bad = sync('tooOften', 'when: { every: 0 minutes }').replace('tooOften', 'too_often');
  await expect(declare(bad)).rejects.toThrow('must be a minute or more');
  const circle = [
    sync('round', 'when: { after: { syncs: [about] } }'),
    sync('about', 'when: { after: { syncs: [round] } }'),
  ];
  await expect(declare(...circle)).rejects.toThrow('waits for itself: round after about after round');
});

test('run results of a dbt elsewhere start the syncs whose models succeeded', async () => {
  await declare(
    sync('of_orders', 'when: { after: { dbt: [orders] } }'),
    sync('of_both', 'when: { after: { dbt: [orders, customers] } }'),
  );
  const file = join(weft.home, 'run_results.json');
  const results = (customers: string) => ({
    results: [
      { unique_id: 'model.shop.orders', status: 'success' },
      { unique_id: 'model.shop.customers', status: customers },
    ],
  });
  writeFileSync(file, JSON.stringify(results('error')));
  const first = await weft.answer<{ syncs: object[]; runs: RunAccount[] }>('trigger', 'dbt', file);
  expect(first.syncs).toContainEqual({ sync: 'of_both', waits: ['customers'] });
  expect(first.runs.map(({ sync: slug, status }) => [slug, status])).toEqual([['of_orders', 'complete']]);
  writeFileSync(file, JSON.stringify(results('success')));
  const second = await weft.answer<{ runs: RunAccount[] }>('trigger', 'dbt', file);
  expect(second.runs.map(({ sync: slug }) => slug).sort()).toEqual(['of_both', 'of_orders']);
  writeFileSync(file, '{}');
  const nothing = await weft.weft('trigger', 'dbt', file);
  expect(nothing.exitCode).toBe(1);
  expect(nothing.stderr).toContain('these are no run results of dbt');
});
