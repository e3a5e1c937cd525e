import { z } from 'zod';
import { BatchRejected, ConfigError, Unavailable } from '../../errors.ts';
import type { BatchContext, OutgoingRow, RowResult, SyncMode } from '../define.ts';
import { tell } from '../rehearsal.ts';
import { jsonText } from '../values.ts';
import { matchColumn, type Table } from './catalog.ts';
import { type PostgresClient, type Query, transaction } from './client.ts';
import { fieldAtFault } from './field-at-fault.ts';
import { type Group, groupsOf, keyFault } from './groups.ts';
import { ident, qualified } from './identifier.ts';
import type { RowsOptions } from './rows.ts';
import { archiveSql, deleteSql, insertSql, type Shape, updateSql, upsertSql } from './statements.ts';
import { tableOf } from './table.ts';

const answerSchema = z.array(z.object({ n: z.int(), chosen: z.int(), written: z.boolean() }));

/**
 * Writes a batch in one transaction, by one statement for all rows that have the same fields. Rows that PostgreSQL
 * does not take undo all of it: `BatchRejected`, or the answer for a row that is alone.
 */
export async function write(
  rows: readonly OutgoingRow[],
  client: PostgresClient,
  options: RowsOptions,
  context: BatchContext,
): Promise<RowResult[]> {
  const table = await tableOf(client, options.table, context.signal);
  const results: RowResult[] = new Array(rows.length);
  const groups = groupsOf(rows, table, options, context);
  for (const [place, row] of rows.entries()) {
    const fault = keyFault(row, matchColumn(table, options.match));
    if (fault !== undefined) results[place] = fault;
  }
  try {
    await transaction(client, context.signal, async (query) => {
      for (const group of groups) await writeGroup(group, query, context.mode, results);
    });
  } catch (error) {
    if (error instanceof ConfigError) throw await changed(client, options, table, error, context.signal);
    const [row] = rows;
    if (rows.length > 1 || row === undefined || !(error instanceof BatchRejected)) throw error;
    const field = await fieldAtFault(error, row, groups[0]?.shape, client, context.signal);
    return [{ status: 'rejected', reason: error.message, ...(field === undefined ? {} : { field }) }];
  }
  return results;
}

async function writeGroup(
  { shape, places, rows }: Group,
  query: Query,
  mode: SyncMode,
  results: RowResult[],
) {
  const operation = rows[0]?.operation;
  const sql = statement(shape, mode, operation);
  const values = rows.map((row) => valuesOf(row, shape));
  const given = jsonText(values);
  await tell(() => ({ kind: 'statement', text: sql, values: given }));
  const answers = answerSchema.parse(await query(sql, [given]));
  if (answers.length !== rows.length) {
    throw new Unavailable(`PostgreSQL answered for ${answers.length} of ${rows.length} rows`, {
      mend: 'The batch is undone and tried again.',
    });
  }
  for (const { n, chosen, written } of answers) {
    const place = places[n - 1];
    if (place === undefined) throw new TypeError(`there is no row ${n}`);
    const other = rows[chosen - 1]?.key ?? '';
    results[place] = n === chosen ? resultOf(written, mode, operation) : sameKey(shape.match.name, other);
  }
}

function statement(shape: Shape, mode: SyncMode, operation: OutgoingRow['operation'] | undefined): string {
  if (operation === 'delete') return deleteSql(shape);
  if (operation === 'archive') {
    if (shape.archivedAt === undefined) throw new TypeError(`the mode ${mode} archives nothing`);
    return archiveSql(shape, shape.archivedAt);
  }
  if (mode === 'insert' || mode === 'events') return insertSql(shape);
  return mode === 'update' ? updateSql(shape) : upsertSql(shape);
}

const valuesOf = ({ key, fields }: OutgoingRow, shape: Shape) => ({
  c0: key,
  ...Object.fromEntries(shape.fields.map(({ name }, index) => [`c${index + 1}`, fields[name] ?? null])),
});

function resultOf(
  written: boolean,
  mode: SyncMode,
  operation: OutgoingRow['operation'] | undefined,
): RowResult {
  if (written) return { status: 'accepted' };
  if (operation === 'delete') return { status: 'accepted', response: 'there was no such row' };
  if (operation === 'archive') return { status: 'accepted', response: 'there was no such row to archive' };
  if (mode === 'update') return { status: 'skipped', reason: 'no row of the table has this key' };
  // An event that was sent before a crash is there; in the other case the row may be anybody's.
  if (mode === 'events') return { status: 'accepted', response: 'a row with this key was there already' };
  if (mode === 'insert') return { status: 'skipped', reason: 'a row with this key is there already' };
  return { status: 'rejected', reason: 'a trigger or a rule of the table left this row out' };
}

const sameKey = (match: string, other: string): RowResult => ({
  status: 'rejected',
  reason: `for the column ${ident(match)} this key is the same as "${other}", a key of the same batch`,
  field: match,
});

/** The refusal of a statement; one that can be made anew where the table is not what it was when the run began. */
async function changed(
  client: PostgresClient,
  { table: name }: RowsOptions,
  before: Table,
  error: ConfigError,
  signal: AbortSignal,
): Promise<Error> {
  client.tables.delete(name);
  const now = await tableOf(client, name, signal);
  const columns = (table: Table) => jsonText([...table.columns.values()]);
  if (columns(now) === columns(before)) return error;
  return new Unavailable(`${qualified(now)} was changed while rows were written: ${error.message}`, {
    mend: 'The batch is undone and tried again, as the table is now.',
    cause: error,
  });
}
