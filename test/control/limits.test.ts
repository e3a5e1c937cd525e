import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { databaseTime } from '../../connectors/control/clock.ts';
import { type Control, openControl } from '../../connectors/control/connect.ts';
import { releaseLease, takeLease, takeOfDay } from '../../connectors/control/limits.ts';
import { migrate } from '../../connectors/control/migrate.ts';
import { throttleOf } from '../../connectors/destinations/throttle.ts';
import { RateLimited } from '../../connectors/errors.ts';
import type { asked } from './ask-limits.ts';
import { startTestPostgres, type TestPostgres } from './test-postgres.ts';

let postgres: TestPostgres;
let control: Control;
let children: ChildProcess[];
beforeAll(async () => {
  postgres = await startTestPostgres();
  const settings = await postgres.freshDatabase();
  await migrate(settings);
  control = await openControl(settings);
  const env = { ...process.env, WEFT_CONTROL_URL: settings.env.WEFT_CONTROL_URL };
  const program = new URL('./ask-limits.ts', import.meta.url);
  children = [1, 2, 3].map(() => fork(program, { env }));
  await Promise.all(children.map((child) => once(child, 'message')));
}, 60_000);
afterEach(() => {
  vi.useRealTimers();
});
afterAll(async () => {
  await Promise.all(
    children.map(async (child) => {
      const ended = once(child, 'exit');
      child.disconnect();
      expect(await ended).toEqual([0, null]);
    }),
  );
  await control?.close();
  await postgres?.stop();
});

const hourMs = 3_600_000;

/** What three processes got that asked for an account's limits at the same time. */
const threeProcesses = <T>(ask: keyof typeof asked, account: string): Promise<T[]> =>
  Promise.all(
    children.map(async (child) => {
      const answer = once(child, 'message');
      child.send({ ask, account });
      const [{ got }] = await answer;
      return got;
    }),
  );

const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

test('three processes take no more leases of an account together than it has', async () => {
  expect(total(await threeProcesses<number>('leases', 'many leases'))).toBe(7);
});

test('three processes never have more requests under way together than an account may', async () => {
  await control.query((database) =>
    database.execute(sql`create table public.under_way (id bigint generated always as identity)`),
  );
  const most = await threeProcesses<number>('concurrent', 'many concurrent');
  expect(Math.max(...most)).toBeLessThanOrEqual(3);
});

test('three processes take no more requests of a day together than it has', async () => {
  expect(total(await threeProcesses<number>('day', 'many day'))).toBe(12);
});

test('three processes that reserve at once are given one interval after the other, none twice', async () => {
  const waits = (await threeProcesses<number[]>('minute', 'many minute')).flat().sort((a, b) => a - b);
  expect(waits.map((ms) => Math.ceil(ms / 60_000))).toEqual(Array.from({ length: 24 }, (_, index) => index));
});

test('a day gives no more than it has, also to the first who asks, and its last requests one by one', async () => {
  expect(await takeOfDay(control, { account: 'day of ten', limit: 10 }, 11)).toBeGreaterThan(0);
  expect(await takeOfDay(control, { account: 'day of ten', limit: 10 }, 10)).toBe(0);
  const throttle = throttleOf(control, { account: 'small', perDay: 3 });
  const { signal } = new AbortController();
  for (const _ of [1, 2, 3]) await throttle(signal);
  await expect(throttle(signal)).rejects.toThrow(
    'the 3 requests that the account may make today are used up',
  );
});

test.each([
  ['behind', -2 * hourMs],
  ['ahead', 2 * hourMs],
])('a process whose clock is %s holds a lease as long as any other', async (clock, skewMs) => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + skewMs });
  const account = `clock ${clock}`;
  const lease = (holder: string) => takeLease(control, { account, holder, limit: 1 });
  const pass = (seconds: number) =>
    control.query((database) =>
      database.execute(
        sql`update weft.limit_leases set expires_at = expires_at - ${seconds} * interval '1 second' where account = ${account}`,
      ),
    );
  expect(await lease('mine')).toBe(true);
  await pass(30);
  expect(await lease('theirs')).toBe(false);
  expect(await lease('mine')).toBe(true);
  await pass(30);
  expect(await lease('theirs')).toBe(false);
  await pass(31);
  expect(await lease('theirs')).toBe(true);
  await releaseLease(control, { account, holder: 'theirs' });
  expect(await lease('mine')).toBe(true);
});

test('a day that is used up is waited for by the clock of the database, whatever the process has', async () => {
  const untilTomorrow = async () => {
    const now = await databaseTime(control);
    return new Date(now).setUTCHours(24, 0, 0, 0) - now.getTime();
  };
  const throttle = throttleOf(control, { account: 'one a day', perDay: 1 });
  const { signal } = new AbortController();
  await throttle(signal);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 7 * hourMs });
  const before = await untilTomorrow();
  const refused = await throttle(signal).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(RateLimited);
  const { retryAfterMs = 0 } = refused as RateLimited;
  expect(retryAfterMs).toBeLessThanOrEqual(before + 1);
  expect(retryAfterMs).toBeGreaterThanOrEqual((await untilTomorrow()) - 1);
});
