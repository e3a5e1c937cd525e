import type { SyncRun } from '../data/sync-runs.ts';

/** How many rows a run had no need to send: the same as before, and gone but left there; null of a run that did not look at all rows. */
export function notPlanned({ kind, unchanged, stays }: SyncRun): { same: number; left: number } | null {
  if (unchanged === null || kind !== 'sync') return null;
  return {
    same: unchanged,
    left: stays ?? 0,
  };
}
