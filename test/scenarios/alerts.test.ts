import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { followSync, resultOf } from '../../cli/follow.ts';
import { withControl } from '../../connectors/control/connect.ts';
import { getRun } from '../../connectors/control/runs.ts';
import { taskQueue, withTemporal } from '../../workflows/client.ts';
import { decideOnPlan, waitingPlan } from '../../workflows/run-sync/control-run.ts';
import { syncWorkflowId } from '../../workflows/run-sync/workflow-id.ts';
import { HttpSink } from '../contracts/destinations/http-sink.ts';
import { clockAhead, useWeft } from '../fixtures/weft.ts';
import { FaultyServer, type ServedAnswer } from '../simulators/faulty-server.ts';
import { applyWorkspace } from './workspace.ts';

const noticeSchema = z.object({
  ...{ state: z.string(), subject: z.string(), kind: z.string(), title: z.string() },
  ...{ lines: z.array(z.string()), mend: z.string().nullable(), link: z.string().nullable() },
});
type ToldNotice = z.infer<typeof noticeSchema>;

/** Takes notices, once faults are over. */
class Receiver extends FaultyServer {
  readonly notices: ToldNotice[] = [];

  static start(): Promise<Receiver> {
    return new Receiver().listen();
  }

  protected serve({ body }: { body: string }): ServedAnswer {
    this.notices.push(noticeSchema.parse(JSON.parse(body)));
    return { status: 204, body: '' };
  }
}

const sink = await HttpSink.start();
const hook = await Receiver.start();
const pager = await Receiver.start();
const email = 'zaida.quellmann@mail.example';

const weft = useWeft(['postgres', 'temporal', 'worker'], {
  WEFT_EGRESS_ALLOW: [sink, hook, pager].map(({ url }) => new URL(url).host).join(','),
  WEFT_SYNC_ATTEMPTS: '2',
  WEFT_PUBLIC_URL: 'https://weft.acme.example/',
  PAGER_URL: pager.url,
  ...clockAhead,
});

const sync = (slug: string, table: string, more = '') => `
kind: sync
slug: ${slug}
from: { table: ${table} }
to: { destination: hook, object: request, rows_per_request: 1 }
mode: upsert
key: id
map: { email: email }
${more}`;

const workspace = [
  `kind: workspace\nslug: shop\nalerts: { to: [{ webhook: "${hook.url}" }, { webhook: "\${env:PAGER_URL}" }] }`,
  `kind: destination\nslug: hook\ntype: webhook\nconfig: { url: "${sink.url}" }`,
  sync('late', 'raw.late'),
  sync('locked', 'raw.people'),
  sync('dirty', 'raw.people'),
  sync('asking', 'raw.people', 'approval: { every_run: true }'),
  sync('untold', 'raw.missing'),
  sync('daily', 'raw.people', "when: { cron: '0 6 * * *' }"),
].join('\n---\n');

beforeAll(async () => {
  await weft.warehouse.execute('create table raw.people (id varchar, email varchar)');
  await weft.warehouse.execute(
    `insert into raw.people values ('p1', '${email}'), ('p2', 'bo@mail.example'), ('p3', 'cy@mail.example')`,
  );
  await applyWorkspace(weft, { workspace });
}, 60_000);
afterAll(() => Promise.all([sink, hook, pager].map((server) => server.close())));
beforeEach(() => {
  for (const { notices } of [hook, pager]) notices.length = 0;
});

const run = async (slug: string) => (await followSync(weft.settings, slug)).run;
const told = ({ notices }: Receiver) =>
  notices.map(({ state, subject, kind }) => `${state} ${subject} ${kind}`);

/** As the schedule does it every five minutes. */
const watch = () =>
  withTemporal(weft.settings, (client) =>
    client.workflow.execute('watchAlerts', { workflowId: 'watch-alerts', taskQueue, args: [] }),
  );

test('a sync that fails twice alerts once, and says once that it is back to normal', async () => {
  const failed = await run('late');
  expect(failed.status).toBe('failed');
  await expect(run('late')).resolves.toMatchObject({ status: 'failed' });
  expect(told(hook)).toEqual(['open sync/late failed']);
  expect(told(pager)).toEqual(['open sync/late failed']);
  expect(hook.notices[0]).toMatchObject({
    title: 'Sync “Late” failed',
    lines: ['sync late reads raw.late, and there is no such table'],
    link: `https://weft.acme.example/w/default/syncs/late/runs/${failed.runId}`,
  });
  const listed = await weft.answer<{ subject: string; kind: string; toldAt: string }[]>('alerts', 'list');
  expect(listed).toMatchObject([{ subject: 'sync/late', kind: 'failed', toldAt: expect.any(String) }]);

  await weft.warehouse.execute("create table raw.late as select '1' as id, 'a@mail.example' as email");
  for (const _ of [1, 2]) expect((await run('late')).status).toBe('complete');
  expect(told(hook)).toEqual(['open sync/late failed', 'normal sync/late failed']);
  expect(hook.notices[1]).toMatchObject({
    title: 'Back to normal: sync “Late” (failed)',
    lines: ['1 planned = 1 accepted + 0 rejected + 0 skipped + 0 pending'],
  });
  expect(await weft.answer('alerts', 'list')).toEqual([]);
}, 90_000);

test('refused credentials and rejected rows are told without what customers have', async () => {
  sink.faults.push({ answer: 401, body: `no right to ${email}` });
  expect((await run('locked')).status).toBe('failed');
  expect(told(hook)).toEqual(['open sync/locked credentials_refused']);
  expect((await run('locked')).status).toBe('complete');

  sink.refuse = ({ fields }) =>
    fields.email === email ? `the mailbox "${email}" of Zaida is gone` : undefined;
  expect(await run('dirty')).toMatchObject({ status: 'complete_with_rejects', rejected: 1 });
  // What is held back as it was refused before is no end of it.
  expect(await run('dirty')).toMatchObject({ status: 'complete', rejected: 0, skipped: 1 });
  expect(told(hook).slice(1)).toEqual(['normal sync/locked credentials_refused', 'open sync/dirty rejected']);
  const rejected = hook.notices[2];
  expect(rejected?.title).toBe('Sync “Dirty”: 33.3 % of the rows were rejected');
  expect(rejected?.lines[1]).toMatch(/^1 row: .*is gone/);
  expect(JSON.stringify(hook.notices)).not.toContain('quellmann');
}, 60_000);

test('a plan that waits is told at once, and over as soon as somebody approves it', async () => {
  sink.refuse = () => undefined;
  const waiting = await run('asking');
  expect(waiting.status).toBe('awaiting_approval');
  await expect.poll(() => told(hook)).toEqual(['open sync/asking awaiting_approval']);
  expect(hook.notices[0]?.mend).toContain(`weft runs approve ${waiting.runId}`);
  const plan = await waitingPlan(weft.warehouse, waiting.runId);
  await decideOnPlan(weft.settings, plan, { approved: true, by: 'ada' });
  await resultOf(weft.settings, { workflowId: syncWorkflowId('asking') });
  expect(told(hook)).toEqual(['open sync/asking awaiting_approval', 'normal sync/asking awaiting_approval']);
}, 60_000);

test('a channel that is down holds no run up and is told later, alone, and the run says so', async () => {
  pager.faults.push({ answer: 503 });
  const { runId } = await run('untold');
  expect(told(hook)).toEqual(['open sync/untold failed']);
  expect(told(pager)).toEqual([]);
  const step = async () =>
    (await withControl(weft.settings, (control) => getRun(control, runId)))?.steps.find(
      ({ name }) => name === 'alert_failed',
    );
  expect(await step()).toMatchObject({ status: 'warned', message: expect.stringContaining('503') });
  await watch();
  expect(told(pager)).toEqual(['open sync/untold failed']);
  expect(told(hook)).toHaveLength(1);
  expect(await step()).toMatchObject({ status: 'succeeded', message: 'told at attempt 2' });
}, 60_000);

test('a sync without a complete run for its time is stale until there is one', async () => {
  await run('daily');
  await watch();
  expect(told(hook)).toEqual([]);
  await withControl(weft.settings, (control) =>
    control.query(async (database) => {
      const ago = sql`interval '49 hours'`;
      await database.execute(sql`update weft.runs set ended_at = ended_at - ${ago} where subject = 'daily'`);
      await database.execute(
        sql`update weft.resources set updated_at = updated_at - ${ago} where slug = 'daily'`,
      );
    }),
  );
  await watch();
  await watch();
  expect(told(hook)).toEqual(['open sync/daily stale']);
  expect(hook.notices[0]?.title).toBe('Sync “Daily” has had no complete run for 2 d 1 h');
  await run('daily');
  expect(told(hook)).toEqual(['open sync/daily stale', 'normal sync/daily stale']);
}, 60_000);

test('`weft alerts test` tells each channel, and says what came back', async () => {
  const both = await weft.weft('alerts', 'test');
  expect(both).toMatchObject({ exitCode: 0, stderr: '' });
  expect(both.stdout).toContain(`webhook ${hook.url}`);
  expect(both.stdout).toContain('told: 204 No Content');
  expect([told(hook), told(pager)]).toEqual([['test test test'], ['test test test']]);
  pager.faults.push({ answer: 404 });
  const one = await weft.weft('alerts', 'test', '--json');
  expect(one.exitCode).toBe(1);
  expect(JSON.parse(one.stdout)).toMatchObject([
    { answer: '204 No Content', failure: null },
    { answer: null, failure: expect.stringContaining('404'), mend: expect.any(String) },
  ]);
}, 60_000);
