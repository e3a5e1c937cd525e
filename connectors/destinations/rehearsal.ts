import { AsyncLocalStorage } from 'node:async_hooks';

/** What a destination was asked to change, or would have been. */
export type Told =
  | {
      kind: 'http';
      method: string;
      url: string;
      headers: Record<string, string>;
      body: string | null;
      /** What came back; null for what was not sent, or had no answer. */
      answer: { status: number; text: string } | null;
    }
  | { kind: 'statement'; text: string; values: string }
  /** `text` is null where the file's content is none. */
  | { kind: 'file'; path: string; text: string | null };

interface Tape {
  told: Told[];
  sends: boolean;
}

const tapes = new AsyncLocalStorage<Tape>();

/** Thrown in place of what would have been sent. */
class Rehearsed extends Error {
  constructor() {
    super('this is a rehearsal: nothing is sent');
    this.name = 'Rehearsed';
  }
}

/**
 * Whatever changes something at a vendor's is told here first, by the one place that sends it; what only reads is not.
 * In a rehearsal it goes no further. A run, to which nobody listens, makes no text of it: null.
 */
export async function tell<T extends Told>(toldOf: () => T | Promise<T>): Promise<T | null> {
  const tape = tapes.getStore();
  if (tape === undefined) return null;
  const told = await toldOf();
  tape.told.push(told);
  if (!tape.sends) throw new Rehearsed();
  return told;
}

export interface Taped<T> {
  told: Told[];
  outcome: { value: T } | { error: unknown } | null;
}

/** Does the work and keeps what it told; the outcome is what it came to, or threw. */
export async function taped<T>(work: () => Promise<T>): Promise<Taped<T>> {
  return played({ told: [], sends: true }, work);
}

/**
 * Does the work up to the first thing that would change something, and keeps what that is: the outcome is null then.
 * Work that ends without it changes nothing.
 */
export async function rehearsed<T>(work: () => Promise<T>): Promise<Taped<T>> {
  return played({ told: [], sends: false }, work);
}

async function played<T>(tape: Tape, work: () => Promise<T>): Promise<Taped<T>> {
  try {
    const value = await tapes.run(tape, work);
    return { told: tape.told, outcome: tape.sends || tape.told.length === 0 ? { value } : null };
  } catch (error) {
    // Whoever sends may have wrapped it; in a rehearsal what was told first is all there is.
    return { told: tape.told, outcome: tape.sends || tape.told.length === 0 ? { error } : null };
  }
}
