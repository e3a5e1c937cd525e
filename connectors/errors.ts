/** The few errors of Weft. Each class is a decision: who mends it, and whether trying again can help. */

interface WeftErrorOptions {
  /** What to do about it, as an instruction to the reader. */
  mend?: string;
  cause?: unknown;
}

export abstract class WeftError extends Error {
  abstract readonly retryable: boolean;
  readonly mend: string | undefined;

  constructor(message: string, options: WeftErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.mend = options.mend;
  }
}

/** One place in a file: `line` and `column` count from 1. */
export interface Place {
  file: string;
  line?: number;
  column?: number;
  field?: string;
}

/** A declaration, an option or an environment variable is wrong. The author mends it. */
export class ConfigError extends WeftError {
  override readonly retryable = false;
  readonly place: Place | undefined;

  constructor(message: string, options: WeftErrorOptions & { place?: Place } = {}) {
    super(message, options);
    this.place = options.place;
  }
}

/** What is named is not there. */
export class NotFound extends ConfigError {}

/** Credentials were refused or lack a right. */
export class AuthError extends WeftError {
  override readonly retryable = false;
}

/** The vendor refused one row for a reason of its own; the rest of the batch is not concerned. */
export class RowRejected extends WeftError {
  override readonly retryable = false;
}

/** The vendor refused a batch as a whole; halving it finds the row at fault. */
export class BatchRejected extends WeftError {
  override readonly retryable = false;
}

/** The vendor asks to slow down. */
export class RateLimited extends WeftError {
  override readonly retryable = true;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: WeftErrorOptions & { retryAfterMs?: number | undefined } = {}) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** A service did not answer, or answered that it cannot now. */
export class Unavailable extends WeftError {
  override readonly retryable = true;
}

/** The warehouse refused a statement; `retryable` for a conflict between writers. */
export class WarehouseError extends WeftError {
  override readonly retryable: boolean;
  /** The table or schema that a statement names and that is not there, as the engine calls it. */
  readonly missing: string | null;

  constructor(message: string, options: WeftErrorOptions & { retryable?: boolean; missing?: string } = {}) {
    super(message, options);
    this.retryable = options.retryable ?? false;
    this.missing = options.missing ?? null;
  }
}

/** A dbt run failed; `nodes` names the models and tests at fault. */
export class DbtError extends WeftError {
  override readonly retryable = false;
  readonly nodes: string[];

  constructor(message: string, options: WeftErrorOptions & { nodes?: string[] } = {}) {
    super(message, options);
    this.nodes = options.nodes ?? [];
  }
}

/** The text of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
