import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withTemporal } from '../../workflows/client.ts';
import { useWeft } from '../fixtures/weft.ts';
import { applyWorkspace } from './workspace.ts';

const weft = useWeft(['postgres', 'temporal', 'worker']);

const sync = (slug: string, when: string): string => `
kind: sync
slug: ${slug}
from: { table: raw.stores }
to: { destination: exports, object: file, format: jsonl }
mode: upsert
key: id
map: { name: name }
${when}
`;
const base = {
  workspace: "kind: workspace\nslug: shop\nzone: Europe/Berlin\nrefresh: { cron: '0 5 * * *' }\n",
  exports: 'kind: destination\nslug: exports\ntype: files\nconfig: { storage: local, folder: exports }\n',
};

/** Temporal's own account: each schedule's calendar, zone and whether it is paused. */
async function schedules(): Promise<
  Record<string, { hours: number[]; zone: string; paused: boolean; starts: string }>
> {
  return withTemporal(weft.settings, async (client) => {
    const found: Awaited<ReturnType<typeof schedules>> = {};
    for await (const { scheduleId } of client.schedule.list()) {
      const { spec, state, action } = await client.schedule.getHandle(scheduleId).describe();
      found[scheduleId] = {
        hours: (spec.calendars ?? []).flatMap(({ hour }) => (hour ?? []).map(({ start }) => start)),
        zone: spec.timezone ?? '',
        paused: state.paused,
        starts: action.type === 'startWorkflow' ? action.workflowType : '',
      };
    }
    return found;
  });
}

async function until<T>(work: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 150; attempt += 1) {
    const result = await work().catch(() => undefined);
    if (result !== undefined) return result;
    await sleep(200);
  }
  throw new Error('it did not happen within 30 s');
}

test('a workspace sets Temporal schedules, a change follows, and what is gone is deleted', async () => {
  await weft.warehouse.execute(
    "create table raw.stores as select * from (values (1, 'Bonn'), (2, 'Ulm')) as t(id, name)",
  );
  await applyWorkspace(weft, {
    ...base,
    workspace: `${base.workspace}alerts: { to: [{ webhook: 'https://hooks.acme.example/' }] }\n`,
    early: sync('early', "when: { cron: '30 6 * * *', zone: America/New_York }"),
    paused: sync('resting', "when: { cron: '0 7 * * *' }\npaused: true"),
    manual: sync('by_hand', 'when: manual'),
  });
  const first = {
    'weft-alerts': { hours: [0], zone: 'UTC', paused: false, starts: 'watchAlerts' },
    'weft-refresh': { hours: [5], zone: 'Europe/Berlin', paused: false, starts: 'scheduledRefresh' },
    'weft-sync-early': { hours: [6], zone: 'America/New_York', paused: false, starts: 'scheduledSync' },
    'weft-sync-resting': { hours: [7], zone: 'UTC', paused: true, starts: 'scheduledSync' },
  };
  // Temporal's list of schedules follows its writes with a delay.
  await expect.poll(schedules, { timeout: 20_000 }).toEqual(first);

  await applyWorkspace(weft, {
    ...base,
    early: sync('early', "when: { cron: '30 9 * * *', zone: America/New_York }"),
  });
  await expect.poll(schedules, { timeout: 20_000 }).toEqual({
    'weft-refresh': first['weft-refresh'],
    'weft-sync-early': { ...first['weft-sync-early'], hours: [9] },
  });
}, 90_000);

test('a schedule that fires runs its sync, and its rows are accounted for', async () => {
  await withTemporal(weft.settings, (client) => client.schedule.getHandle('weft-sync-early').trigger());
  const run = await until(async () => {
    const [row] = await weft.warehouse.query(
      "select status, planned, accepted from weft.sync_runs where sync = 'early' and status <> 'running'",
    );
    return row;
  });
  expect(run).toEqual({ status: 'complete', planned: '2', accepted: '2' });
}, 60_000);
