import type { QueryOptions, Warehouse } from '../../connectors/warehouses/connection.ts';
import { type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';

export const causes = ['data', 'definition', 'identity'] as const;
/** Why a person entered or left: their data, the segment's definition, or who the person is. */
export type Cause = (typeof causes)[number];

/** A value of `cause` as the ledger has it. */
export const causeOf = (value: unknown): Cause => causes.find((cause) => cause === value) ?? 'data';

/** The ledger of membership as the warehouse has it. */
export interface Ledger {
  dialect: Dialect;
  /** Whether each refresh's sizes are recorded beside it. */
  hasRuns: boolean;
  /** Whether a membership that goes on in another person is recorded; a table of an earlier version lacks it. */
  continues: boolean;
}

/** A table of Weft's own, as SQL. */
export const weftTable = (dialect: Dialect, name: string): string => dialect.table(`${weftSchema}.${name}`);

/** Null before the first refresh. */
export async function openLedger(warehouse: Pick<Warehouse, 'columns' | 'dialect'>): Promise<Ledger | null> {
  const [changes, runs] = await Promise.all([
    warehouse.columns(`${weftSchema}.segment_changes`),
    warehouse.columns(`${weftSchema}.segment_runs`),
  ]);
  if (changes.length === 0) return null;
  const continues = changes.some(({ name }) => name === 'continued_by');
  return { dialect: warehouse.dialect, hasRuns: runs.length > 0, continues };
}

/** Which of a ledger's rows are asked for. */
export interface Asked {
  segment: string;
  /** None recorded later. */
  until?: Date | undefined;
}

/** Which of them are of one person, and how they are asked. */
export interface PersonAsked extends Asked {
  weftId: string;
  query?: QueryOptions;
}

/** The changes of a segment, as a statement: `weft_id`, `change`, `at`, `cause`, `run_id`, `entered_at`, `continued_by`. */
export function changesSql({ dialect, continues }: Ledger, { segment, until }: Asked): string {
  const at = dialect.ident('at');
  const more = continues
    ? `coalesce(entered_at, ${at}) as entered_at, continued_by`
    : `${at} as entered_at, ${dialect.cast('null', 'text')} as continued_by`;
  const late = until === undefined ? '' : ` and ${at} <= ${dialect.literal(until)}`;
  return `select weft_id, change, ${at}, cause, run_id, ${more} from ${weftTable(dialect, 'segment_changes')}
    where segment = ${dialect.literal(segment)}${late}`;
}

/**
 * The members of a segment by its ledger, as a statement: `weft_id`, `entered_at` (since when the membership counts),
 * `cause` of the entry, `recorded_at` and `run_id`. As `weft_members_by_ledger`: those whose latest change is an entry;
 * one that another person's membership went on in counts from the earlier of the two.
 */
export function membersSql(ledger: Ledger, asked: Asked): string {
  const at = ledger.dialect.ident('at');
  const changes = changesSql(ledger, asked);
  return `select l.weft_id, l.cause, l.run_id, l.${at} as recorded_at,
      least(min(l.entered_at), coalesce(min(c.entered_at), min(l.entered_at))) as entered_at
    from (
      select weft_id, change, ${at}, cause, run_id, entered_at,
        row_number() over (partition by weft_id order by ${at} desc, change) as place
      from (${changes}) as all_changes
    ) as l
    left join (${changes}) as c on c.continued_by = l.weft_id and c.change = 'left' and c.${at} >= l.${at}
    where l.place = 1 and l.change = 'entered'
    group by l.weft_id, l.cause, l.run_id, l.${at}`;
}

/** Since when a segment is in the ledger: its first refresh, by ISO 8601. Null for one of which it says nothing. */
export async function recordedSince(
  warehouse: Warehouse,
  ledger: Ledger,
  segment: string,
  query: QueryOptions = {},
): Promise<string | null> {
  const at = ledger.dialect.ident('at');
  const [row] = await warehouse.query(
    `select min(${at}) as first_at from (${refreshesSql(ledger, { segment })}) as refreshes`,
    query,
  );
  return row?.first_at == null ? null : String(row.first_at);
}

/** The latest refresh of a segment of which the ledger knows, up to a time. Null before the first. */
export async function lastRefresh(
  warehouse: Warehouse,
  ledger: Ledger,
  asked: Asked,
  query: QueryOptions = {},
): Promise<{ runId: string; at: string } | null> {
  const at = ledger.dialect.ident('at');
  const [row] = await warehouse.query(
    `select run_id, ${at} from (${refreshesSql(ledger, asked)}) as refreshes order by ${at} desc, run_id limit 1`,
    query,
  );
  return row === undefined ? null : { runId: String(row.run_id), at: String(row.at) };
}

/** The refreshes of a segment, as a statement: `run_id`, `at`; those that changed its members, and those that did not. */
export function refreshesSql(ledger: Ledger, asked: Asked): string {
  const { dialect, hasRuns } = ledger;
  const at = dialect.ident('at');
  const changes = `select run_id, ${at} from (${changesSql(ledger, asked)}) as c`;
  if (!hasRuns) return `select distinct run_id, ${at} from (${changes}) as r`;
  const late = asked.until === undefined ? '' : ` and ${at} <= ${dialect.literal(asked.until)}`;
  return `select distinct run_id, ${at} from (
    ${changes}
    union all
    select run_id, ${at} from ${weftTable(dialect, 'segment_runs')} where segment = ${dialect.literal(asked.segment)}${late}
  ) as r`;
}
