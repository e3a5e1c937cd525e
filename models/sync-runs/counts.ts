import { z } from 'zod';
import type { Row } from '../../connectors/warehouses/connection.ts';

/** The account of a run: planned = accepted + rejected + skipped + pending. */
export const runCounts = z.object({
  planned: z.number(),
  accepted: z.number(),
  rejected: z.number(),
  skipped: z.number(),
  pending: z.number(),
});
export type RunCounts = z.infer<typeof runCounts>;

/** The same as a run that is under way records it, with what its plan waits for. */
export const countsSoFar = runCounts.extend({ waitsFor: z.array(z.string()).optional() });

/** The account in a row of `sync_runs`; all 0 where there is none. */
export const countsOf = (row: Row | undefined): RunCounts => ({
  planned: Number(row?.planned ?? 0),
  accepted: Number(row?.accepted ?? 0),
  rejected: Number(row?.rejected ?? 0),
  skipped: Number(row?.skipped ?? 0),
  pending: Number(row?.pending ?? 0),
});
