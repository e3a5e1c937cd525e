import { acknowledgedOf } from '../../../connectors/control/acknowledgements.ts';
import type { BatchContext, ObjectDefinition, OutgoingRow } from '../../../connectors/destinations/define.ts';
import type { FinalResult } from '../../../connectors/destinations/deliver.ts';
import { sendBatches } from '../../../connectors/destinations/send.ts';
import { homeFolder } from '../../../connectors/settings.ts';
import { answersTable, planTable } from '../../../models/sync-diff/tables.ts';
import type { Destination } from '../../../models/workspace/kinds/destination.ts';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import type { Dependencies } from '../../dependencies.ts';
import { type OpenDestination, openDestination } from '../destination.ts';
import { afterGrace } from './after-grace.ts';
import { Answers } from './answers.ts';
import { batchesOf, type PlannedBatch, withinRanges } from './batches.ts';
import { discreetFailure } from './discreet-failure.ts';
import { type Journal, joined } from './journal.ts';
import { outgoingColumns } from './outgoing.ts';
import { readAhead } from './read-ahead.ts';
import { sendAsJobs } from './send-as-jobs.ts';

/** Less than a worker that shuts down has left when it cancels its activities. */
const graceMs = 5000;

export interface Chunk {
  runId: string;
  sync: Sync;
  destination: Destination;
  chunk: number;
  /** Rows of each chunk but the last. */
  chunkRows: number;
  /** Rows of all chunks, where the plan says. */
  rows: number | undefined;
  /** Whether the vendor's asynchronous jobs are used. */
  bulk: boolean;
}

/** What one attempt to send a chunk works with. */
export interface ChunkSending {
  dependencies: Dependencies;
  chunk: Chunk;
  open: OpenDestination;
  journal: Journal;
  answers: Answers;
  attempt: number;
  signal: AbortSignal;
  scratch: string;
  /** Batches of what has no answer yet, `size` places each. */
  batches(size: number): AsyncGenerator<PlannedBatch>;
}

/**
 * Sends what of a chunk has no answer yet. What was accepted is kept before the next batch takes its place, so that a
 * repeated attempt goes on behind it; batches that were under way when a process ended go again, the same as before.
 */
export async function sendChunkRows(
  dependencies: Dependencies,
  chunk: Chunk,
  { attempt, journal, signal }: { attempt: number; journal: Journal; signal: AbortSignal },
): Promise<void> {
  const { control, settings, warehouse } = dependencies;
  const { runId, sync, destination } = chunk;
  const { dialect } = warehouse;
  const options = { tag: { run: runId, resource: `sync/${sync.slug}` } };
  const scratch = homeFolder(settings, 'tmp', 'destinations');
  const firstPlace = firstPlaceOf(chunk);
  const end = Math.min(firstPlace + chunk.chunkRows, (chunk.rows ?? Number.POSITIVE_INFINITY) + 1);

  const accepted = joined(await acknowledgedOf(control, runId, chunk.chunk));
  const judged = await warehouse.query(
    `select place from ${dialect.table(answersTable(runId))} where place >= ${firstPlace} and place < ${end}`,
    { ...options, signal },
  );
  // What an attempt before got done from the start on is not read again.
  const firstUnanswered = accepted[0]?.firstPlace === firstPlace ? accepted[0].lastPlace + 1 : firstPlace;
  const judgedPlaces = new Set(judged.map(({ place }) => Number(place)));
  const pages = pagesFrom(firstUnanswered, end).map(
    ({ from, to }) =>
      () =>
        warehouse.stream(
          `select ${outgoingColumns} from ${dialect.table(planTable(runId))}
           where place >= ${from} and place < ${to} order by place`,
          { ...options, signal },
        ),
  );

  const open = await openDestination(dependencies, sync, destination, { signal, scratch });
  const answers = new Answers(warehouse, runId, attempt, options);
  const failing: { rows: readonly OutgoingRow[] } = { rows: [] };
  const sending: ChunkSending = {
    ...{ dependencies, chunk, answers, attempt, journal, signal, scratch },
    open: { ...open, object: watching(open.object, failing) },
    batches: (size) => {
      const isAccepted = withinRanges(accepted);
      const answered = (place: number) => isAccepted(place) || judgedPlaces.has(place);
      return batchesOf(readAhead(pages), { firstPlace, size, answered });
    },
  };
  try {
    await (chunk.bulk ? sendAsJobs(sending) : sendAsBatches(sending));
  } catch (error) {
    throw discreetFailure(error, failing.rows);
  } finally {
    try {
      await answers.flush();
    } finally {
      await open.close();
    }
  }
}

/**
 * Remembers which rows an error was thrown for, so that what leaves can be rid of their values, and lets requests end
 * that are under way when the sending is to: their answers count, and what has none goes again.
 */
function watching(
  object: ObjectDefinition<unknown, unknown>,
  failing: { rows: readonly OutgoingRow[] },
): ObjectDefinition<unknown, unknown> {
  return {
    ...object,
    perform: async (rows, client, options, context) => {
      const grace = afterGrace(context.signal, graceMs);
      try {
        return await object.perform(rows, client, options, { ...context, signal: grace.signal });
      } catch (error) {
        failing.rows = rows;
        throw error;
      } finally {
        grace.end();
      }
    },
  };
}

/** Rows that are read and put in order at once. */
const pageRows = 100_000;

/** The places from one up to another, cut into pages. */
function pagesFrom(from: number, to: number): { from: number; to: number }[] {
  const pages = Math.max(0, Math.ceil((to - from) / pageRows));
  return Array.from({ length: pages }, (_, index) => ({
    from: from + index * pageRows,
    to: Math.min(to, from + (index + 1) * pageRows),
  }));
}

/** The place of a chunk's first row in the plan. */
export const firstPlaceOf = ({ chunk, chunkRows }: Pick<Chunk, 'chunk' | 'chunkRows'>): number =>
  (chunk - 1) * chunkRows + 1;

/** What a chunk's requests belong to. */
export const sendingContext = ({
  chunk: { runId, sync, chunk },
  signal,
  scratch,
}: ChunkSending): Omit<BatchContext, 'offset'> => ({
  ...{ runId, sync: sync.slug, mode: sync.mode, chunk, fields: Object.keys(sync.map) },
  ...{ signal, scratch },
});

async function sendAsBatches(sending: ChunkSending): Promise<void> {
  const { object, client, options } = sending.open;
  const context = sendingContext(sending);
  await sendBatches(sending.batches(object.batchSize(options)), {
    ...{ object, client, options, context },
    onBatch: (batch, results) => keepResults(sending, (batch as PlannedBatch).rows, results),
  });
}

/**
 * Keeps what became of rows: what was accepted at once, the rest with its reasons a little later, and never before: a
 * batch that goes again has all its rows, or those alone that were not accepted.
 */
export async function keepResults(
  { answers, journal, chunk, attempt }: ChunkSending,
  rows: readonly { place: number }[],
  results: readonly FinalResult[],
): Promise<void> {
  const at = new Date();
  const ranges: { firstPlace: number; lastPlace: number }[] = [];
  rows.forEach(({ place }, index) => {
    if (results[index]?.status !== 'accepted') return;
    const last = ranges.at(-1);
    if (last && last.lastPlace === place - 1) last.lastPlace = place;
    else ranges.push({ firstPlace: place, lastPlace: place });
  });
  await journal.accepted(ranges.map((range) => ({ chunk: chunk.chunk, attempt, at, ...range })));
  rows.forEach(({ place }, index) => {
    const result = results[index];
    if (result && (result.status !== 'accepted' || result.response !== undefined)) answers.add(place, result);
  });
  await answers.flushIfDue();
}
