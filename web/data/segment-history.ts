import 'server-only';
import { authorise } from './authorise.ts';
import { numberOf, textOf } from './values.ts';
import { dialect, rows } from './warehouse.ts';

export const causes = ['data', 'definition', 'identity'] as const;
export type Cause = (typeof causes)[number];

export interface HistoryPoint {
  at: string;
  /** Members after this change. */
  size: number;
  entered: number;
  left: number;
  byCause: Record<Cause, { entered: number; left: number }>;
}

const nothing = (): HistoryPoint['byCause'] => ({
  data: { entered: 0, left: 0 },
  definition: { entered: 0, left: 0 },
  identity: { entered: 0, left: 0 },
});

/** How a segment's size came about: for each refresh that changed it, who entered and left and why. */
export async function segmentHistory(slug: string): Promise<HistoryPoint[]> {
  await authorise('read');
  const at = dialect().ident('at');
  const found = await rows(
    `select ${at}, change, cause, count(*) as people from weft.segment_changes
     where segment = $1 group by ${at}, change, cause order by ${at}`,
    { values: [slug] },
  );
  const points = new Map<string, HistoryPoint>();
  let size = 0;
  for (const row of found) {
    const moment = textOf(row.at);
    const point = points.get(moment) ?? { at: moment, size, entered: 0, left: 0, byCause: nothing() };
    points.set(moment, point);
    const people = numberOf(row.people);
    const cause = causes.find((name) => name === row.cause) ?? 'data';
    if (row.change === 'entered') {
      point.entered += people;
      point.byCause[cause].entered += people;
      size += people;
    } else {
      point.left += people;
      point.byCause[cause].left += people;
      size -= people;
    }
    point.size = size;
  }
  return [...points.values()];
}
