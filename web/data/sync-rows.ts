import 'server-only';
import { z } from 'zod';
import type { Row, Value } from '../../connectors/warehouses/connection.ts';
import { causeOf } from '../../models/sync-runs/causes.ts';
import { discreet } from '../words/discreet.ts';
import { type FieldChange, rowChanges } from '../words/row-changes.ts';
import { authorise, may } from './authorise.ts';
import type { Exported } from './csv.ts';
import type { RowStatus } from './sync-runs.ts';
import { numberOf, plainText, textOf, textOrNull } from './values.ts';
import { dialect, row, rows, streamRows } from './warehouse.ts';

export const rowsPageSize = 50;

/** What a row may ask of the destination. */
export const rowOperations = ['create', 'update', 'delete', 'archive'] as const;
export type RowOperation = (typeof rowOperations)[number];

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
  operation: RowOperation | null;
  q: string;
  page: number;
}

const rowOf = (one: Row): SyncRow => ({
  key: textOf(one.key),
  weftId: textOrNull(one.weft_id),
  operation: textOf(one.operation),
  status: textOf(one.status),
  reason: textOrNull(one.reason),
  attempt: numberOf(one.attempt),
  at: textOrNull(one.at),
});

/** The rows of a run with their outcome, those that need someone first. */
export async function syncRows(query: RowsQuery): Promise<{ rows: SyncRow[]; total: number }> {
  await authorise('personal.read');
  const { where, values } = conditionsOf(query);
  const [found, counted] = await Promise.all([
    rows(
      `${selectRows()} where ${where} ${needyFirst()}
       limit ${rowsPageSize} offset ${(query.page - 1) * rowsPageSize}`,
      { values },
    ),
    row(`select count(*) as found from weft.sync_rows where ${where}`, { values }),
  ]);
  return {
    rows: found.map(rowOf),
    total: numberOf(counted.found),
  };
}

/** Every row of a run, or those that a search and its filters leave, with what became of it. */
export async function exportedRows(query: Omit<RowsQuery, 'page'>): Promise<Exported> {
  await authorise('personal.read');
  await authorise('export');
  const { where, values } = conditionsOf(query);
  return {
    columns: ['key', 'weft_id', 'operation', 'status', 'reason', 'attempt', 'at'],
    batches: await streamRows(`${selectRows()} where ${where} ${needyFirst()}`, { values }),
  };
}

const selectRows = (): string =>
  `select key, weft_id, operation, status, reason, attempt, ${dialect().ident('at')} from weft.sync_rows`;

const needyFirst = (): string =>
  `order by case status when 'rejected' then 0 when 'pending' then 1 when 'skipped' then 2 else 3 end,
     ${dialect().ident('at')} desc, key`;

function conditionsOf(query: Omit<RowsQuery, 'page'>): { where: string; values: string[] } {
  const conditions = ['run_id = $1'];
  const values = [query.run];
  const sql = dialect();
  if (query.status !== null) {
    values.push(query.status);
    conditions.push(`status = $${values.length}`);
  }
  if (query.operation !== null) {
    values.push(query.operation);
    conditions.push(`operation = $${values.length}`);
  }
  if (query.q !== '') {
    const holds = (column: string): string =>
      sql.contains(`lower(${column})`, plainText(query.q).toLowerCase());
    conditions.push(`(${holds('key')} or ${holds("coalesce(reason, '')")})`);
  }
  return { where: conditions.join(' and '), values };
}

/** Why rows were skipped, the commonest reason first. */
export async function skipReasons(run: string): Promise<{ reason: string; rows: number }[]> {
  await authorise('read');
  const found = await rows(
    `select cause, count(*) as found from (
       select ${causeOf(dialect(), 'reason')} as cause from weft.sync_rows where run_id = $1 and status = 'skipped'
     ) as skips group by cause order by found desc, cause limit 12`,
    { values: [run] },
  );
  const seesAll = await may('personal.read');
  return found.map((one) => {
    const reason = textOf(one.cause);
    return { reason: seesAll ? reason : discreet(reason), rows: numberOf(one.found) };
  });
}

export interface RowDetail extends SyncRow {
  previousKey: string | null;
  field: string | null;
  response: string | null;
  changes: FieldChange[];
}

const parsed = (value: Value | undefined): Record<string, unknown> | null =>
  value === null || value === undefined ? null : fieldsOf.parse(JSON.parse(textOf(value)));
const fieldsOf = z.record(z.string(), z.unknown());

/** One row of a run with what it changed; null where the run has none of that key. */
export async function findSyncRow(run: string, key: string): Promise<RowDetail | null> {
  await authorise('personal.read');
  const at = dialect().ident('at');
  // A key that several rows of the source have is in the run more than once, each time with the same account.
  const found = await row(
    `select * from weft.sync_rows where run_id = $1 and key = $2 order by ${at} desc limit 1`,
    {
      values: [run, key],
    },
  );
  if (found.run_id === undefined) return null;
  const base = rowOf(found);
  return {
    ...base,
    previousKey: textOrNull(found.previous_key),
    field: textOrNull(found.field),
    response: textOrNull(found.response),
    changes: rowChanges({
      operation: base.operation,
      fields: parsed(found.fields),
      before: parsed(found.previous_fields),
    }),
  };
}
