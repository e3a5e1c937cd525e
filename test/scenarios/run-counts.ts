import type { RunCounts } from '../../models/sync-runs/counts.ts';

/** A run's account as a row of numbers: planned, accepted, rejected, skipped, pending. */
export const counts = ({ planned, accepted, rejected, skipped, pending }: RunCounts): number[] => [
  planned,
  accepted,
  rejected,
  skipped,
  pending,
];
