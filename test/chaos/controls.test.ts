import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { outcomeOf } from '../../cli/follow.ts';
import { readState } from '../../cli/platform/records.ts';
import { applyWorkspace } from '../../connectors/control/apply.ts';
import { withControl } from '../../connectors/control/connect.ts';
import { controlAddress } from '../../connectors/settings.ts';
import { destinationSchema } from '../../models/workspace/kinds/destination.ts';
import { syncSchema } from '../../models/workspace/kinds/sync.ts';
import { cancelRun, pauseRun, resumeRun } from '../../workflows/run-sync/control-run.ts';
import { startSync } from '../../workflows/run-sync/start.ts';
import { useWeft } from '../fixtures/weft.ts';
import { ChaosReceiver, isUnwelcome } from './receiver.ts';

const rows = 3000;
const welcome = Array.from({ length: rows }, (_, n) => n).filter((n) => !isUnwelcome(n)).length;

/** Takes again whatever comes again, so that what is sent twice shows. */
const receiver = await ChaosReceiver.start({ remembers: false, random: () => 1, faultShare: 0 });
const weft = useWeft(['postgres', 'temporal', 'worker'], {
  WEFT_EGRESS_ALLOW: new URL(receiver.url).host,
});
const syncs = ['paused', 'cancelled', 'settled'] as const;

beforeAll(async () => {
  await weft.warehouse.execute(
    `create table raw.rows_to_send as select 'n' || n as id, n, 'row ' || n as name from range(${rows}) as t(n)`,
  );
  const resources = [
    destinationSchema.parse({
      ...{ kind: 'destination', slug: 'hook', type: 'webhook' },
      config: { url: receiver.url, concurrency: 4 },
    }),
    ...syncs.map((slug) =>
      syncSchema.parse({
        ...{ kind: 'sync', slug, from: { table: 'raw.rows_to_send' }, mode: 'upsert', key: 'id' },
        to: { destination: 'hook', object: 'request', rows_per_request: 10 },
        map: { n: { column: 'n', type: 'integer' }, name: 'name' },
      }),
    ),
  ];
  await withControl(weft.settings, (control) =>
    applyWorkspace(control, resources, { source: 'cli', actor: 'a test' }),
  );
}, 60_000);

beforeEach(() => {
  receiver.held.clear();
  receiver.taken.clear();
  receiver.allowed = Number.POSITIVE_INFINITY;
});

afterAll(() => receiver.close());

async function untilHeld(count: number): Promise<void> {
  await expect
    .poll(() => receiver.held.size, { timeout: 30_000, interval: 10 })
    .toBeGreaterThanOrEqual(count);
}

/** Keys that the state says are held. */
const stateOf = async (sync: string) =>
  (
    await weft.warehouse.query(
      `select key from weft.sync_state where sync = '${sync}' and fields is not null`,
    )
  ).map(({ key }) => String(key));

test('a run that is paused and resumed, once at once, ends complete, and nothing is sent twice', async () => {
  receiver.allowed = 500;
  const started = await startSync(weft.settings, 'paused', { trigger: 'cli' });
  await untilHeld(500);
  // Resumed before the activity has ended that the pause ends.
  await pauseRun(weft.settings, started.runId);
  await resumeRun(weft.settings, started.runId);
  receiver.allowed = 1500;
  await untilHeld(1500);
  await pauseRun(weft.settings, started.runId);
  const status = async () =>
    (await weft.warehouse.query(`select status from weft.sync_runs where run_id = '${started.runId}'`))[0]
      ?.status;
  await expect.poll(status, { timeout: 20_000 }).toBe('paused');
  const held = receiver.held.size;
  receiver.allowed = Number.POSITIVE_INFINITY;
  await sleep(1000);
  expect(receiver.held.size).toBe(held);
  await resumeRun(weft.settings, started.runId);
  const { run, failure } = await outcomeOf(weft.settings, 'paused', started);
  expect(failure).toBeNull();
  expect(run).toMatchObject({ planned: rows, accepted: welcome, rejected: rows - welcome, pending: 0 });
  expect(receiver.held.size).toBe(welcome);
  expect(receiver.takenAgain).toBe(0);
}, 90_000);

test('a cancelled run leaves what is held in the state, and the next one sends the rest, nothing twice', async () => {
  receiver.allowed = 1000;
  const started = await startSync(weft.settings, 'cancelled', { trigger: 'cli' });
  await untilHeld(1000);
  await expect(startSync(weft.settings, 'cancelled', { trigger: 'cli' })).rejects.toThrow('is running');
  await cancelRun(weft.settings, started.runId);
  const { run } = await outcomeOf(weft.settings, 'cancelled', started);
  expect(run.status).toBe('cancelled');
  expect(run.planned).toBe(rows);
  expect(run.accepted + run.rejected + run.skipped + run.pending).toBe(rows);
  expect(run.pending).toBeGreaterThan(0);
  expect((await stateOf('cancelled')).sort()).toEqual([...receiver.held.keys()].sort());

  receiver.allowed = Number.POSITIVE_INFINITY;
  const rest = await outcomeOf(
    weft.settings,
    'cancelled',
    await startSync(weft.settings, 'cancelled', { trigger: 'cli' }),
  );
  expect(rest.run).toMatchObject({ status: 'complete_with_rejects', pending: 0 });
  expect(receiver.held.size).toBe(welcome);
  expect(receiver.takenAgain).toBe(0);
}, 90_000);

test('a run whose worker dies between the settlement and its end is settled once', async () => {
  const { settings, warehouse } = weft;
  const control = new pg.Client({ ...controlAddress(settings) });
  await control.connect();
  try {
    receiver.allowed = rows - 500;
    const started = await startSync(settings, 'settled', { trigger: 'cli' });
    await untilHeld(rows - 500);
    // The record of the run in the control database is closed after the settlement; until then nobody writes it.
    await control.query('begin');
    await control.query('lock table weft.runs in exclusive mode');
    receiver.allowed = Number.POSITIVE_INFINITY;
    const settled = async () =>
      (await warehouse.query(`select ended_at from weft.sync_runs where run_id = '${started.runId}'`))[0]
        ?.ended_at ?? null;
    await expect.poll(settled, { timeout: 30_000 }).not.toBeNull();
    process.kill(readState(settings)?.parts.worker?.process?.pid ?? 0, 'SIGKILL');
    await control.query('rollback');

    const { run, failure } = await outcomeOf(settings, 'settled', started);
    expect(failure).toBeNull();
    const account = { planned: rows, accepted: welcome, rejected: rows - welcome, pending: 0 };
    expect(run).toMatchObject({ status: 'complete_with_rejects', ...account });
    const [written] = await warehouse.query(
      `select count(*) as n, count(distinct key) as keys from weft.sync_rows where run_id = '${started.runId}'`,
    );
    expect(written).toEqual({ n: String(rows), keys: String(rows) });
    expect(
      await warehouse.query(
        `select table_name from duckdb_tables() where table_name like '%${started.runId}'`,
      ),
    ).toEqual([]);
  } finally {
    await control.end();
  }
}, 120_000);
