import type { QueryOptions, Warehouse } from '../../../connectors/warehouses/connection.ts';
import { forebearsPart } from '../../identity/lineage.ts';
import { type Cause, causeOf, changesSql, type Ledger, type PersonAsked, refreshesSql } from '../ledger.ts';

/** How many persons entered and left. */
export interface Moves {
  entered: number;
  left: number;
}

/** One refresh of a segment. */
export interface Refreshed extends Moves {
  runId: string;
  at: string;
  /** Members after it. */
  members: number;
  byCause: Record<Cause, Moves>;
}

const none = (): Moves => ({ entered: 0, left: 0 });

/** How a segment's size came about: every refresh by the ledger, oldest first, also those that changed nothing. */
export async function segmentHistory(
  warehouse: Pick<Warehouse, 'query'>,
  ledger: Ledger,
  { segment, query = {} }: { segment: string; query?: QueryOptions },
): Promise<Refreshed[]> {
  const at = ledger.dialect.ident('at');
  const [refreshes, changes] = await Promise.all([
    warehouse.query(refreshesSql(ledger, { segment }), query),
    warehouse.query(
      `select run_id, ${at}, change, cause, count(*) as persons from (${changesSql(ledger, { segment })}) as c
       group by run_id, ${at}, change, cause`,
      query,
    ),
  ]);
  const found = new Map<string, Refreshed>();
  for (const row of [...refreshes, ...changes]) {
    // A run that is tried again has another time.
    const key = JSON.stringify([row.at, row.run_id]);
    const refreshed = found.get(key) ?? {
      ...{ runId: String(row.run_id), at: String(row.at), members: 0, ...none() },
      byCause: { data: none(), definition: none(), identity: none() },
    };
    found.set(key, refreshed);
    if (row.change === undefined) continue;
    const way = row.change === 'entered' ? 'entered' : 'left';
    refreshed.byCause[causeOf(row.cause)][way] += Number(row.persons);
    refreshed[way] += Number(row.persons);
  }
  let members = 0;
  return [...found.values()]
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.runId < b.runId ? -1 : 1))
    .map((refreshed) => {
      members += refreshed.entered - refreshed.left;
      return { ...refreshed, members };
    });
}

/** One entry or exit of a person. */
export interface Move {
  at: string;
  runId: string;
  change: 'entered' | 'left';
  cause: Cause;
  /** Their id in the ledger: another than the person's where that has merged into the person. */
  weftId: string;
  /** Since when the membership counts, or counted. */
  enteredAt: string;
  /** Of one who left by merging into another member: that one. */
  continuedBy: string | null;
}

/** Every entry and exit of a person, and of those who merged into them, oldest first. */
export async function personHistory(
  warehouse: Warehouse,
  ledger: Ledger,
  { segment, weftId, until, query = {} }: PersonAsked,
): Promise<Move[]> {
  const { dialect } = ledger;
  const at = dialect.ident('at');
  const rows = await warehouse.query(
    `with recursive ${forebearsPart(dialect, 'lineage', weftId)}
     select c.weft_id, c.change, c.${at}, c.cause, c.run_id, c.entered_at, c.continued_by
     from (${changesSql(ledger, { segment, until })}) as c
     join (select distinct weft_id from lineage) as l on l.weft_id = c.weft_id
     order by c.${at}, c.change desc, c.weft_id`,
    query,
  );
  return rows.map((row) => ({
    at: String(row.at),
    runId: String(row.run_id),
    change: row.change === 'entered' ? 'entered' : 'left',
    cause: causeOf(row.cause),
    weftId: String(row.weft_id),
    enteredAt: String(row.entered_at),
    continuedBy: row.continued_by == null ? null : String(row.continued_by),
  }));
}
