import type { SyncRun } from '../data/sync-runs.ts';
import { plural } from './format.ts';

/** Rows that a run had no need to send, in words; null of a run that did not look at all rows. */
export function notPlanned({
  kind,
  unchanged,
  stays,
}: SyncRun): { same: string; left: string | null } | null {
  if (unchanged === null || kind !== 'sync') return null;
  return {
    same: `${plural(unchanged, 'row')} unchanged`,
    left: stays ? `${plural(stays, 'row')} gone from the source, left there by the mode` : null,
  };
}
