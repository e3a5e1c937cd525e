import { randomUUID } from 'node:crypto';
import type bigquery from '@google-cloud/bigquery/build/src/types.js';
import { WarehouseError } from '../../errors.ts';
import type { QueryOptions, StatementTag } from '../connection.ts';
import { statementCancelled, statementTimedOut } from '../interruption.ts';
import type { BigQueryClient } from './client.ts';
import { faultError } from './errors.ts';

/** How long one request waits for a job; then it asks again. */
const waitMs = 10_000;

/** A label's value: lower-case letters, digits, `_` and `-`, at most 63. */
const label = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '_')
    .slice(0, 63);

export const labelsOf = ({ origin }: BigQueryClient, tag: StatementTag = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...origin, ...tag }).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, label(text)]],
    ),
  );

/** Ids are Weft's own, so that a job which was started twice, because the answer got lost, is one. */
const newJobId = (): string => `weft_${randomUUID()}`;

/** One job from its start to its end, cancelled when the caller gives up or its time is over. */
export class JobRun {
  readonly id = newJobId();
  readonly #client: BigQueryClient;
  readonly #signal: AbortSignal | undefined;
  readonly #timeoutMs: number | undefined;
  readonly #over: AbortSignal;
  readonly #timer: NodeJS.Timeout | undefined;
  #running = false;

  constructor(client: BigQueryClient, options: QueryOptions, closing: AbortSignal) {
    this.#client = client;
    this.#signal = options.signal;
    this.#timeoutMs = options.timeoutMs;
    const timeOver = new AbortController();
    if (options.timeoutMs !== undefined) {
      this.#timer = setTimeout(() => timeOver.abort(), options.timeoutMs);
    }
    this.#over = AbortSignal.any([timeOver.signal, closing, ...(options.signal ? [options.signal] : [])]);
  }

  /** The job as the API takes it. */
  resource(configuration: bigquery.IJobConfiguration, tag: StatementTag | undefined): bigquery.IJob {
    const { project, location } = this.#client.address;
    return {
      jobReference: { projectId: project, jobId: this.id, location },
      configuration: {
        labels: labelsOf(this.#client, tag),
        ...(this.#timeoutMs === undefined ? {} : { jobTimeoutMs: String(this.#timeoutMs) }),
        ...configuration,
      },
    };
  }

  /** Starts the job by `send`. One that BigQuery refused, or that it never answered, is not running. */
  async start(send: () => Promise<unknown>): Promise<void> {
    this.check();
    this.#running = true;
    const sent = send().catch((error: unknown) => {
      // An earlier try had reached BigQuery.
      if (error instanceof WarehouseError && error.message.includes('Already Exists: Job')) return;
      this.#running = false;
      throw error;
    });
    await this.guard(sent);
  }

  /** The first page of rows, once there is one. Throws what the job failed with. */
  async results(maxResults: number): Promise<bigquery.IGetQueryResultsResponse> {
    for (;;) {
      const page = await this.page(maxResults);
      if (page.jobComplete !== true) continue;
      this.#running = false;
      return page;
    }
  }

  page(maxResults: number, pageToken?: string): Promise<bigquery.IGetQueryResultsResponse> {
    return this.guard(this.#client.results(this.id, { pageToken, maxResults, timeoutMs: waitMs }));
  }

  /** Waits for a job without rows. Throws what it failed with. */
  async done(): Promise<bigquery.IJob> {
    for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 2000)) {
      const job = await this.guard(this.#client.job(this.id));
      if (job.status?.state === 'DONE') {
        this.#running = false;
        this.#failed(job);
        return job;
      }
      await this.guard(new Promise((resolve) => setTimeout(resolve, pauseMs)));
    }
  }

  #failed({ status }: bigquery.IJob): void {
    const error = status?.errorResult;
    if (!error) return;
    // The result of a load only counts its errors; the list says what they are.
    const messages = new Set([error, ...(status.errors ?? [])].map(({ message = '' }) => message));
    throw faultError(
      { reason: error.reason ?? '', message: [...messages].slice(0, 4).join(' '), status: undefined },
      this.#client.grants,
    );
  }

  check(): void {
    if (this.#signal?.aborted) throw statementCancelled(this.#signal);
    if (this.#over.aborted) throw this.#interruption();
  }

  #interruption(): Error {
    if (this.#signal?.aborted) return statementCancelled(this.#signal);
    if (this.#over.reason instanceof WarehouseError) return this.#over.reason;
    return statementTimedOut(this.#timeoutMs ?? 0);
  }

  /** Work that ends early when the caller gives up. */
  async guard<T>(work: Promise<T>): Promise<T> {
    if (this.#over.aborted) {
      work.catch(() => undefined);
      throw this.#interruption();
    }
    let giveUp: () => void = () => undefined;
    const early = new Promise<never>((_resolve, reject) => {
      giveUp = () => reject(this.#interruption());
      this.#over.addEventListener('abort', giveUp, { once: true });
    });
    try {
      return await Promise.race([work, early]);
    } finally {
      this.#over.removeEventListener('abort', giveUp);
    }
  }

  /** Ends the run; a job that still runs is cancelled. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.#running) return;
    this.#running = false;
    // The caller has an error of its own by now; a job that cannot be cancelled ends at its time limit.
    await this.#client.cancelJob(this.id).catch(() => undefined);
  }
}
