import { type Acknowledged, recordAcknowledged } from '../../../connectors/control/acknowledgements.ts';
import type { Control } from '../../../connectors/control/connect.ts';

interface Waiting {
  ranges: readonly Acknowledged[];
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
  /** How often something was kept. */
  kept = 0;

  constructor(control: Control, runId: string) {
    this.#control = control;
    this.#runId = runId;
  }

  /**
   * Resolves once the ranges are kept: all or none, as what is left of a batch would go again under another
   * idempotency key.
   */
  accepted(ranges: readonly Acknowledged[]): Promise<void> {
    if (ranges.length === 0) return Promise.resolve();
    return new Promise((kept, failed) => {
      this.#waiting.push({ ranges, kept, failed });
      if (!this.#writing) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const taken = this.#waiting;
      this.#waiting = [];
      try {
        await recordAcknowledged(this.#control, this.#runId, joined(taken.flatMap(({ ranges }) => ranges)));
        this.kept += 1;
        for (const { kept } of taken) kept();
      } catch (error) {
        for (const { failed } of taken) failed(error);
      }
    }
    this.#writing = false;
  }
}

/**
 * Ranges that follow one another, as one; no place is in two of them. An attempt that was given up and works on for a
 * moment beside its successor may acknowledge the same places: the range that begins first has them.
 */
export function joined(ranges: readonly Acknowledged[]): Acknowledged[] {
  const result: Acknowledged[] = [];
  for (const range of ranges.toSorted((a, b) => a.chunk - b.chunk || a.firstPlace - b.firstPlace)) {
    const last = result.at(-1);
    const before = last?.chunk === range.chunk ? last : undefined;
    if (before && before.attempt === range.attempt && range.firstPlace <= before.lastPlace + 1) {
      before.lastPlace = Math.max(before.lastPlace, range.lastPlace);
      if (range.at > before.at) before.at = range.at;
      continue;
    }
    const firstPlace = Math.max(range.firstPlace, (before?.lastPlace ?? 0) + 1);
    if (firstPlace <= range.lastPlace) result.push({ ...range, firstPlace });
  }
  return result;
}
