import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Control } from '../control/connect.ts';
import { leaseMs, releaseLease, takeLease } from '../control/limits.ts';

/** A place that was last renewed so long ago is renewed before it is used again. */
const renewAfterMs = leaseMs / 3;

/** How long a place that nobody uses is kept for this process. */
const idleMs = 2000;

/** How long to wait before asking again for a place that another process has. */
const askAgainMs = 200;

interface Place {
  holder: string;
  renewedAt: number;
  idleSince: number;
}

/**
 * What one account may have under way at once, shared by all syncs and processes: each place is a lease in the
 * control database, which a process keeps while it uses it and a little longer, so that requests that follow each
 * other cost no statement. The lease of a process that died ends by itself.
 */
export class Places {
  static readonly #shared = new Map<string, Places>();

  /** The places of an account in this process. */
  static of(control: Control, account: string, limit: number): Places {
    const known = Places.#shared.get(account);
    if (known && known.#limit === limit && known.#control === control) return known;
    const made = new Places(control, account, limit);
    Places.#shared.set(account, made);
    return made;
  }

  readonly #control: Control;
  readonly #account: string;
  readonly #limit: number;
  #idle: Place[] = [];
  #waiting: Promise<unknown> = Promise.resolve();
  #freed: (() => void) | undefined;

  private constructor(control: Control, account: string, limit: number) {
    this.#control = control;
    this.#account = account;
    this.#limit = limit;
  }

  /** Waits for a place; what it resolves to gives it back. */
  take(signal: AbortSignal): Promise<() => void> {
    const mine = this.#waiting.then(() => this.#next(signal));
    this.#waiting = mine.catch(() => undefined);
    return mine;
  }

  async #next(signal: AbortSignal): Promise<() => void> {
    for (;;) {
      signal.throwIfAborted();
      const place = this.#idle.pop() ?? {
        holder: randomUUID(),
        renewedAt: Number.NEGATIVE_INFINITY,
        idleSince: 0,
      };
      if (performance.now() - place.renewedAt < renewAfterMs || (await this.#lease(place))) {
        return () => this.#giveBack(place);
      }
      // Whichever comes first: a place of this process, or the time to ask for one that another gave back.
      const freed = new Promise<void>((resolve) => {
        this.#freed = resolve;
      });
      await Promise.race([freed, delay(askAgainMs, undefined, { signal }).catch(() => undefined)]);
    }
  }

  async #lease(place: Place): Promise<boolean> {
    const { holder } = place;
    if (!(await takeLease(this.#control, { account: this.#account, holder, limit: this.#limit })))
      return false;
    place.renewedAt = performance.now();
    return true;
  }

  #giveBack(place: Place): void {
    place.idleSince = performance.now();
    this.#idle.push(place);
    this.#freed?.();
    setTimeout(() => void this.#dropIdle(), idleMs).unref();
  }

  async #dropIdle(): Promise<void> {
    const now = performance.now();
    const old = this.#idle.filter(({ idleSince }) => now - idleSince >= idleMs);
    this.#idle = this.#idle.filter((place) => !old.includes(place));
    for (const { holder } of old) {
      // Should the database be away, the lease ends by itself.
      await releaseLease(this.#control, { account: this.#account, holder }).catch(() => undefined);
    }
  }
}
