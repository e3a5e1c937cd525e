import 'server-only';
import { Unavailable } from '../../connectors/errors.ts';

const failureStandsMs = 2_000;

interface Keep<T> {
  address: string;
  open: Promise<T>;
}

// Pages and route handlers are bundled apart: only the global object is one per process.
const shared = globalThis as typeof globalThis & { weftKept?: Map<string, Keep<unknown>> };

/**
 * One open connection per process and name. It is opened again when the address behind it changes, and once
 * more when a call finds that the other side went away.
 */
export class Kept<T> {
  readonly #name: string;
  readonly #address: () => string;
  readonly #open: () => Promise<T>;
  readonly #close: (connection: T) => Promise<void>;

  constructor(options: {
    name: string;
    address: () => string;
    open: () => Promise<T>;
    close: (connection: T) => Promise<void>;
  }) {
    this.#name = options.name;
    this.#address = options.address;
    this.#open = options.open;
    this.#close = options.close;
  }

  async use<R>(work: (connection: T) => Promise<R>): Promise<R> {
    const first = this.#current();
    const connection = await first.open;
    try {
      return await work(connection);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      this.#drop(first);
      return work(await this.#current().open);
    }
  }

  #current(): Keep<T> {
    shared.weftKept ??= new Map();
    const kept = shared.weftKept as Map<string, Keep<T>>;
    const address = this.#address();
    const present = kept.get(this.#name);
    if (present?.address === address) return present;
    if (present) this.#drop(present);
    const opened: Keep<T> = { address, open: this.#open() };
    kept.set(this.#name, opened);
    // A failed opening stands for a moment, so that the parts of one page do not each try in turn.
    opened.open.catch(() => setTimeout(() => this.#forget(opened), failureStandsMs).unref());
    return opened;
  }

  #forget(keep: Keep<T>): void {
    if (shared.weftKept?.get(this.#name) === keep) shared.weftKept.delete(this.#name);
  }

  #drop(keep: Keep<T>): void {
    this.#forget(keep);
    // Closing under a statement that still runs would end the process's session with it: let it drain.
    setTimeout(() => {
      keep.open.then(this.#close).catch(() => undefined);
    }, 60_000).unref();
  }
}
