import { BatchRejected } from '../../errors.ts';
import type { OutgoingRow } from '../define.ts';
import { jsonText } from '../values.ts';
import { type PostgresClient, transaction } from './client.ts';
import { isUnfit } from './errors.ts';
import { recordset, type Shape } from './statements.ts';

/** The column that a refusal concerns: the one it names, that of its constraint, or the one that does not take its value. */
export async function fieldAtFault(
  { cause }: BatchRejected,
  row: OutgoingRow,
  shape: Shape | undefined,
  client: PostgresClient,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (shape === undefined || typeof cause !== 'object' || cause === null) return undefined;
  if ('column' in cause && typeof cause.column === 'string') return cause.column;
  if ('constraint' in cause && typeof cause.constraint === 'string') {
    const [, only] = 'detail' in cause ? (/^Key \(([^(),]+)\)=/.exec(String(cause.detail)) ?? []) : [];
    return shape.table.constraints.get(cause.constraint) ?? only;
  }
  if (!isUnfit(cause)) return undefined;
  for (const column of [shape.match, ...shape.fields]) {
    const value = jsonText([{ c0: column === shape.match ? row.key : (row.fields[column.name] ?? null) }]);
    const probe = `select c0 from ${recordset([column])}`;
    const taken = await transaction(client, signal, (query) => query(probe, [value])).then(
      () => true,
      (error: unknown) => {
        if (error instanceof BatchRejected) return false;
        throw error;
      },
    );
    if (!taken) return column.name;
  }
  return undefined;
}
