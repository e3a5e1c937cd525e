import { and, asc, eq } from 'drizzle-orm';
import type { Control } from './connect.ts';
import { syncAcknowledgements, syncJobs } from './schema.ts';

/** Places of a run's plan that were accepted: the first, the last and all between. */
export interface Acknowledged {
  chunk: number;
  firstPlace: number;
  lastPlace: number;
  attempt: number;
  at: Date;
}

/** Keeps acknowledgements; once this returns they outlive the process. */
export async function recordAcknowledged(
  control: Control,
  runId: string,
  ranges: readonly Acknowledged[],
): Promise<void> {
  if (ranges.length === 0) return;
  await control.query((database) =>
    database.insert(syncAcknowledgements).values(ranges.map((range) => ({ runId, ...range }))),
  );
}

/** The acknowledgements of a run, or of one of its chunks, in the order of their places. */
export async function acknowledgedOf(
  control: Control,
  runId: string,
  chunk?: number,
): Promise<Acknowledged[]> {
  const { chunk: inChunk, firstPlace, lastPlace, attempt, at } = syncAcknowledgements;
  return control.query((database) =>
    database
      .select({ chunk: inChunk, firstPlace, lastPlace, attempt, at })
      .from(syncAcknowledgements)
      .where(and(eq(syncAcknowledgements.runId, runId), chunk === undefined ? undefined : eq(inChunk, chunk)))
      .orderBy(asc(firstPlace), asc(lastPlace)),
  );
}

/** The vendor's name of the job that has a chunk's rows from this place on; undefined where none was given. */
export async function jobOf(
  control: Control,
  place: { runId: string; chunk: number; firstPlace: number },
): Promise<string | undefined> {
  const [found] = await control.query((database) =>
    database
      .select({ job: syncJobs.job })
      .from(syncJobs)
      .where(
        and(
          eq(syncJobs.runId, place.runId),
          eq(syncJobs.chunk, place.chunk),
          eq(syncJobs.firstPlace, place.firstPlace),
        ),
      ),
  );
  return found?.job;
}

export async function recordJob(
  control: Control,
  job: { runId: string; chunk: number; firstPlace: number; job: string },
): Promise<void> {
  await control.query((database) => database.insert(syncJobs).values(job).onConflictDoNothing());
}

/** Forgets what was kept of a run, once the warehouse has it. */
export async function forgetProgress(control: Control, runId: string): Promise<void> {
  await control.transaction(async (database) => {
    await database.delete(syncAcknowledgements).where(eq(syncAcknowledgements.runId, runId));
    await database.delete(syncJobs).where(eq(syncJobs.runId, runId));
  });
}
