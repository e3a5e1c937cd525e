import 'server-only';
import { authorise } from './authorise.ts';
import type { RowStatus } from './sync-runs.ts';
import { numberOf, plainText, textOf, textOrNull } from './values.ts';
import { dialect, row, rows } from './warehouse.ts';

export const rowsPageSize = 50;

export interface SyncRow {
  key: string;
  /** Whose row it is; null for one whose person is gone. */
  weftId: string | null;
  operation: string;
  status: string;
  reason: string | null;
  attempt: number;
  at: string | null;
}

interface RowsQuery {
  run: string;
  status: RowStatus | null;
  q: string;
  page: number;
}

/** The rows of a run with their outcome, those that need someone first. */
export async function syncRows(query: RowsQuery): Promise<{ rows: SyncRow[]; total: number }> {
  await authorise('personal.read');
  const conditions = ['run_id = $1'];
  const values = [query.run];
  const sql = dialect();
  const at = sql.ident('at');
  if (query.status !== null) {
    values.push(query.status);
    conditions.push(`status = $${values.length}`);
  }
  if (query.q !== '') {
    const holds = (column: string): string =>
      sql.contains(`lower(${column})`, plainText(query.q).toLowerCase());
    conditions.push(`(${holds('key')} or ${holds("coalesce(reason, '')")})`);
  }
  const where = conditions.join(' and ');
  const [found, counted] = await Promise.all([
    rows(
      `select key, weft_id, operation, status, reason, attempt, ${at} from weft.sync_rows where ${where}
       order by case status when 'rejected' then 0 when 'pending' then 1 when 'skipped' then 2 else 3 end,
         ${at} desc, key
       limit ${rowsPageSize} offset ${(query.page - 1) * rowsPageSize}`,
      { values },
    ),
    row(`select count(*) as found from weft.sync_rows where ${where}`, { values }),
  ]);
  return {
    rows: found.map((one) => ({
      key: textOf(one.key),
      weftId: textOrNull(one.weft_id),
      operation: textOf(one.operation),
      status: textOf(one.status),
      reason: textOrNull(one.reason),
      attempt: numberOf(one.attempt),
      at: textOrNull(one.at),
    })),
    total: numberOf(counted.found),
  };
}

/** Why rows were rejected or skipped, the commonest reason first. */
export async function reasons(run: string): Promise<{ status: string; reason: string; rows: number }[]> {
  await authorise('read');
  const found = await rows(
    `select status, reason, count(*) as found from weft.sync_rows
     where run_id = $1 and status in ('rejected', 'skipped') and reason is not null
     group by status, reason order by found desc, reason limit 12`,
    { values: [run] },
  );
  return found.map((one) => ({
    status: textOf(one.status),
    reason: textOf(one.reason),
    rows: numberOf(one.found),
  }));
}
