import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBInstance,
  type DuckDBResult,
  ResultReturnType,
} from '@duckdb/node-api';
import { messageOf, WarehouseError, type WeftError } from '../../errors.ts';
import type { QueryOptions, Row } from '../connection.ts';
import { statementCancelled, statementTimedOut, warehouseClosed } from '../interruption.ts';
import { lakeDatabase } from './attach.ts';
import { duckdbDialect } from './dialect.ts';
import { toWarehouseError } from './errors.ts';
import { rowReader } from './values.ts';

/** An error of Weft's own, or of one that says itself whether it may be tried again, as it is; the engine's as one of Weft's. */
export const asWeftError = (error: unknown): Error =>
  error instanceof Error && 'retryable' in error ? error : toWarehouseError(error);

/** Sessions of one instance, kept for the next caller. */
export class SessionPool {
  readonly #instance: DuckDBInstance;
  readonly #idle: DuckDBConnection[] = [];
  #closed = false;

  constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  async use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = this.#idle.pop() ?? (await this.connect());
    try {
      return await work(connection);
    } catch (error) {
      throw asWeftError(error);
    } finally {
      if (this.#closed) connection.closeSync();
      else this.#idle.push(connection);
    }
  }

  /** A session that its caller closes. */
  async connect(): Promise<DuckDBConnection> {
    if (this.#closed) throw warehouseClosed();
    const connection = await this.#instance.connect();
    await connection.run(`use ${duckdbDialect.ident(lakeDatabase)}`);
    return connection;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const connection of this.#idle.splice(0)) connection.closeSync();
    this.#instance.closeSync();
  }
}

/** How long the engine may take to see an interrupt; one that comes before a statement has begun is lost, so it is repeated. */
const interruptEveryMs = 50;

/** Watches over a session while it works: interrupts it when the caller gives up or the time is over. */
export class Watch {
  readonly #connection: DuckDBConnection;
  readonly #options: QueryOptions;
  #timer: NodeJS.Timeout | undefined;
  #repeat: NodeJS.Timeout | undefined;
  #progress: NodeJS.Timeout | undefined;
  #end: WeftError | undefined;

  constructor(connection: DuckDBConnection, options: QueryOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  async start(): Promise<void> {
    const { signal, timeoutMs, onProgress } = this.#options;
    if (signal?.aborted) throw statementCancelled(signal);
    if (onProgress) this.#progress = await watchProgress(this.#connection, onProgress);
    if (timeoutMs !== undefined)
      this.#timer = setTimeout(() => this.#stop(statementTimedOut(timeoutMs)), timeoutMs);
    signal?.addEventListener('abort', this.#abort, { once: true });
    if (signal?.aborted) this.#abort();
  }

  /** Throws where the work was to end although the engine had nothing to interrupt. */
  check(): void {
    if (this.#end) throw this.#end;
  }

  /** What the work's error is to its caller. */
  explain(error: unknown): unknown {
    return this.#end ?? error;
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#repeat);
    clearInterval(this.#progress);
    this.#options.signal?.removeEventListener('abort', this.#abort);
  }

  readonly #abort = () => {
    if (this.#options.signal) this.#stop(statementCancelled(this.#options.signal));
  };

  #stop(end: WeftError): void {
    if (this.#end) return;
    this.#end = end;
    this.#connection.interrupt();
    this.#repeat = setInterval(() => this.#connection.interrupt(), interruptEveryMs);
  }
}

async function watchProgress(
  connection: DuckDBConnection,
  onProgress: (share: number) => void,
): Promise<NodeJS.Timeout> {
  // The engine counts only while its own bar is on, which must not print.
  await connection.run('set enable_progress_bar_print = false');
  await connection.run('set enable_progress_bar = true');
  return setInterval(() => {
    const { percentage } = connection.progress;
    if (percentage >= 0) onProgress(Math.min(1, percentage / 100));
  }, 250);
}

/** Work on a session that ends when the caller gives up or the time is over. */
export async function watched<T>(
  connection: DuckDBConnection,
  options: QueryOptions,
  work: () => Promise<T>,
): Promise<T> {
  const { signal, timeoutMs, onProgress } = options;
  if (!signal && timeoutMs === undefined && !onProgress) return work();
  const watch = new Watch(connection, options);
  try {
    await watch.start();
    return await work();
  } catch (error) {
    throw watch.explain(error);
  } finally {
    watch.stop();
  }
}

export const parameters = (options: QueryOptions) => (options.values ? [...options.values] : undefined);

/** All rows of a statement. */
export const rowsOf = (
  connection: DuckDBConnection,
  sql: string,
  options: QueryOptions = {},
): Promise<Row[]> =>
  watched(connection, options, async () => {
    const result = await connection.run(sql, parameters(options));
    return (await result.fetchAllChunks()).flatMap(rowReader(result));
  });

/** The number of rows that a statement changed. */
export const changedBy = (
  connection: DuckDBConnection,
  sql: string,
  options: QueryOptions = {},
): Promise<number> =>
  watched(connection, options, async () => (await connection.run(sql, parameters(options))).rowsChanged);

/**
 * The chunks of a streamed result. The driver ends a stream that failed half-way like one that is read to its
 * end; only the result's type tells them apart, and the reason is had by running the statement again.
 */
export async function* chunksOf(
  connection: DuckDBConnection,
  result: DuckDBResult,
  sql: string,
  options: QueryOptions,
): AsyncGenerator<DuckDBDataChunk> {
  yield* result;
  if (result.returnType !== ResultReturnType.INVALID) return;
  await connection.run(`explain analyze ${sql}`, parameters(options)).catch((error: unknown) => {
    throw new Error(messageOf(error).split('\n\nLINE ')[0], { cause: error });
  });
  throw new WarehouseError('The statement failed while its rows were read', { retryable: true });
}
