import type { Batch } from '../../../connectors/destinations/send.ts';
import type { Row } from '../../../connectors/warehouses/connection.ts';
import { PlannedRow } from './outgoing.ts';

export interface PlannedBatch extends Batch {
  rows: readonly PlannedRow[];
}

/**
 * Rows of a chunk as batches whose bounds are their places, so that they are the same on every attempt; those that
 * have an answer are left out, and the rows around them are batches of their own: a row's offset, which names it to the
 * receiver, is its place. `firstPlace` is the chunk's.
 */
export async function* batchesOf(
  pages: AsyncIterable<Row[]>,
  { firstPlace, size, answered }: { firstPlace: number; size: number; answered(place: number): boolean },
): AsyncGenerator<PlannedBatch> {
  let rows: PlannedRow[] = [];
  let number = 0;
  for await (const page of pages) {
    for (const each of page) {
      const row = new PlannedRow(each);
      const its = Math.floor((row.place - firstPlace) / size);
      const follows = its === number && row.place - 1 === rows.at(-1)?.place;
      if (!follows && rows.length > 0) {
        yield batch(rows, firstPlace);
        rows = [];
      }
      number = its;
      if (!answered(row.place)) rows.push(row);
    }
  }
  if (rows.length > 0) yield batch(rows, firstPlace);
}

const batch = (rows: readonly PlannedRow[], firstPlace: number): PlannedBatch => ({
  offset: (rows[0]?.place ?? firstPlace) - firstPlace,
  rows,
});

/** Whether a place lies in one of these ranges, which are in order. Asked of ascending places. */
export function withinRanges(
  ranges: readonly { firstPlace: number; lastPlace: number }[],
): (place: number) => boolean {
  let at = 0;
  return (place) => {
    while (at < ranges.length && (ranges[at]?.lastPlace ?? 0) < place) at += 1;
    const range = ranges[at];
    return range !== undefined && range.firstPlace <= place;
  };
}
