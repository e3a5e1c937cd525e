/**
 * How many chunks may go to one destination at once from this process. A destination that is slow or dead keeps its
 * own share busy and nobody else's.
 */
export class Shares {
  readonly #most: number;
  readonly #underWay = new Map<string, number>();
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(most: number) {
    this.#most = most;
  }

  async within<T>(destination: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#take(destination, signal);
    try {
      return await work();
    } finally {
      this.#release(destination);
    }
  }

  async #take(destination: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const busy = this.#underWay.get(destination) ?? 0;
    if (busy < this.#most) {
      this.#underWay.set(destination, busy + 1);
      return;
    }
    const queue = this.#waiting.get(destination) ?? [];
    this.#waiting.set(destination, queue);
    await new Promise<void>((resolve, reject) => {
      const turn = () => {
        signal.removeEventListener('abort', give);
        resolve();
      };
      const give = () => {
        queue.splice(queue.indexOf(turn), 1);
        reject(signal.reason);
      };
      queue.push(turn);
      signal.addEventListener('abort', give, { once: true });
    });
  }

  /** Hands the place to whoever waits longest. */
  #release(destination: string): void {
    const next = this.#waiting.get(destination)?.shift();
    if (next) next();
    else this.#underWay.set(destination, (this.#underWay.get(destination) ?? 1) - 1);
  }
}
