import { type SQL, sql } from 'drizzle-orm';
import type { Control } from './connect.ts';

/** This moment by the clock of the control database, on which all processes agree. */
export const databaseNow: SQL<Date> = sql<Date>`clock_timestamp()`;

/** Milliseconds since 1970 by that clock. */
export const databaseMs: SQL<number> = sql<number>`extract(epoch from clock_timestamp()) * 1000`;

/** The time by the clock of the control database. */
export async function databaseTime(control: Control): Promise<Date> {
  const { rows } = await control.query((database) => database.execute(sql`select ${databaseMs} as ms`));
  return new Date(Math.floor(Number(rows[0]?.ms)));
}
