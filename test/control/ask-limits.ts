/** A process of its own that asks for its part of an account's limits when its parent says so, and answers what it got. */
import { sql } from 'drizzle-orm';
import { type Control, openControl } from '../../connectors/control/connect.ts';
import { reserveRequests, takeLease, takeOfDay } from '../../connectors/control/limits.ts';
import { throttleOf } from '../../connectors/destinations/throttle.ts';
import { readSettings } from '../../connectors/settings.ts';

const times = <T>(count: number, ask: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => ask(index)));

/** Requests of this process one beside the other: the most that all processes had under way while one of them was. */
async function mostUnderWay(control: Control, account: string): Promise<number> {
  const throttle = throttleOf(control, { account, concurrent: 3 });
  const seen = await times(6, async () => {
    const release = await throttle(AbortSignal.timeout(20_000));
    const { rows } = await control.query((database) =>
      database.execute(sql`insert into public.under_way default values returning id`),
    );
    const found = await control.query((database) =>
      database.execute(sql`select count(*) as n, pg_sleep(0.02) from public.under_way`),
    );
    await control.query((database) =>
      database.execute(sql`delete from public.under_way where id = ${rows[0]?.id}`),
    );
    release();
    return Number(found.rows[0]?.n);
  });
  return Math.max(...seen);
}

/** What is asked for, by the name under which the parent asks. */
export const asked = {
  leases: async (control: Control, account: string) => {
    const taken = await times(5, (index) =>
      takeLease(control, { account, holder: `${process.pid}-${index}`, limit: 7 }),
    );
    return taken.filter(Boolean).length;
  },
  day: async (control: Control, account: string) => {
    const waits = await times(10, () => takeOfDay(control, { account, limit: 12 }, 1));
    return waits.filter((waitMs) => waitMs === 0).length;
  },
  minute: (control: Control, account: string) =>
    times(8, () => reserveRequests(control, { account, window: 'minute', limit: 1 }, 1)),
  concurrent: mostUnderWay,
};

const control = await openControl(readSettings());
process.on('message', async ({ ask, account }: { ask: keyof typeof asked; account: string }) => {
  process.send?.({ got: await asked[ask](control, account) });
});
process.on('disconnect', () => control.close());
process.send?.('ready');
