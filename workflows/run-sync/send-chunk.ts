import { resolveSecrets } from '../../connectors/control/secrets.ts';
import type { OutgoingRow } from '../../connectors/destinations/define.ts';
import type { FinalResult } from '../../connectors/destinations/deliver.ts';
import { destinationOf, objectOf } from '../../connectors/destinations/registry.ts';
import { sendBatches } from '../../connectors/destinations/send.ts';
import { messageOf, RowRejected } from '../../connectors/errors.ts';
import { homeFolder } from '../../connectors/settings.ts';
import type { Row } from '../../connectors/warehouses/connection.ts';
import { planTable, type Receiver } from '../../models/sync-diff/context.ts';
import { compileMapping } from '../../models/sync-diff/mapping.ts';
import type { Destination } from '../../models/workspace/kinds/destination.ts';
import type { Sync } from '../../models/workspace/kinds/sync.ts';
import type { Dependencies } from '../dependencies.ts';
import { discreetFailure } from './discreet-failure.ts';

interface Chunk {
  runId: string;
  sync: Sync;
  destination: Destination;
  chunk: number;
}

/** Results are written once so many wait, and when the chunk ends, however it ends. */
const flushRows = 2000;

/** Rows of a chunk: whole batches of the destination, few enough to be held at once. */
export function chunkRowsOf(batchSize: number): number {
  const most = 50_000;
  return batchSize >= most ? most : Math.floor(10_000 / batchSize) * batchSize || batchSize;
}

/** What a sync sends, with its options parsed; for that no secret is needed. Throws ConfigError. */
function openObject(sync: Sync, destination: Destination) {
  const definition = destinationOf(destination.type);
  const object = objectOf(definition, sync.to.object);
  const { destination: _destination, object: _object, ...given } = sync.to;
  return { definition, object, options: object.options.parse(given) };
}

/** A sync's destination with its settings and options parsed, secrets filled in. Throws ConfigError. */
export function openDestination(sync: Sync, destination: Destination) {
  const { definition, object, options } = openObject(sync, destination);
  const config = definition.config.parse(
    resolveSecrets(destination.config, process.env, `destination ${destination.slug}`),
  );
  return { definition, object, config, options };
}

/** What a sync's destination takes, in chunks of so many rows. Throws ConfigError. */
export function receiverOf(sync: Sync, destination: Destination, chunkRows: number): Receiver {
  const { object, options } = openObject(sync, destination);
  return {
    chunkRows,
    deletes: object.deletes?.(options) ?? false,
    rekeys: object.rekeys?.(options) ?? false,
  };
}

/** Numbers that a double cannot hold stay text; `source` is the number as the JSON writes it. */
export function readPayload(text: string): Record<string, unknown> {
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? (context?.source ?? value)
      : value,
  );
}

const textOrNull = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);

type Judged = { row: OutgoingRow; weftId: string | null; result: FinalResult };

/**
 * Sends what of a chunk has no answer yet. Answers are recorded in the order of the chunk, so a repeated
 * attempt goes on behind the last one that was recorded.
 */
export async function sendChunkRows(
  { settings, warehouse }: Dependencies,
  { runId, sync, destination, chunk }: Chunk,
  attempt: number,
  signal: AbortSignal,
): Promise<void> {
  const { dialect } = warehouse;
  const tag = { run: runId, resource: `sync/${sync.slug}` };
  const { definition, object, config, options } = openDestination(sync, destination);
  const scratch = homeFolder(settings, 'tmp', 'destinations');
  const client = await definition.connect(config, { signal, scratch, throttle: async () => {} });

  const planned = await warehouse.query(
    `select key, weft_id, operation, payload, previous_key from ${dialect.table(planTable(runId))} where chunk = ${chunk} order by place`,
    { signal, tag },
  );
  const answered = await warehouse.query(
    `select key from ${dialect.table('weft.sync_rows')} where run_id = ${dialect.literal(runId)} and chunk = ${chunk}`,
    { signal, tag },
  );
  const done = new Set(answered.map((row) => String(row.key)));
  const map = compileMapping(sync);
  const weftIds = new Map(planned.map((row) => [String(row.key), textOrNull(row.weft_id)]));

  let waiting: Judged[] = [];
  const flush = async () => {
    const rows = waiting;
    waiting = [];
    await warehouse.append(
      'weft.sync_rows',
      rows.map((judged) => resultRow(judged, { runId, sync: sync.slug, chunk, attempt })),
      { tag },
    );
  };

  const outgoing: OutgoingRow[] = [];
  for (const row of planned) {
    const key = String(row.key);
    const operation =
      row.operation === 'delete' ? 'delete' : row.operation === 'create' ? 'create' : 'update';
    try {
      const fields = operation === 'delete' ? {} : map(readPayload(String(row.payload)));
      const previousKey = textOrNull(row.previous_key);
      outgoing.push({ key, operation, fields, ...(previousKey === null ? {} : { previousKey }) });
    } catch (error) {
      if (!(error instanceof RowRejected)) throw error;
      const result = { status: 'rejected', reason: messageOf(error) } as const;
      if (!done.has(key))
        waiting.push({ row: { key, operation, fields: {} }, weftId: weftIds.get(key) ?? null, result });
    }
  }
  const remaining = outgoing.filter((row) => !done.has(row.key));
  try {
    const size = object.batchSize(options);
    const start = outgoing.length - remaining.length;
    const batches = Array.from({ length: Math.ceil(remaining.length / size) }, (_, index) => ({
      offset: start + index * size,
      rows: remaining.slice(index * size, (index + 1) * size),
    }));
    await sendBatches(batches, {
      object,
      client,
      options,
      context: {
        runId,
        sync: sync.slug,
        mode: sync.mode,
        chunk,
        fields: Object.keys(sync.map),
        signal,
        scratch,
      },
      onBatch: async ({ rows }, results) => {
        rows.forEach((row, index) => {
          const result = results[index];
          if (result) waiting.push({ row, weftId: weftIds.get(row.key) ?? null, result });
        });
        if (waiting.length >= flushRows) await flush();
      },
    });
  } catch (error) {
    throw discreetFailure(error, remaining);
  } finally {
    await flush();
  }
}

const resultRow = (
  { row, weftId, result }: Judged,
  place: { runId: string; sync: string; chunk: number; attempt: number },
): Row => ({
  run_id: place.runId,
  sync: place.sync,
  key: row.key,
  weft_id: weftId,
  operation: row.operation,
  status: result.status,
  reason: result.status === 'rejected' ? result.reason : null,
  attempt: place.attempt,
  chunk: place.chunk,
  at: new Date().toISOString(),
  previous_key: row.previousKey ?? null,
});
