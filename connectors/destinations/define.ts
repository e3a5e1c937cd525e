import type { z } from 'zod';

/** What a row asks of the destination. `archive` is a removal that the vendor can take back. */
export type Operation = 'create' | 'update' | 'delete' | 'archive';

/** One row on its way out. */
export interface OutgoingRow {
  /** The value by which the destination knows the record. */
  key: string;
  operation: Operation;
  /** What the mapping made of the row; empty on `delete` and `archive`. A null empties the field. */
  fields: Record<string, unknown>;
  /** `fields` as JSON, where it came so and nothing changed it since. */
  json?: string | undefined;
  /** The fields that the destination acknowledged last; absent for a record that it never did. */
  before?: Record<string, unknown> | undefined;
  /** The key that this row has at the destination until now; only where the object re-keys. */
  previousKey?: string | undefined;
}

/**
 * What became of one row. `response` is what the vendor said of it, fit to be shown.
 * - `rejected`: refused, and not sent again until it changes or somebody replays it; `transient` where the next
 *   run shall try it again as it is. `field` names the destination's field at fault.
 * - `skipped`: nothing was to be done, such as an update of a record that is not there.
 * - `retry`: this row alone is to be sent again, after so long.
 */
export type RowResult =
  | { status: 'accepted'; response?: string }
  | { status: 'rejected'; reason: string; field?: string; response?: string; transient?: boolean }
  | { status: 'skipped'; reason: string }
  | { status: 'retry'; reason: string; afterMs?: number };

/**
 * How a sync keeps its object:
 * - `insert` adds records and never touches them again; `update` changes those that are there and adds none.
 * - `upsert` does both. `mirror` also deletes, and `archive` also archives, what Weft sent and is gone.
 * - `audience` adds members and removes those that are gone. `events` sends each row once, for ever.
 */
export const syncModes = ['insert', 'update', 'upsert', 'mirror', 'archive', 'audience', 'events'] as const;
export type SyncMode = (typeof syncModes)[number];

export const fieldTypes = [
  'text',
  'integer',
  'number',
  'boolean',
  'date',
  'timestamp',
  'email',
  'phone',
  'list',
  'object',
] as const;
export type FieldType = (typeof fieldTypes)[number];

/** A field of an object at the destination, as it is known there. */
export interface Field {
  name: string;
  title?: string;
  type: FieldType;
  /** Whether a new record must have it. */
  required?: boolean;
  /** Whether a record may be found by it: the key of a sync may be matched with it. */
  identity?: boolean;
  /** The values that it takes, where these are fixed. */
  values?: string[];
  /** The longest text that it takes, in characters. */
  longest?: number;
}

/** Whether a row asks to be removed, for good or so that it can come back, rather than written. */
export const isRemoval = ({ operation }: Pick<OutgoingRow, 'operation'>): boolean =>
  operation === 'delete' || operation === 'archive';

/** What one call belongs to. */
export interface CallContext {
  signal: AbortSignal;
  /** A scratch folder of the process. */
  scratch: string;
}

/** To be called once the request has its answer, or will have none. */
export type Release = () => void;

export interface ConnectContext extends CallContext {
  /** To be awaited before each request to the vendor: lets it go when the account's limits allow. */
  throttle(signal: AbortSignal): Promise<Release>;
}

/** What a batch belongs to; the same on every attempt, so that it can serve as an idempotency key. */
export interface BatchContext extends CallContext {
  runId: string;
  sync: string;
  mode: SyncMode;
  chunk: number;
  /** Position of the batch's first row in its chunk, from 0. */
  offset: number;
  /** Names of the mapped fields in the mapping's order; a batch of deletes alone has no row that shows them. */
  fields: readonly string[];
}

/** What a vendor lets one account ask. Absent is no limit. */
export interface Limits {
  /** Names the account with the vendor; all syncs that give the same share its limits. No secret. */
  account: string;
  perSecond?: number;
  perMinute?: number;
  perDay?: number;
  /** Requests, or jobs, under way at once. */
  concurrent?: number;
}

/** A kind of thing that the account holds, found live: the options that name it in a sync's `to:`. */
export interface Discovered {
  object: string;
  options: Record<string, unknown>;
  title: string;
}

/**
 * An asynchronous job of the vendor's: submitted once, asked after, and read at its end. A job outlives the
 * process that submitted it, so what names it is kept between the calls, as JSON.
 */
export interface BulkDefinition<Client, Options> {
  /** From how many rows of a run a job is the better way. */
  fromRows: number;
  /** The most rows of one job. */
  jobRows: number;
  /** Gives the job to the vendor; resolves to what names it. Throws as `perform` does. */
  submit(
    rows: readonly OutgoingRow[],
    client: Client,
    options: Options,
    context: BatchContext,
  ): Promise<string>;
  /** Whether the job has ended; while it has not, after how many milliseconds to ask again. */
  poll(
    job: string,
    client: Client,
    options: Options,
    context: CallContext,
  ): Promise<{ ended: true } | { ended: false; againMs: number }>;
  /** What became of each of the job's rows, in input order. Throws `BatchRejected` for a job that failed whole. */
  results(
    job: string,
    rows: readonly OutgoingRow[],
    client: Client,
    options: Options,
    context: BatchContext,
  ): Promise<RowResult[]>;
}

/** One kind of thing that a destination keeps: a file, a contact, a list. */
export interface ObjectDefinition<Client, Options> {
  slug: string;
  title: string;
  /** Options of a sync that sends this object, the `to:` beside `destination` and `object`. */
  options: z.ZodType<Options>;
  modes: readonly SyncMode[];
  /** The most rows of one `perform`. */
  batchSize(options: Options): number;
  /** The most bytes that the rows of one `perform` may have as JSON; without it as many as they have. */
  batchBytes?(options: Options): number;
  /** Options that change how rows go, and neither what they are nor where to; a change of one sends nothing anew. */
  tuning?: readonly string[];
  /** Batches under way at once; 4 by default. */
  concurrency?(options: Options, client: Client): number;
  /** The fields that it takes, discovered live; without it any name goes. */
  fields?(client: Client, options: Options, context: CallContext): Promise<Field[]>;
  /**
   * Whether it can remove a row in a sync that does not mirror: that of a key whose person has another one, as
   * after a merge. Without it, and without `rekeys`, such a row stays and is reported by each run.
   */
  deletes?(options: Options): boolean;
  /** Whether an update may name the key that the row had before, in `previousKey`. */
  rekeys?(options: Options): boolean;
  /** What empties a field where that is not null. */
  clear?: string | number;
  /**
   * Sends one batch and answers for each row, in input order. The rows of a batch are all to be written (`create`,
   * `update`), all to be deleted or all to be archived. Throws `BatchRejected` when the vendor refused the batch as
   * a whole, `RateLimited`, `Unavailable` or `AuthError` when nothing was judged, and the signal's reason once it is
   * aborted. The same batch again must not count twice, where the vendor lets that be.
   */
  perform(
    rows: readonly OutgoingRow[],
    client: Client,
    options: Options,
    context: BatchContext,
  ): Promise<RowResult[]>;
  /** For large runs, where the vendor has it. */
  bulk?: BulkDefinition<Client, Options>;
  /**
   * The records of at most `batchSize` keys as they are at the destination now, by key: the named fields of each that
   * is there. Without it the destination cannot be read.
   */
  read?(
    keys: readonly string[],
    fields: readonly string[],
    client: Client,
    options: Options,
    context: CallContext,
  ): Promise<Map<string, Record<string, unknown>>>;
}

/** How a person lets Weft act for them: OAuth's authorisation code, which is exchanged for a refresh token. */
export interface OAuthDefinition {
  /** Fields of `config`, each by its path: `auth.refresh_token`. */
  fields: { refreshToken: string; clientId: string; clientSecret: string };
  scopes: readonly string[];
  /** What else is said when people are asked. */
  parameters?: Readonly<Record<string, string>>;
  /** Where the vendor asks people and gives tokens, by settings that may not be whole yet; all http or https. */
  endpoints(config: Readonly<Record<string, unknown>>): {
    issuer: string;
    authorize: string;
    token: string;
  };
}

export interface DestinationDefinition<Config = unknown, Client = unknown> {
  slug: string;
  name: string;
  description: string;
  /** Connection settings; a field with `.meta({ secret: true })` is given as `${env:NAME}` or `${secret:NAME}`. */
  config: z.ZodType<Config>;
  /** Where the vendor gives a refresh token that `config` takes. */
  oauth?: OAuthDefinition;
  /** A client for as long as one run of a sync sends; `disconnect` ends it. */
  connect(config: Config, context: ConnectContext): Client | Promise<Client>;
  disconnect?(client: Client): Promise<void>;
  /** Proves that the destination can be reached and written; throws what is wrong. */
  testConnection(client: Client, context: CallContext): Promise<void>;
  /** When the credentials end, for the alert before; null where they do not. Without it nobody can tell. */
  credentialsEnd?(client: Client, context: CallContext): Promise<Date | null>;
  limits?(config: Config): Limits;
  /** What the account holds that a sync can send to: objects of its own, lists, tables. */
  discover?(client: Client, context: CallContext): Promise<Discovered[]>;
  /** Each object keeps an options type of its own; whoever calls it parses with its `options` first. */
  objects: readonly ObjectDefinition<Client, unknown>[];
}

/** Checks a definition at compile time and returns it as it is. */
export function defineDestination<Config, Client>(
  definition: DestinationDefinition<Config, Client>,
): DestinationDefinition<Config, Client> {
  return definition;
}

export function defineObject<Client, Options>(
  definition: ObjectDefinition<Client, Options>,
): ObjectDefinition<Client, Options> {
  return definition;
}

/** The client of a destination whose settings are all that its objects need. */
export interface Settled<Config> {
  config: Config;
  throttle: ConnectContext['throttle'];
}
