import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { type Ledger, lastRefresh, type PersonAsked } from '../ledger.ts';
import { type Move, personHistory } from './history.ts';

/** A person in a segment by its ledger. */
export interface Standing {
  member: boolean;
  /** The refresh that says so; null before the first. */
  refresh: { runId: string; at: string } | null;
  /** Since when a member's membership counts. */
  since: string | null;
  /**
   * The entry with which a member's membership began, maybe as another id that has merged into the person since; null
   * where the ledger has none at that time, as of one who was split from a member.
   */
  began: Move | null;
  /** A member's entry, or the last exit of one who was a member, also as another id; null for one who never was. */
  last: Move | null;
}

/** Whether refreshes found a person in a segment, since when and by which cause. */
export async function standingOf(
  warehouse: Warehouse,
  ledger: Ledger,
  { segment, weftId, until, query = {} }: PersonAsked,
): Promise<Standing> {
  const [refresh, moves] = await Promise.all([
    lastRefresh(warehouse, ledger, { segment, until }, query),
    personHistory(warehouse, ledger, { segment, weftId, until, query }),
  ]);
  const entry = moves.findLast((move) => move.weftId === weftId);
  if (entry?.change !== 'entered') {
    const last = moves.findLast(({ change }) => change === 'left') ?? null;
    return { member: false, refresh, since: null, began: null, last };
  }
  const moment = (text: string) => Date.parse(text);
  const inherited = moves.filter(
    ({ continuedBy, at }) => continuedBy === weftId && moment(at) >= moment(entry.at),
  );
  const since = [entry, ...inherited]
    .map(({ enteredAt }) => enteredAt)
    .reduce((first, each) => (moment(each) < moment(first) ? each : first));
  const entries = moves.filter(({ change, at }) => change === 'entered' && moment(at) === moment(since));
  const began = entries.find((move) => move === entry) ?? entries[0] ?? null;
  return { member: true, refresh, since, began, last: entry };
}
