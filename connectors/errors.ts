/** The few errors of Weft. Each class is a decision: who mends it, and whether trying again can help. */

interface WeftErrorOptions {
  /** What to do about it, as an instruction to the reader. */
  mend?: string;
  cause?: unknown;
}

/** What an error is, kept on it by name: a class that is bundled twice is two classes, whose errors meet in one process. */
const kindsOf = Symbol.for('weft.error-kinds');

export abstract class WeftError extends Error {
  static readonly kind: string = 'WeftError';
  abstract readonly retryable: boolean;
  readonly mend: string | undefined;

  constructor(message: string, options: WeftErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.mend = options.mend;
    Object.defineProperty(this, kindsOf, { value: kindsAlong(new.target) });
  }
}

/** The kinds that a class and those above it name themselves. */
function kindsAlong(of: typeof WeftError): string[] {
  const above: unknown = Object.getPrototypeOf(of);
  const own = Object.hasOwn(of, 'kind') ? [of.kind] : [];
  return of === WeftError ? own : [...own, ...kindsAlong(above as typeof WeftError)];
}

Object.defineProperty(WeftError, Symbol.hasInstance, {
  value(this: typeof WeftError, value: unknown): boolean {
    // A class of another file, which no copy of this one stands for.
    if (!Object.hasOwn(this, 'kind')) return Function.prototype[Symbol.hasInstance].call(this, value);
    const kinds: unknown = typeof value === 'object' && value !== null && Reflect.get(value, kindsOf);
    return Array.isArray(kinds) && kinds.includes(this.kind);
  },
});

/** One place in a file: `line` and `column` count from 1. */
export interface Place {
  file: string;
  line?: number;
  column?: number;
  field?: string;
}

/** A declaration, an option or an environment variable is wrong. The author mends it. */
export class ConfigError extends WeftError {
  static override readonly kind: string = 'ConfigError';
  override readonly retryable = false;
  readonly place: Place | undefined;

  constructor(message: string, options: WeftErrorOptions & { place?: Place } = {}) {
    super(message, options);
    this.place = options.place;
  }
}

/** What is named is not there. */
export class NotFound extends ConfigError {
  static override readonly kind: string = 'NotFound';
}

/** Credentials were refused or lack a right. */
export class AuthError extends WeftError {
  static override readonly kind: string = 'AuthError';
  override readonly retryable = false;
}

/** The vendor refused one row for a reason of its own; the rest of the batch is not concerned. */
export class RowRejected extends WeftError {
  static override readonly kind: string = 'RowRejected';
  override readonly retryable = false;
}

/** The vendor refused a batch as a whole; halving it finds the row at fault. */
export class BatchRejected extends WeftError {
  static override readonly kind: string = 'BatchRejected';
  override readonly retryable = false;
}

/** The vendor asks to slow down. */
export class RateLimited extends WeftError {
  static override readonly kind: string = 'RateLimited';
  override readonly retryable = true;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: WeftErrorOptions & { retryAfterMs?: number | undefined } = {}) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** A service did not answer, or answered that it cannot now. */
export class Unavailable extends WeftError {
  static override readonly kind: string = 'Unavailable';
  override readonly retryable = true;
}

/** The warehouse refused a statement; `retryable` for a conflict between writers. */
export class WarehouseError extends WeftError {
  static override readonly kind: string = 'WarehouseError';
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
  static override readonly kind: string = 'DbtError';
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
