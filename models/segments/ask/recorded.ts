import type { QueryOptions, Value, Warehouse } from '../../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../../connectors/warehouses/dialect.ts';
import { heirsPart } from '../../identity/lineage.ts';
import {
  type Cause,
  causeOf,
  type Ledger,
  lastRefresh,
  membersSql,
  recordedSince,
  weftTable,
} from '../ledger.ts';

export interface RecordedMember {
  /** Their id at that time. */
  weftId: string;
  /** Whom that id has merged into since. */
  now: string | null;
  /** Since when the membership counts. */
  enteredAt: string;
  cause: Cause;
  /** Of who they are now, the columns that were asked for; null for one who is nobody any more. */
  values: Record<string, Value>;
}

/** Who was in a segment at a moment, by the ledger. */
export interface Recorded {
  /** The first refresh of the segment; null where none was. */
  since: string | null;
  /** The refresh by which they were members then; null before the first. */
  refresh: { runId: string; at: string } | null;
  members: number;
  /** Those who entered last, first. */
  sample: RecordedMember[];
}

export interface RecordedOptions {
  segment: string;
  /** The moment; now by default. */
  at?: Date | undefined;
  /** The most members to name. */
  limit: number;
  /** Columns of customer_360; those that it lacks are left out. */
  columns: readonly string[];
  query?: QueryOptions;
}

/** Members as refreshes recorded them, which a later definition, later data and later merges do not change. */
export async function recordedMembers(
  warehouse: Warehouse,
  ledger: Ledger,
  { segment, at, limit, columns, query = {} }: RecordedOptions,
): Promise<Recorded> {
  const { dialect } = ledger;
  const asked = { segment, until: at };
  const built = new Set((await warehouse.columns(`${weftSchema}.customer_360`)).map(({ name }) => name));
  const named = columns.filter((column) => built.has(column));
  const members = membersSql(ledger, asked);
  const [since, refresh, [counted], rows] = await Promise.all([
    recordedSince(warehouse, ledger, segment, query),
    lastRefresh(warehouse, ledger, asked, query),
    warehouse.query(`select count(*) as members from (${members}) as m`, query),
    warehouse.query(
      `with recursive page as (
        select weft_id, entered_at, cause from (${members}) as m order by entered_at desc, weft_id limit ${limit}
      ),
      ${heirsPart(dialect, 'heirs', 'page')},
      last_heirs as (
        select weft_id, heir from (
          select weft_id, heir, row_number() over (partition by weft_id order by step desc) as place from heirs
        ) as ranked where place = 1
      )
      select m.weft_id, m.entered_at, m.cause, h.heir${named.map((name) => `, p.${dialect.ident(name)}`).join('')}
      from page as m
      join last_heirs as h on h.weft_id = m.weft_id
      left join ${weftTable(dialect, 'customer_360')} as p on p.weft_id = h.heir
      order by m.entered_at desc, m.weft_id`,
      query,
    ),
  ]);
  return {
    since,
    refresh,
    members: Number(counted?.members ?? 0),
    sample: rows.map((row) => ({
      weftId: String(row.weft_id),
      now: row.heir === row.weft_id ? null : String(row.heir),
      enteredAt: String(row.entered_at),
      cause: causeOf(row.cause),
      values: Object.fromEntries(named.map((name) => [name, row[name] ?? null])),
    })),
  };
}
