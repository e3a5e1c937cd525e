import type { z } from 'zod';

/** One row of a chunk on its way out. `fields` is what the mapping made of it; empty on `delete`. */
export interface OutgoingRow {
  key: string;
  operation: 'create' | 'update' | 'delete';
  fields: Record<string, unknown>;
  /** The key that this row has at the destination until now; only where the object re-keys. */
  previousKey?: string;
}

export type RowResult = { status: 'accepted' } | { status: 'rejected'; reason: string };

/** What a batch belongs to; the same on every attempt, so that it can serve as an idempotency key. */
export interface BatchContext {
  runId: string;
  sync: string;
  chunk: number;
  /** Position of the batch's first row in its chunk, from 0. */
  offset: number;
  /** Names of the mapped fields in the mapping's order; a batch of deletes alone has no row that shows them. */
  fields: readonly string[];
  signal: AbortSignal;
  /** A scratch folder of the process. */
  scratch: string;
}

export const syncModes = ['upsert', 'mirror'] as const;
export type SyncMode = (typeof syncModes)[number];

/** One kind of thing that a destination keeps: a file, a contact, a list. */
export interface ObjectDefinition<Config, Options> {
  slug: string;
  title: string;
  /** Options of a sync that sends this object, the `to:` beside `destination` and `object`. */
  options: z.ZodType<Options>;
  modes: readonly SyncMode[];
  /** The most rows of one `perform`. */
  batchSize(config: Config, options: Options): number;
  /**
   * Whether it can remove a row in a sync that does not mirror: that of a key whose person has another one, as
   * after a merge. Without it, and without `rekeys`, such a row stays and is reported by each run.
   */
  deletes?(options: Options): boolean;
  /** Whether an update may name the key that the row had before, in `previousKey`. */
  rekeys?(options: Options): boolean;
  /**
   * Sends one batch and answers for each row, in input order. Throws `BatchRejected` when the vendor
   * refused the batch as a whole, `RateLimited`, `Unavailable` or `AuthError` when nothing was judged,
   * and the signal's reason once it is aborted. The same batch again must not count twice.
   */
  perform(
    rows: readonly OutgoingRow[],
    config: Config,
    options: Options,
    context: BatchContext,
  ): Promise<RowResult[]>;
}

export interface DestinationDefinition<Config = unknown> {
  slug: string;
  name: string;
  description: string;
  /** Connection settings; a field with `.meta({ secret: true })` is given as `${env:NAME}`. */
  config: z.ZodType<Config>;
  /** Proves that the destination can be reached and written; throws what is wrong. */
  testConnection(config: Config, context: { signal: AbortSignal; scratch: string }): Promise<void>;
  /** Each object keeps an options type of its own; whoever calls it parses with its `options` first. */
  objects: readonly ObjectDefinition<Config, unknown>[];
}

/** Checks a definition at compile time and returns it as it is. */
export function defineDestination<Config>(
  definition: DestinationDefinition<Config>,
): DestinationDefinition<Config> {
  return definition;
}

export function defineObject<Config, Options>(
  definition: ObjectDefinition<Config, Options>,
): ObjectDefinition<Config, Options> {
  return definition;
}
