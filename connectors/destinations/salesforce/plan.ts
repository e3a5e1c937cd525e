import type { OutgoingRow, RowResult, SyncMode } from '../define.ts';
import type { SalesforceClient } from './client.ts';
import { findRecords } from './find.ts';
import { refuseUnlessMatched, type Target } from './target.ts';
import { jsonValue, normaliseKey } from './values.ts';

type Value = string | number | boolean | null;
export type SObjectRecord = Record<string, Value>;

/** A row's result where it is known before anything is sent, or the record to send. */
export type Planned = { result: RowResult } | { record: SObjectRecord };

/** What is to be sent of each row, as the sync's mode says; reads first which records are there, where that matters. */
export async function planWrites(
  rows: readonly OutgoingRow[],
  client: SalesforceClient,
  target: Target,
  mode: SyncMode,
  signal: AbortSignal,
): Promise<Planned[]> {
  refuseUnlessMatched(target, mode);
  const { match, fields } = target;
  const reads = mode === 'insert' || (mode === 'update' && match.name !== 'Id');
  const found = reads
    ? await findRecords(
        rows.map(({ key }) => key),
        [],
        client,
        target,
        signal,
      )
    : new Map<string, never>();
  const seen = new Set<string>();
  return rows.map(({ key, fields: mapped }): Planned => {
    const identity = normaliseKey(key, match);
    const refused = refusedAlready(key, seen, target);
    if (refused) return { result: refused };
    const there = found.get(identity) ?? [];
    if (mode === 'insert' && there.length > 0) {
      return {
        result: { status: 'skipped', reason: `Salesforce has a record with this ${match.name} already` },
      };
    }
    const values = Object.fromEntries(
      Object.entries(mapped)
        .filter(([name]) => name !== 'Id')
        .map(([name, value]) => [name, jsonValue(value, fields.get(name)?.type)]),
    );
    if (mode !== 'update') return { record: { ...values, [match.name]: keyValue(key, match.type) } };
    if (match.name === 'Id') return { record: { ...values, Id: key } };
    const [record, ...others] = there;
    if (record === undefined) {
      return { result: { status: 'skipped', reason: `Salesforce has no record with this ${match.name}` } };
    }
    if (others.length > 0) return { result: ambiguous(match.name, there.length) };
    return { record: { ...values, Id: record.Id } };
  });
}

/** jsforce takes a number 0 for a key that is missing. */
const keyValue = (key: string, type: string): Value => jsonValue(key, type) || key;

/** Salesforce takes a record once in a call, and none without a key. */
export function refusedAlready(key: string, seen: Set<string>, { match }: Target): RowResult | undefined {
  const identity = normaliseKey(key, match);
  const field = match.name;
  if (key === '') return { status: 'rejected', reason: 'the key is empty', field };
  if (!seen.has(identity)) {
    seen.add(identity);
    return undefined;
  }
  const reason = `another row of this batch has the same ${field} at Salesforce, and was sent instead`;
  return { status: 'rejected', reason, field };
}

export const ambiguous = (match: string, count: number): RowResult => ({
  status: 'rejected',
  reason: `${count} records of Salesforce have this ${match}`,
  field: match,
});

/** The ids of the records to delete, or a row's result where there is none. */
export async function planDeletes(
  rows: readonly OutgoingRow[],
  client: SalesforceClient,
  target: Target,
  signal: AbortSignal,
): Promise<({ result: RowResult } | { id: string })[]> {
  const { match } = target;
  const found = await findRecords(
    rows.map(({ key }) => key),
    [],
    client,
    target,
    signal,
  );
  return rows.map(({ key }) => {
    const [record, ...others] = found.get(normaliseKey(key, match)) ?? [];
    if (record === undefined)
      return { result: { status: 'accepted', response: 'Salesforce had no such record' } };
    if (others.length > 0) return { result: ambiguous(match.name, others.length + 1) };
    return { id: record.Id };
  });
}
