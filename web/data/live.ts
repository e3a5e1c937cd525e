import 'server-only';
import { stateOf } from '../words/run-words.ts';
import { findRun } from './runs.ts';
import { runSoFar } from './sync-progress.ts';

export interface RunState {
  /** Differs whenever anything that the run's page shows has changed. */
  mark: string;
  live: boolean;
}

/** Where a run stands, for those who follow it; null where there is none. */
export async function runState(id: string): Promise<RunState | null> {
  const found = await findRun(id);
  if (found === null) return null;
  const { run, steps } = found;
  const sync = run.kind === 'sync' ? await runSoFar(run.subject, id).catch(() => null) : null;
  return {
    mark: JSON.stringify([
      run.status,
      steps.map((step) => [step.name, step.status]),
      sync && [sync.status, sync.planned, sync.accepted, sync.rejected, sync.skipped, sync.pending],
    ]),
    live: stateOf(run.status).live,
  };
}
