/**
 * A session with a vendor that all requests of a run share. One is begun at a time: whoever finds none that is good
 * waits for the one on its way.
 */
export class SharedSession<S> {
  readonly #begin: (signal: AbortSignal) => Promise<S>;
  readonly #isGood: (session: S) => boolean;
  #session: S | undefined;
  #coming: Promise<S> | undefined;

  constructor(begin: (signal: AbortSignal) => Promise<S>, isGood: (session: S) => boolean = () => true) {
    this.#begin = begin;
    this.#isGood = isGood;
  }

  /** Throws what `begin` throws; the next request tries anew. */
  async get(signal: AbortSignal): Promise<S> {
    if (this.#session !== undefined && this.#isGood(this.#session)) return this.#session;
    this.#coming ??= this.#begin(signal).finally(() => {
      this.#coming = undefined;
    });
    this.#session = await this.#coming;
    return this.#session;
  }

  /** The vendor no longer takes a session: what comes after asks for another, unless another is there already. */
  end(session: S): void {
    if (this.#session === session) this.#session = undefined;
  }
}
