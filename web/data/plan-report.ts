import { z } from 'zod';

const beforeAfter = z.object({ before: z.number(), after: z.number() });
const change = z.object({ persons: z.number(), previous: z.number(), records: z.number() });
const identifier = z.object({ type: z.string(), value: z.string() });
const sample = z.object({
  weft_id: z.string(),
  records: z.number(),
  persons: z.number(),
  parts: z.array(z.object({ weft_id: z.string(), records: z.number(), identifiers: z.array(identifier) })),
  shared: z.array(identifier),
});
const largest = z.array(z.object({ weft_id: z.string(), records: z.number() }));
const rows = z.union([
  z.object({ create: z.number(), update: z.number(), delete: z.number(), skipped: z.number() }),
  z.object({ error: z.string() }),
]);

/** What a plan found, as the release of its time wrote it: what is not of this shape is not shown. */
export const planReport = z.object({
  seconds: z.number(),
  comparedWith: z.object({ run: z.string(), at: z.string() }),
  records: beforeAfter.extend({ moved: z.number() }),
  persons: beforeAfter,
  consolidation: z.object({ before: z.number().nullable(), after: z.number().nullable() }),
  changes: z.object({ created: change, merged: change, split: change, moved: change, retired: change }),
  largest: z.object({ before: largest, after: largest }),
  conflicts: z.array(beforeAfter.extend({ type: z.string(), rule: z.string() })),
  samples: z.object({ merged: z.array(sample), split: z.array(sample) }),
  segments: z.array(
    z.object({
      segment: z.string(),
      before: z.number().nullable(),
      after: z.number(),
      entered: z.number(),
      left: z.number(),
    }),
  ),
  syncs: z.array(z.object({ sync: z.string(), before: rows, after: rows })),
  notes: z.array(z.string()),
});
export type PlanReport = z.infer<typeof planReport>;
export type PlanSample = z.infer<typeof sample>;
export type PlanRows = z.infer<typeof rows>;

/** Whether a sync would send other rows than today. */
export const syncChanges = ({ before, after }: PlanReport['syncs'][number]): boolean =>
  JSON.stringify(before) !== JSON.stringify(after);

/** Whether people would enter or leave a segment. */
export const segmentChanges = ({ entered, left }: PlanReport['segments'][number]): boolean =>
  entered + left > 0;

/** The plan in numbers: merges, splits, the people in them, segments and syncs that change. */
export function totalsOf(report: PlanReport) {
  const { merged, split, moved } = report.changes;
  return {
    merges: merged.previous,
    splits: split.persons,
    people:
      merged.previous + merged.persons + split.previous + split.persons + moved.previous + moved.persons,
    segments: report.segments.filter(segmentChanges).length,
    syncs: report.syncs.filter(syncChanges).length,
  };
}
