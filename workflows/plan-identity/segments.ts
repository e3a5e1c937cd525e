import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { type Comparison, present, proposed, rowsOf, todays } from './comparison.ts';
import type { SegmentChange } from './report.ts';

/** The members of each segment of the proposed workspace, and who of them is there today. */
export async function segmentChanges(
  comparison: Comparison,
  workspace: Workspace,
  inForce: Workspace,
): Promise<SegmentChange[]> {
  const hasMembers = (await present(comparison, weftSchema)).has('segment_members');
  const before = hasMembers
    ? todays(comparison, 'segment_members')
    : `(select segment, weft_id from ${proposed(comparison, 'segment_members')} where false)`;
  const rows = await rowsOf(
    comparison,
    `select coalesce(a.segment, b.segment) as segment,
       sum(case when b.weft_id is null then 0 else 1 end) as n_before,
       sum(case when a.weft_id is null then 0 else 1 end) as n_after,
       sum(case when b.weft_id is null then 1 else 0 end) as n_entered,
       sum(case when a.weft_id is null then 1 else 0 end) as n_left
     from ${before} as b
     full outer join ${proposed(comparison, 'segment_members')} as a
       on a.segment = b.segment and a.weft_id = b.weft_id
     group by 1`,
  );
  return workspace.all('segment').map(({ slug }) => {
    const row = rows.find((each) => each.segment === slug);
    const known = hasMembers && inForce.get('segment', slug) !== undefined;
    return {
      segment: slug,
      before: known ? Number(row?.n_before ?? 0) : null,
      after: Number(row?.n_after ?? 0),
      entered: Number(row?.n_entered ?? 0),
      left: Number(row?.n_left ?? 0),
    };
  });
}
