import { and, eq, sql } from 'drizzle-orm';
import { databaseMs, databaseNow } from './clock.ts';
import type { Control } from './connect.ts';
import { limitLeases, rateLimits } from './schema.ts';

export interface Window {
  account: string;
  window: 'second' | 'minute';
  /** Requests that the window holds. */
  limit: number;
}

const lengthMs = { second: 1000, minute: 60_000 } as const;

/** How much of a window may go at once; the rest is spread over it, so that no window ever holds more than its limit. */
const burstShare = 0.1;

/** The milliseconds from one request to the next, at the pace that a window keeps. */
export function intervalMs({ window, limit }: Pick<Window, 'window' | 'limit'>): number {
  const burst = burstOf(limit);
  return lengthMs[window] / (limit > burst ? limit - burst : limit);
}

const burstOf = (limit: number): number => Math.max(1, Math.floor(limit * burstShare));

/**
 * Reserves `count` requests and says in how many milliseconds the first of them may begin: the generic cell rate
 * algorithm (ITU-T I.371, annex A), with one row of the control database as its only state.
 */
export async function reserveRequests(
  control: Control,
  { account, window, limit }: Window,
  count: number,
): Promise<number> {
  const burst = burstOf(limit);
  const interval = intervalMs({ window, limit });
  const tolerance = limit > burst ? burst * interval : 0;
  const next = sql<number>`greatest(${rateLimits.nextAt}, ${databaseMs}) + ${count * interval}::float8`;
  const [reserved] = await control.query((database) =>
    database
      .insert(rateLimits)
      .values({ account, window, nextAt: sql`${databaseMs} + ${count * interval}::float8` })
      .onConflictDoUpdate({ target: [rateLimits.account, rateLimits.window], set: { nextAt: next } })
      .returning({ waitMs: sql<number>`${rateLimits.nextAt} - ${count * interval}::float8 - ${databaseMs}` }),
  );
  return Math.max(0, Number(reserved?.waitMs ?? 0) - tolerance);
}

/**
 * Takes `count` requests of today's, UTC: 0 where the day has them. Where that would be more than it has it takes none,
 * and says in how many milliseconds the next day begins.
 */
export async function takeOfDay(
  control: Control,
  { account, limit }: { account: string; limit: number },
  count: number,
): Promise<number> {
  const today = sql`now() at time zone 'UTC'`;
  const { rows } = await control.query((database) =>
    database.execute(sql`
      with taken as (
        insert into ${rateLimits} as r (account, "window", used)
        select ${account}, to_char(${today}, 'YYYY-MM-DD'), ${count}::bigint where ${count}::bigint <= ${limit}::bigint
        on conflict (account, "window") do update set used = r.used + excluded.used
        where r.used + excluded.used <= ${limit}::bigint
        returning 1
      )
      select case when exists (select from taken) then 0 else
        ceil(extract(epoch from date_trunc('day', ${today}) + interval '1 day' - (${today})) * 1000) end as wait_ms`),
  );
  return Number(rows[0]?.wait_ms);
}

/** How long a share is held that is not renewed. A request may take longer: then it is one more for a while. */
export const leaseMs = 60_000;

/** Takes or renews a share of what an account may have under way; false where all are taken. */
export async function takeLease(
  control: Control,
  { account, holder, limit }: { account: string; holder: string; limit: number },
): Promise<boolean> {
  return control.transaction(async (database) => {
    await database.execute(sql`select pg_advisory_xact_lock(hashtextextended(${account}, 0))`);
    await database
      .delete(limitLeases)
      .where(and(eq(limitLeases.account, account), sql`${limitLeases.expiresAt} < ${databaseNow}`));
    const held = await database
      .select({ holder: limitLeases.holder })
      .from(limitLeases)
      .where(eq(limitLeases.account, account));
    if (held.length >= limit && !held.some((lease) => lease.holder === holder)) return false;
    const expiresAt = sql`${databaseNow} + ${leaseMs} * interval '1 millisecond'`;
    await database
      .insert(limitLeases)
      .values({ account, holder, expiresAt })
      .onConflictDoUpdate({ target: [limitLeases.account, limitLeases.holder], set: { expiresAt } });
    return true;
  });
}

export async function releaseLease(
  control: Control,
  { account, holder }: { account: string; holder: string },
): Promise<void> {
  await control.query((database) =>
    database.delete(limitLeases).where(and(eq(limitLeases.account, account), eq(limitLeases.holder, holder))),
  );
}
