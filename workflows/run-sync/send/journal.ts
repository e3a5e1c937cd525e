import { type Acknowledged, recordAcknowledged } from '../../../connectors/control/acknowledgements.ts';
import type { Control } from '../../../connectors/control/connect.ts';

interface Waiting {
  range: Acknowledged;
  kept(): void;
  failed(error: unknown): void;
}

/**
 * Keeps which rows were accepted, so that a process that ends now sends none of them again. Acknowledgements that
 * come while others are written go together with the next, as a database groups its commits.
 */
export class Journal {
  readonly #control: Control;
  readonly #runId: string;
  #waiting: Waiting[] = [];
  #writing = false;

  constructor(control: Control, runId: string) {
    this.#control = control;
    this.#runId = runId;
  }

  /** Resolves once the range is kept. */
  accepted(range: Acknowledged): Promise<void> {
    return new Promise((kept, failed) => {
      this.#waiting.push({ range, kept, failed });
      if (!this.#writing) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const taken = this.#waiting;
      this.#waiting = [];
      try {
        await recordAcknowledged(this.#control, this.#runId, joined(taken.map(({ range }) => range)));
        for (const { kept } of taken) kept();
      } catch (error) {
        for (const { failed } of taken) failed(error);
      }
    }
    this.#writing = false;
  }
}

/** Ranges that follow one another, as one. */
export function joined(ranges: readonly Acknowledged[]): Acknowledged[] {
  const result: Acknowledged[] = [];
  for (const range of ranges.toSorted((a, b) => a.chunk - b.chunk || a.firstPlace - b.firstPlace)) {
    const last = result.at(-1);
    const follows =
      last?.chunk === range.chunk && last.attempt === range.attempt && range.firstPlace <= last.lastPlace + 1;
    if (!last || !follows) result.push({ ...range });
    else {
      last.lastPlace = Math.max(last.lastPlace, range.lastPlace);
      if (range.at > last.at) last.at = range.at;
    }
  }
  return result;
}
