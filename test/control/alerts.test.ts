import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import {
  claimUntold,
  forgetAlerts,
  openAlerts,
  recordAlert,
  recordTold,
} from '../../connectors/control/alerts.ts';
import { type Control, openControl } from '../../connectors/control/connect.ts';
import { migrate } from '../../connectors/control/migrate.ts';
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

const found = (stands: boolean, subject = 'sync/ads') => ({
  ...{ subject, kind: 'failed', stands, runId: 'r1' },
  detail: { title: stands ? 'it failed' : 'it runs again', lines: [] },
});
const channels = ['slack', 'email'];
const record = (stands: boolean, subject?: string) => recordAlert(control, found(stands, subject), channels);

test('an alert is to be told when it begins and when it ends, and never between', async () => {
  await record(false);
  expect(await claimUntold(control)).toEqual([]);

  await record(true);
  await record(true);
  const [begun, ...others] = await claimUntold(control);
  expect(others).toEqual([]);
  expect(begun).toMatchObject({ state: 'open', untold: channels, toldAt: null, attempts: 1, runId: 'r1' });
  if (!begun) throw new Error('nothing is to be told');
  await recordTold(control, begun, []);
  await record(true);
  expect(await claimUntold(control)).toEqual([]);
  expect(await openAlerts(control)).toMatchObject([
    { subject: 'sync/ads', kind: 'failed', detail: { title: 'it failed' }, toldAt: expect.any(Date) },
  ]);

  await record(false);
  await record(false);
  expect(await openAlerts(control)).toEqual([]);
  const ended = await claimUntold(control);
  expect(ended).toMatchObject([{ state: 'normal', untold: channels, detail: { title: 'it runs again' } }]);
});

test('a channel that failed is told again, alone, and hears of no end of what it never heard', async () => {
  await record(true);
  const [first] = await claimUntold(control);
  if (!first) throw new Error('nothing is to be told');
  // While one process tells it, no other does.
  expect(await claimUntold(control)).toEqual([]);
  await recordTold(control, first, ['email']);
  const [second] = await claimUntold(control);
  expect(second).toMatchObject({ untold: ['email'], attempts: 2, toldAt: expect.any(Date) });
  if (!second) throw new Error('nothing is to be told');
  await recordTold(control, second, ['email']);

  await record(false);
  expect(await claimUntold(control)).toMatchObject([{ state: 'normal', untold: ['slack'] }]);
  // What was told of the state before says nothing of this one.
  await recordTold(control, second, []);
  expect(await claimUntold(control)).toEqual([]);
});

test('several at once make one alert, and only the subjects that are asked for are claimed', async () => {
  await Promise.all(Array.from({ length: 8 }, () => record(true)));
  await record(true, 'sync/crm');
  expect(await openAlerts(control)).toHaveLength(2);
  const [one, two] = await Promise.all([
    claimUntold(control, { subjects: ['sync/ads'] }),
    claimUntold(control, { subjects: ['sync/ads'] }),
  ]);
  expect([...one, ...two]).toMatchObject([{ subject: 'sync/ads' }]);
  await forgetAlerts(control, ['sync/ads']);
  expect(await openAlerts(control)).toMatchObject([{ subject: 'sync/ads' }]);
});

test.each([
  ['behind', -48],
  ['ahead', 48],
])('an alert that a process finds whose clock is %s is told, and told once', async (_, hours) => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 });
  await record(true).finally(() => vi.useRealTimers());
  const [begun, ...others] = await claimUntold(control);
  expect(others).toEqual([]);
  if (!begun) throw new Error('nothing is to be told');
  expect(Math.abs(Date.now() - begun.since.getTime())).toBeLessThan(3_600_000);
  await recordTold(control, begun, []);
  expect(await claimUntold(control)).toEqual([]);
});
