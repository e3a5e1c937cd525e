import 'server-only';
import { segmentHistory as historyOf, type Refreshed } from '../../models/segments/ask/history.ts';
import { openLedger } from '../../models/segments/ledger.ts';
import { authorise } from './authorise.ts';
import { beforeRefresh } from './not-computed.ts';
import { columnsOf, dialect, rows } from './warehouse.ts';

export { type Cause, causes } from '../../models/segments/ledger.ts';
export type HistoryPoint = Refreshed;

/** How a segment's size came about: for each refresh that changed it, who entered and left and why. */
export async function segmentHistory(slug: string): Promise<HistoryPoint[]> {
  await authorise('read');
  const ledger = await openLedger({ columns: columnsOf, dialect: dialect() });
  if (ledger === null) throw beforeRefresh();
  const refreshes = await historyOf({ query: rows }, ledger, { segment: slug });
  return refreshes.filter(({ entered, left }) => entered + left > 0);
}
