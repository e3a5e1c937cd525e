/** How a run, a step or a row stands: the tone in which it is shown, and whether the page follows it. */
export interface RunState {
  tone: 'good' | 'warning' | 'bad' | 'running' | 'idle' | 'stopped';
  /** Still changing: the page follows it. */
  live: boolean;
}

const states = {
  // Runs of the models, and their steps.
  queued: { tone: 'idle', live: true },
  running: { tone: 'running', live: true },
  succeeded: { tone: 'good', live: false },
  warned: { tone: 'warning', live: false },
  failed: { tone: 'bad', live: false },
  stopped: { tone: 'stopped', live: false },
  cancelled: { tone: 'stopped', live: false },
  skipped: { tone: 'stopped', live: false },
  // Runs of syncs.
  complete: { tone: 'good', live: false },
  complete_with_rejects: { tone: 'warning', live: false },
  awaiting_approval: { tone: 'warning', live: true },
  paused: { tone: 'stopped', live: true },
  discarded: { tone: 'stopped', live: false },
  expired: { tone: 'stopped', live: false },
  // Rows.
  accepted: { tone: 'good', live: false },
  rejected: { tone: 'bad', live: false },
  pending: { tone: 'idle', live: true },
} as const satisfies Record<string, RunState>;

export type Status = keyof typeof states;
export const isStatus = (text: string): text is Status => Object.hasOwn(states, text);

export const stateOf = (status: string): RunState =>
  isStatus(status) ? states[status] : { tone: 'idle', live: false };
