import { Unavailable } from '../../errors.ts';
import { warehouseClosed } from '../interruption.ts';
import type { Session } from './session.ts';

/** Sessions open at once; a caller above waits for one. Snowflake runs eight statements of a warehouse at a time. */
const sessionsAtMost = 12;
/** Snowflake ends an idle session after four hours. */
const idleLimitMs = 30 * 60_000;

interface Idle {
  session: Session;
  since: number;
}

/** Sessions, kept for the next caller. */
export class SessionPool {
  readonly #open: () => Promise<Session>;
  readonly #idle: Idle[] = [];
  readonly #taken = new Set<Session>();
  readonly #waiting: (() => void)[] = [];
  #count = 0;
  #closed = false;

  constructor(open: () => Promise<Session>) {
    this.#open = open;
  }

  /** Runs `work` in a session of its own; once more where the session had ended before its first statement. */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (;;) {
      const { session, reused } = await this.take();
      try {
        return await work(session);
      } catch (error) {
        if (reused && !session.used && error instanceof Unavailable && session.broken && !this.#closed)
          continue;
        throw error;
      } finally {
        await this.give(session);
      }
    }
  }

  async take(): Promise<{ session: Session; reused: boolean }> {
    if (this.#closed) throw warehouseClosed();
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (idle.session.isUp && Date.now() - idle.since < idleLimitMs) {
        idle.session.used = false;
        this.#taken.add(idle.session);
        return { session: idle.session, reused: true };
      }
      this.#count -= 1;
      await idle.session.close();
    }
    if (this.#count >= sessionsAtMost) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      return this.take();
    }
    this.#count += 1;
    try {
      const session = await this.#open();
      session.used = false;
      this.#taken.add(session);
      if (!this.#closed) return { session, reused: false };
      await this.give(session);
      throw warehouseClosed();
    } catch (error) {
      this.#count -= this.#closed ? 0 : 1;
      this.#waiting.shift()?.();
      throw error;
    }
  }

  async give(session: Session): Promise<void> {
    this.#taken.delete(session);
    if (session.isUp && !this.#closed) {
      this.#idle.push({ session, since: Date.now() });
    } else {
      this.#count -= 1;
      await session.close();
    }
    this.#waiting.shift()?.();
  }

  /** Ends every session, also those that still run a statement. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const wake of this.#waiting.splice(0)) wake();
    const sessions = [...this.#idle.splice(0).map(({ session }) => session), ...this.#taken];
    await Promise.all(sessions.map((session) => session.close()));
  }
}
