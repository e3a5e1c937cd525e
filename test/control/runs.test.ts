import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listAudit, recordAudit } from '../../connectors/control/audit.ts';
import { type Control, openControl } from '../../connectors/control/connect.ts';
import { migrate } from '../../connectors/control/migrate.ts';
import {
  createRun,
  ensureRun,
  finishRun,
  getRun,
  latestRuns,
  listRuns,
  startRun,
  updateRunCounts,
  upsertStep,
} from '../../connectors/control/runs.ts';
import { startTestPostgres, type TestPostgres } from './test-postgres.ts';

let postgres: TestPostgres;
let control: Control;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 60_000);
beforeEach(async () => {
  await control?.close();
  const settings = await postgres.freshDatabase();
  await migrate(settings);
  control = await openControl(settings);
});
afterAll(async () => {
  await control?.close();
  await postgres?.stop();
});

const run = { kind: 'sync', subject: 'ads', trigger: 'cli' } as const;

test('a run from queued to its end, each step of it tried twice', async () => {
  for (const _ of [1, 2]) await createRun(control, { id: 'r1', ...run, workflowId: 'sync-ads' });
  expect((await getRun(control, 'r1'))?.run).toMatchObject({
    status: 'queued',
    startedAt: null,
    workflowId: 'sync-ads',
  });

  await startRun(control, 'r1');
  const started = (await getRun(control, 'r1'))?.run.startedAt;
  await ensureRun(control, { id: 'r1', ...run });
  expect((await getRun(control, 'r1'))?.run).toMatchObject({ status: 'running', startedAt: started });

  await updateRunCounts(control, 'r1', { planned: 5 });
  await finishRun(control, 'r1', {
    status: 'failed',
    counts: { planned: 5, accepted: 3 },
    error: { message: 'refused\0 \ud800', mend: null },
  });
  // The first outcome stands.
  await finishRun(control, 'r1', { status: 'succeeded', counts: {} });
  await startRun(control, 'r1');
  await updateRunCounts(control, 'r1', { planned: 9 });
  const found = (await getRun(control, 'r1'))?.run;
  expect(found).toMatchObject({
    status: 'failed',
    counts: { planned: 5, accepted: 3 },
    error: { message: 'refused \ufffd' },
  });
  expect(found?.endedAt?.getTime()).toBeGreaterThanOrEqual(found?.startedAt?.getTime() ?? Infinity);
  expect(await getRun(control, 'nobody')).toBeUndefined();
});

test('steps keep the order in which they began and what earlier reports said', async () => {
  await ensureRun(control, { id: 'r1', kind: 'refresh', subject: 'models', trigger: 'schedule' });
  const startedAt = new Date('2026-11-22T06:00:00.123Z');
  await upsertStep(control, { runId: 'r1', name: 'profiles', kind: 'model', status: 'running', startedAt });
  await upsertStep(control, { runId: 'r1', name: 'traits', kind: 'model', status: 'running' });
  await upsertStep(control, {
    runId: 'r1',
    name: 'profiles',
    kind: 'model',
    status: 'failed',
    seconds: 1.5,
    rows: 2 ** 40,
    message: 'no such column\0',
  });
  expect((await getRun(control, 'r1'))?.steps).toEqual([
    {
      name: 'profiles',
      kind: 'model',
      status: 'failed',
      startedAt,
      seconds: 1.5,
      rows: 2 ** 40,
      message: 'no such column',
    },
    {
      name: 'traits',
      kind: 'model',
      status: 'running',
      startedAt: null,
      seconds: null,
      rows: null,
      message: null,
    },
  ]);
});

test('a list in pages holds each run once, also those of the same moment', async () => {
  const ids = Array.from({ length: 25 }, (_, index) => `r${String(index).padStart(2, '0')}`);
  await Promise.all(
    ids.map((id) => createRun(control, { id, ...run, subject: `s${Number(id.slice(1)) % 2}` })),
  );
  await control.query((database) => database.execute('update weft.runs set created_at = now()'));
  await ensureRun(control, { id: 'other', kind: 'refresh', subject: 'models', trigger: 'cli' });
  await finishRun(control, 'r03', { status: 'succeeded' });

  const seen: string[] = [];
  let before: string | undefined;
  do {
    const page = await listRuns(control, {
      kind: 'sync',
      limit: 4,
      ...(before === undefined ? {} : { before }),
    });
    seen.push(...page.runs.map(({ id }) => id));
    before = page.next;
  } while (before !== undefined);
  expect(seen).toHaveLength(25);
  expect([...seen].sort()).toEqual(ids);

  const onlyIds = (page: Awaited<ReturnType<typeof listRuns>>) => page.runs.map(({ id }) => id);
  expect(onlyIds(await listRuns(control, { status: 'succeeded' }))).toEqual(['r03']);
  expect(onlyIds(await listRuns(control, { status: 'running' }))).toEqual(['other']);
  expect((await listRuns(control, { subject: 's1' })).runs).toHaveLength(12);
  expect(await listRuns(control, { before: 'nonsense' })).toEqual({ runs: [] });

  const latest = await latestRuns(control, 'sync');
  expect([...latest.keys()].sort()).toEqual(['s0', 's1']);
  expect(latest.get('s1')?.id).toBe(seen.find((id) => Number(id.slice(1)) % 2 === 1));
});

test('the audit log, latest first, in pages and by subject', async () => {
  for (const subject of ['a', 'b', 'a']) {
    await recordAudit(control, { actor: 'mia', action: 'sync.pause', subject, detail: { why: 'holiday' } });
  }
  const [last, ...rest] = await listAudit(control, { limit: 2 });
  expect(last).toMatchObject({ actor: 'mia', subject: 'a', detail: { why: 'holiday' } });
  expect(await listAudit(control, { before: rest[0]?.id ?? 0 })).toHaveLength(1);
  expect(await listAudit(control, { subject: 'a' })).toHaveLength(2);
});
