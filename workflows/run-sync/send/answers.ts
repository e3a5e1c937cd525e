import type { FinalResult } from '../../../connectors/destinations/deliver.ts';
import type { QueryOptions, Row, Warehouse } from '../../../connectors/warehouses/connection.ts';
import { answersTable } from '../../../models/sync-diff/tables.ts';

/** Answers are written once so many wait, or so long after the first of them. */
const flushRows = 2000;
const flushMs = 5000;

/** What a destination said of single rows, on its way to the warehouse: it may quote a customer's data. */
export class Answers {
  readonly #warehouse: Warehouse;
  readonly #table: string;
  readonly #attempt: number;
  readonly #options: QueryOptions;
  #waiting: Row[] = [];
  #since = 0;

  constructor(warehouse: Warehouse, runId: string, attempt: number, options: QueryOptions) {
    this.#warehouse = warehouse;
    this.#table = answersTable(runId);
    this.#attempt = attempt;
    this.#options = options;
  }

  add(place: number, result: FinalResult): void {
    if (this.#waiting.length === 0) this.#since = performance.now();
    this.#waiting.push({
      place,
      status: result.status,
      reason: 'reason' in result ? result.reason : null,
      field: result.status === 'rejected' ? (result.field ?? null) : null,
      response: 'response' in result ? (result.response ?? null) : null,
      retry: result.status === 'rejected' && (result.transient ?? false),
      attempt: this.#attempt,
      at: new Date().toISOString(),
    });
  }

  /** Writes what waits, if it is enough or old enough. */
  async flushIfDue(): Promise<void> {
    const waited = this.#waiting.length > 0 && performance.now() - this.#since > flushMs;
    if (waited || this.#waiting.length >= flushRows) await this.flush();
  }

  async flush(): Promise<void> {
    const rows = this.#waiting;
    this.#waiting = [];
    if (rows.length > 0) await this.#warehouse.append(this.#table, rows, this.#options);
  }
}
