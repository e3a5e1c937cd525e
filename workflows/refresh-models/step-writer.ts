import type { Control } from '../../connectors/control/connect.ts';
import { upsertStep } from '../../connectors/control/runs.ts';
import type { BuildStep } from './predictions/fit-predictions.ts';

/** Writes a run's steps one after the other, so that a later state of a node never comes before an earlier one. */
export class StepWriter {
  readonly #control: Control;
  readonly #runId: string;
  #last: Promise<void> = Promise.resolve();

  constructor(control: Control, runId: string) {
    this.#control = control;
    this.#runId = runId;
  }

  add(node: BuildStep): void {
    this.#last = this.#last.then(() => this.#write(node));
    // The error is thrown by `done`; until then it must not count as unhandled.
    this.#last.catch(() => undefined);
  }

  done(): Promise<void> {
    return this.#last;
  }

  #write({ name, kind, status, startedAt, seconds, message }: BuildStep): Promise<void> {
    const at = new Date(startedAt);
    return upsertStep(this.#control, {
      ...{ runId: this.#runId, name, kind, status, startedAt: at, seconds, rows: null, message },
    });
  }
}
