import { setTimeout as delay } from 'node:timers/promises';
import { jobOf, recordJob } from '../../../connectors/control/acknowledgements.ts';
import type { FinalResult } from '../../../connectors/destinations/deliver.ts';
import { asks } from '../../../connectors/destinations/parts.ts';
import { BatchRejected } from '../../../connectors/errors.ts';
import type { PlannedBatch } from './batches.ts';
import type { PlannedRow } from './outgoing.ts';
import { type ChunkSending, firstPlaceOf, keepResults, sendingContext } from './send-chunk.ts';

/**
 * Sends a chunk by the vendor's asynchronous jobs, one after the other. What names a job is kept once it is given, so
 * that an attempt that comes later asks after it and gives none twice.
 */
export async function sendAsJobs(sending: ChunkSending): Promise<void> {
  const { bulk } = sending.open.object;
  if (!bulk) throw new TypeError(`${sending.open.object.slug} has no jobs`);
  for await (const batch of sending.batches(bulk.jobRows)) {
    for (const part of byWhatIsAsked(batch)) await sendAsJob(sending, part);
  }
}

async function sendAsJob(sending: ChunkSending, rows: readonly PlannedRow[]): Promise<void> {
  const { open, chunk, signal, scratch } = sending;
  const { client, options } = open;
  const { bulk } = open.object;
  const { control } = sending.dependencies;
  const first = rows[0];
  if (!bulk || !first) return;
  const place = { runId: chunk.runId, chunk: chunk.chunk, firstPlace: first.place };
  const offset = first.place - firstPlaceOf(chunk);
  const context = { ...sendingContext(sending), offset };
  let job = await jobOf(control, place);
  if (job === undefined) {
    job = await bulk.submit(rows, client, options, context);
    await recordJob(control, { ...place, job });
  }
  for (;;) {
    const state = await bulk.poll(job, client, options, { signal, scratch });
    if (state.ended) break;
    await delay(state.againMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
  const results = await bulk.results(job, rows, client, options, context).catch((error: unknown) => {
    if (!(error instanceof BatchRejected)) throw error;
    // A job that failed whole says nothing of its rows, so the next run may try them again.
    const refused: FinalResult = { status: 'rejected', reason: error.message, transient: true };
    return rows.map(() => refused);
  });
  const final = results.map(
    (result): FinalResult =>
      result.status === 'retry' ? { status: 'rejected', reason: result.reason, transient: true } : result,
  );
  await keepResults(sending, rows, final);
  await sending.answers.flush();
}

/** Rows that are all written, all deleted or all archived. */
function byWhatIsAsked({ rows }: PlannedBatch): PlannedRow[][] {
  return [...Map.groupBy(rows, asks).values()];
}
