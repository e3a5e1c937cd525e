import { type QueryOptions, textOrNull, type Warehouse } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';

/** What one run did with one row. */
export interface RowEvent {
  sync: string;
  runId: string;
  key: string;
  operation: string;
  status: string;
  reason: string | null;
  field: string | null;
  at: string;
  /** What was sent, and what the destination had acknowledged before; null once their retention is over. */
  fields: Record<string, unknown> | null;
  previousFields: Record<string, unknown> | null;
  previousKey: string | null;
  response: string | null;
}

/** The life of a row: what each run of each sync did with a key, or with a person's rows, the latest first. */
export async function rowLife(
  warehouse: Warehouse,
  { key, weftId, sync, limit = 100 }: { key?: string; weftId?: string; sync?: string; limit?: number },
  options: QueryOptions = {},
): Promise<RowEvent[]> {
  const { dialect } = warehouse;
  const { ident, literal } = dialect;
  const named = [
    ...(key === undefined ? [] : [`${ident('key')} = ${literal(key)}`, `previous_key = ${literal(key)}`]),
    ...(weftId === undefined ? [] : [`weft_id = ${literal(weftId)}`]),
  ];
  if (named.length === 0) return [];
  const conditions = [`(${named.join(' or ')})`, ...(sync === undefined ? [] : [`sync = ${literal(sync)}`])];
  const rows = await warehouse.query(
    `select sync, run_id, ${ident('key')}, operation, status, reason, field, ${ident('at')}, fields, previous_fields, previous_key, response
     from ${dialect.table(`${weftSchema}.sync_rows`)} where ${conditions.join(' and ')}
     order by ${ident('at')} desc, run_id desc limit ${limit}`,
    options,
  );
  const parsed = (value: unknown): Record<string, unknown> | null =>
    value === null || value === undefined ? null : JSON.parse(String(value));
  return rows.map((row) => ({
    ...{ sync: String(row.sync), runId: String(row.run_id), key: String(row.key) },
    ...{ operation: String(row.operation), status: String(row.status), reason: textOrNull(row.reason) },
    ...{ field: textOrNull(row.field), at: String(row.at), response: textOrNull(row.response) },
    ...{ fields: parsed(row.fields), previousFields: parsed(row.previous_fields) },
    previousKey: textOrNull(row.previous_key),
  }));
}
