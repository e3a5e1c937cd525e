import { z } from 'zod';
import type { BatchContext, OutgoingRow, RowResult, SyncMode } from '../define.ts';
import { type Fault, isGone, isTaken, judgeRow, readAs, unreadable } from './answer.ts';
import { type SalesforceClient, withConnection } from './client.ts';
import { secretsOf } from './config.ts';
import { planDeletes, planWrites, type SObjectRecord } from './plan.ts';
import type { Target } from './target.ts';

/** The most records of one call of sObject Collections. */
export const batchSize = 200;

const savedSchema = z.array(
  z.object({
    success: z.boolean(),
    errors: z
      .array(
        z
          .object({
            statusCode: z.string(),
            message: z.string().catch(''),
            fields: z.array(z.string()).catch([]),
          })
          .transform(({ statusCode, message, fields }): Fault => ({ code: statusCode, message, fields })),
      )
      .catch([]),
  }),
);

/** What Salesforce says of each record that was sent, in their order. */
function savedOf(answer: unknown, sent: number): z.infer<typeof savedSchema> {
  const saved = readAs(savedSchema, answer);
  if (saved.length !== sent) throw unreadable(`${saved.length} results came for ${sent} records`);
  return saved;
}

export async function writeRows(
  rows: readonly OutgoingRow[],
  client: SalesforceClient,
  target: Target,
  { mode, signal }: BatchContext,
): Promise<RowResult[]> {
  const planned = await planWrites(rows, client, target, mode, signal);
  const records = planned.flatMap((plan) => ('record' in plan ? [plan.record] : []));
  const options = { allOrNone: false };
  const { type, match } = target;
  const answer: unknown =
    records.length === 0
      ? []
      : await withConnection(client, signal, (connection): Promise<unknown> => {
          if (mode === 'insert') return connection.create(type, records, options);
          if (mode === 'update') return connection.update(type, records.map(withId), options);
          return connection.upsert(type, records, match.name, options);
        });
  const saved = savedOf(answer, records.length)[Symbol.iterator]();
  return planned.map((plan) => {
    if ('result' in plan) return plan.result;
    const { success, errors } = saved.next().value ?? { success: false, errors: [] };
    return success ? { status: 'accepted' } : judgeWrite(errors, client, match.name, mode);
  });
}

const withId = (record: SObjectRecord) => ({ ...record, Id: String(record.Id) });

export function judgeWrite(
  faults: readonly Fault[],
  client: SalesforceClient,
  match: string,
  mode: SyncMode,
): RowResult {
  if (mode === 'insert' && isTaken(faults, match)) {
    return { status: 'skipped', reason: `Salesforce has a record with this ${match} already` };
  }
  if (mode === 'update' && isGone(faults)) {
    return { status: 'skipped', reason: 'Salesforce has no such record' };
  }
  return judgeRow(faults, secretsOf(client.config));
}

/** Deletes records into Salesforce's bin; one that is not there needs nothing. */
export async function deleteRows(
  rows: readonly OutgoingRow[],
  client: SalesforceClient,
  target: Target,
  signal: AbortSignal,
): Promise<RowResult[]> {
  const planned = await planDeletes(rows, client, target, signal);
  const ids = [...new Set(planned.flatMap((plan) => ('id' in plan ? [plan.id] : [])))];
  const answer: unknown =
    ids.length === 0
      ? []
      : await withConnection(client, signal, (connection) => connection.destroy(target.type, ids));
  const saved = new Map(savedOf(answer, ids.length).map((result, index) => [ids[index], result]));
  return planned.map((plan) => {
    if ('result' in plan) return plan.result;
    const { success, errors } = saved.get(plan.id) ?? { success: false, errors: [] };
    if (success || isGone(errors)) return { status: 'accepted' };
    return judgeRow(errors, secretsOf(client.config));
  });
}
