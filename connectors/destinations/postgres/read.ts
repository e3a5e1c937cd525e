import { BatchRejected } from '../../errors.ts';
import type { CallContext } from '../define.ts';
import { jsonText } from '../values.ts';
import { type Column, columnOf, fieldType, matchColumn } from './catalog.ts';
import { type PostgresClient, transaction } from './client.ts';
import type { RowsOptions } from './rows.ts';
import { selectSql } from './statements.ts';
import { tableOf } from './table.ts';

type Found = Map<string, Record<string, unknown>>;

/** The rows of some keys, by key. A key that the column's type does not take is one that is not there. */
export async function read(
  keys: readonly string[],
  names: readonly string[],
  client: PostgresClient,
  options: RowsOptions,
  { signal }: Pick<CallContext, 'signal'>,
): Promise<Found> {
  const table = await tableOf(client, options.table, signal);
  const fields = names.map((name) => columnOf(table, name));
  const match = matchColumn(table, options.match);
  const sql = selectSql({ table, match, fields });
  const found: Found = new Map();
  const readSome = async (some: readonly string[]): Promise<void> => {
    if (some.length === 0) return;
    const asked = jsonText(some.map((key) => ({ key, c0: key })));
    try {
      const rows = await transaction(client, signal, (query) => query(sql, [asked]));
      for (const { key, ...values } of rows) found.set(String(key), fieldsOf(fields, values));
    } catch (error) {
      if (!(error instanceof BatchRejected)) throw error;
      if (some.length === 1) return;
      const middle = Math.ceil(some.length / 2);
      await readSome(some.slice(0, middle));
      await readSome(some.slice(middle));
    }
  };
  await readSome(keys);
  return found;
}

const fieldsOf = (fields: readonly Column[], values: Record<string, unknown>) =>
  Object.fromEntries(fields.map((column, index) => [column.name, shownValue(column, values[`f${index}`])]));

/** The session's zone is UTC: a column without a zone holds UTC, and one with it is told in UTC. */
function shownValue(column: Column, value: unknown): unknown {
  if (fieldType(column) !== 'timestamp' || typeof value !== 'string') return value ?? null;
  return /^[-+]?infinity$/.test(value) ? value : `${value.replace(/\+00:00$/, '')}Z`;
}
