import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyWorkspace } from '../../connectors/control/apply.ts';
import { withControl } from '../../connectors/control/connect.ts';
import { getRun, type Run } from '../../connectors/control/runs.ts';
import { readSettings } from '../../connectors/settings.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import { destinationSchema } from '../../models/workspace/kinds/destination.ts';
import { syncSchema } from '../../models/workspace/kinds/sync.ts';
import { startSync } from '../../workflows/run-sync/start.ts';
import { ProcessTree, type Victim } from './process-tree.ts';
import { pick, randomFrom } from './random.ts';
import { ChaosReceiver, isUnwelcome } from './receiver.ts';

/** Rows of both syncs together. */
const allRows = 200_000;
const rows = allRows / 2;
/** How often each goes; together the moments. */
const victims: Record<Victim, number> = { worker: 6, postgres: 6, temporal: 5, everything: 3 };
const parts = ['worker', 'postgres', 'temporal', 'everything'] as const;
const moments = Object.values(victims).reduce((total, count) => total + count);
const rowsPerRequest = 70;
const concurrency = 8;
/** Batches that are answered and not yet kept, as connectors/destinations/send.ts has it. */
const unkept = 32;

const seed = Number(process.env.WEFT_CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = randomFrom(seed);
const receivers = {
  remembering: await ChaosReceiver.start({ remembers: true, random, faultShare: 0.06 }),
  forgetful: await ChaosReceiver.start({ remembers: false, random, faultShare: 0.06 }),
};
const names = ['remembering', 'forgetful'] as const;

const home = mkdtempSync(join(tmpdir(), 'weft chaos '));
const env = {
  WEFT_EGRESS_ALLOW: names.map((name) => new URL(receivers[name].url).host).join(','),
  WEFT_POSTGRES_PORT: '0',
  WEFT_TEMPORAL_PORT: '0',
  WEFT_TEMPORAL_UI_PORT: '0',
};
const settings = readSettings({ ...process.env, ...env, WEFT_HOME: home });
const tree = new ProcessTree(settings, env);

beforeAll(async () => {
  await tree.start();
  const warehouse = await openWarehouse(settings);
  await warehouse.execute(
    `create table raw.rows_to_send as select 'n' || n as id, n, 'row ' || n as name from range(${rows}) as t(n)`,
  );
  await warehouse.close();
  const resources = names.flatMap((slug) => [
    destinationSchema.parse({
      ...{ kind: 'destination', slug, type: 'webhook' },
      config: { url: receivers[slug].url, concurrency, timeout_ms: 1500 },
    }),
    syncSchema.parse({
      ...{ kind: 'sync', slug, from: { table: 'raw.rows_to_send' }, mode: 'upsert', key: 'id' },
      to: { destination: slug, object: 'request', rows_per_request: rowsPerRequest, answer: 'results' },
      map: { n: { column: 'n', type: 'integer' }, name: 'name' },
    }),
  ]);
  await withControl(settings, (control) =>
    applyWorkspace(control, resources, { source: 'cli', actor: 'a test' }),
  );
}, 120_000);

afterAll(async () => {
  await tree.stop();
  for (const name of names) await receivers[name].close();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}, 60_000);

/** The record of a run once it is over; who asks may find no database. */
async function untilOver(runId: string): Promise<Run> {
  for (;;) {
    const found = await withControl(settings, (control) => getRun(control, runId)).catch(() => undefined);
    if (found?.run.endedAt) return found.run;
    await sleep(500);
  }
}

/**
 * Takes who goes next from those that are left to go. A part that crashes too often in a minute is given up, and no
 * chance shall do that.
 */
function takeVictim(left: Victim[], killed: readonly { victim: Victim; at: number }[]): Victim {
  const minuteAgo = performance.now() - 60_000;
  const often = (victim: Victim) =>
    killed.filter((each) => each.victim === victim && each.at > minuteAgo).length >= 3;
  const open = left.filter((victim) => !often(victim));
  const victim = pick(
    random,
    (open.length > 0 ? open : left).map((each) => [1, each] as const),
  );
  left.splice(left.indexOf(victim), 1);
  return victim;
}

test(`${allRows} rows arrive though everything is killed at ${moments} moments (seed ${seed})`, {
  timeout: 600_000,
}, async () => {
  const began = performance.now();
  const tell = (text: string) =>
    process.stderr.write(`${Math.round((performance.now() - began) / 1000)} s: ${text}\n`);
  tell(`to see it again: WEFT_CHAOS_SEED=${seed}`);
  const share = (count: number) => {
    for (const name of names) receivers[name].allowed = (rows * (count + 1)) / (moments + 1);
  };
  share(0);
  const started = await Promise.all(names.map((name) => startSync(settings, name, { trigger: 'cli' })));
  const ended: Run[] = [];
  const over = Promise.all(
    started.map(async ({ runId }) => {
      const run = await untilOver(runId);
      ended.push(run);
      return run;
    }),
  );

  const left = parts.flatMap((victim) => Array<Victim>(victims[victim]).fill(victim));
  const killed: { victim: Victim; at: number }[] = [];
  while (killed.length < moments) {
    // Once while they are planned, then while they send; now and then before what was killed is up again.
    const areSending = () => names.every((name) => receivers[name].held.size > 0);
    while (killed.length === 1 && !areSending() && ended.length === 0) await sleep(100);
    if (random() < 0.75) await tree.untilReady();
    await sleep(300 + random() * 3700);
    expect(ended).toEqual([]);
    const victim = takeVictim(left, killed);
    killed.push({ victim, at: await tree.kill(victim) });
    share(killed.length);
    const held = names.map((name) => receivers[name].held.size).join(' and ');
    tell(`${victim} killed, with ${held} rows held`);
  }
  for (const name of names) receivers[name].allowed = Number.POSITIVE_INFINITY;
  await tree.untilReady();
  const runs = await over;
  tell(`all is sent; Weft had ended by itself ${tree.endedItself} times`);

  const wanted = Array.from({ length: rows }, (_, n) => n).filter((n) => !isUnwelcome(n));
  const expected = new Map(wanted.map((n) => [`n${n}`, { n, name: `row ${n}` }]));
  const rejected = rows - wanted.length;
  const warehouse = await openWarehouse(settings);
  try {
    for (const [index, name] of names.entries()) {
      const receiver = receivers[name];
      const run = runs[index];
      const account = { planned: rows, accepted: rows - rejected, rejected, skipped: 0, pending: 0 };
      expect(run).toMatchObject({ status: 'succeeded', counts: account, error: null });
      expect(receiver.held.size).toBe(expected.size);
      const differing = [...expected].filter(([key, { n, name }]) => {
        const held = receiver.held.get(key);
        return held?.n !== n || held.name !== name;
      });
      expect(differing).toEqual([]);

      const { literal } = warehouse.dialect;
      expect(
        await warehouse.query(
          `select status, count(*) as n, count(distinct key) as keys from weft.sync_rows where run_id = ${literal(run?.id ?? '')} group by status order by status`,
        ),
      ).toEqual([
        { status: 'accepted', n: String(rows - rejected), keys: String(rows - rejected) },
        { status: 'rejected', n: String(rejected), keys: String(rejected) },
      ]);
      const state = await warehouse.query(
        `select key, fields from weft.sync_state where sync = ${literal(name)} and fields is not null`,
      );
      expect(state.length).toBe(expected.size);
      const wrong = state.filter(({ key, fields }) => {
        const { n, name } = JSON.parse(String(fields));
        const held = receiver.held.get(String(key));
        return held?.n !== n || held?.name !== name;
      });
      expect(wrong).toEqual([]);
      tell(`${name}: ${receiver.takenAgain} rows again, ${receiver.takenInVain} batches taken in vain`);
    }
    expect(receivers.remembering.takenAgain).toBe(0);
    const inFlight = moments * (concurrency + unkept);
    expect(receivers.forgetful.takenAgain).toBeLessThanOrEqual(
      (inFlight + receivers.forgetful.takenInVain) * rowsPerRequest,
    );
    // What runs work with is gone once they are over.
    expect(
      await warehouse.query(
        "select table_name from duckdb_tables() where table_name like 'sync\\_plan\\_%' escape '\\' or table_name like 'sync\\_answers\\_%' escape '\\' or table_name like 'sync\\_acknowledged\\_%' escape '\\'",
      ),
    ).toEqual([]);
  } finally {
    await warehouse.close();
  }
});
