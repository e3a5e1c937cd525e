/** Outcomes of runs in the product's words, each with the tone in which it is shown. */
export interface RunWords {
  tone: 'good' | 'warning' | 'bad' | 'running' | 'idle' | 'stopped';
  word: string;
  /** Still changing: the page follows it. */
  live: boolean;
}

const words: Record<string, RunWords> = {
  // Runs of the models, and their steps.
  queued: { tone: 'idle', word: 'Waiting', live: true },
  running: { tone: 'running', word: 'Running', live: true },
  succeeded: { tone: 'good', word: 'Complete', live: false },
  warned: { tone: 'warning', word: 'Warned', live: false },
  failed: { tone: 'bad', word: 'Failed', live: false },
  stopped: { tone: 'stopped', word: 'Stopped', live: false },
  cancelled: { tone: 'stopped', word: 'Cancelled', live: false },
  skipped: { tone: 'stopped', word: 'Skipped', live: false },
  // Runs of syncs.
  complete: { tone: 'good', word: 'Complete', live: false },
  complete_with_rejects: { tone: 'warning', word: 'Complete with rejects', live: false },
  awaiting_approval: { tone: 'warning', word: 'Waits for approval', live: true },
  paused: { tone: 'stopped', word: 'Paused', live: true },
  discarded: { tone: 'stopped', word: 'Plan discarded', live: false },
  expired: { tone: 'stopped', word: 'Plan expired', live: false },
  // Rows.
  accepted: { tone: 'good', word: 'Accepted', live: false },
  rejected: { tone: 'bad', word: 'Rejected', live: false },
  pending: { tone: 'idle', word: 'Pending', live: true },
};

export const runWords = (status: string): RunWords =>
  words[status] ?? { tone: 'idle', word: status, live: false };

const kinds: Record<string, string> = {
  sync: 'What changed',
  full: 'Everything again',
  replay: 'Rejected rows again',
  undo: 'Undo',
};

/** What a run of a sync was for. */
export const kindWords = (kind: string): string => kinds[kind] ?? kind;
