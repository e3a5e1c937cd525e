import { z } from 'zod';
import { ConfigError, Unavailable } from '../../errors.ts';
import type { BatchContext, OutgoingRow, RowResult, SyncMode } from '../define.ts';
import { isTaken, judgeRow, type Problem, problemSchema, readAs } from './answer.ts';
import { type Input, pathOf, type Target, writeBatch } from './batch.ts';
import { call, type HubspotClient } from './client.ts';
import { type PropertyType, propertyTypes, recordId } from './properties.ts';
import { normaliseKey, propertyText } from './values.ts';

const foundSchema = z.object({
  results: z.array(
    z.object({ id: z.string(), properties: z.record(z.string(), z.string().nullable()).catch({}) }),
  ),
  errors: z.array(problemSchema).catch([]),
});
type Found = z.infer<typeof foundSchema>['results'][number];

/** The records of at most 100 keys that are there, by their keys as HubSpot has them. */
export async function findRecords(
  keys: readonly string[],
  properties: readonly string[],
  client: HubspotClient,
  { type, match }: Target,
  signal: AbortSignal,
): Promise<Map<string, Found>> {
  const wanted = new Set(keys.map((key) => normaliseKey(key, match)));
  if (wanted.size === 0) return new Map();
  // A contact is found by its other addresses too, and then names another one than was asked for.
  const others = match === 'email' ? ['hs_additional_emails'] : [];
  const body = {
    ...(match === recordId ? {} : { idProperty: match }),
    inputs: [...wanted].map((id) => ({ id })),
    properties: [...new Set([match, ...others, ...properties])],
    propertiesWithHistory: [],
  };
  const answer = await call(client, {
    ...{ method: 'POST' as const, path: pathOf(type, 'read'), body, signal },
    reads: true,
  });
  const { results, errors } = readAs(foundSchema, client.config, answer);
  const failed = errors.find(({ category }) => category !== 'OBJECT_NOT_FOUND');
  if (failed) throw new Unavailable(`HubSpot could not read all records: ${failed.message}`);
  const found = new Map<string, Found>();
  for (const record of results) {
    const own = match === recordId ? record.id : (record.properties[match] ?? '');
    const names = [own, ...others.flatMap((name) => record.properties[name]?.split(';') ?? [])];
    for (const name of names) {
      const key = normaliseKey(name, match);
      if (wanted.has(key)) found.set(key, record);
    }
  }
  return found;
}

/** Creates, updates or upserts records, as the sync's mode says. */
export async function writeRows(
  rows: readonly OutgoingRow[],
  client: HubspotClient,
  target: Target,
  { mode, signal }: BatchContext,
): Promise<RowResult[]> {
  const { type, match } = target;
  if (match === recordId && mode !== 'update') {
    throw new ConfigError(`records that are matched by ${recordId} can only be updated`, {
      mend: 'Use `mode: update`, or let `match` name a property with unique values.',
    });
  }
  const types = await propertyTypes(client, type, signal);
  const ids = mode === 'update' ? await recordIds(rows, client, target, signal) : rows.map(({ key }) => key);
  const inputs = new Map<string, Input>();
  const results = rows.map((row, index): RowResult | undefined => {
    const id = ids[index];
    if (id === undefined) return { status: 'skipped', reason: `HubSpot has no record with this ${match}` };
    const identity = normaliseKey(id, match);
    if (inputs.has(identity)) return sameRecord(match);
    const properties = propertiesOf(row, types);
    const trace = { objectWriteTraceId: String(index) };
    if (mode === 'insert')
      inputs.set(identity, { ...trace, properties: { ...properties, [match]: identity } });
    else if (mode === 'update') inputs.set(identity, { ...trace, id, properties });
    else inputs.set(identity, { ...trace, id: identity, idProperty: match, properties });
    return undefined;
  });
  const operation = mode === 'insert' ? 'create' : mode === 'update' ? 'update' : 'upsert';
  const outcomes = await writeBatch(operation, [...inputs.values()], client, target, signal);
  return results.map((result, index) => {
    if (result) return result;
    const problem = outcomes.get(String(index));
    return problem === undefined ? { status: 'accepted' } : judge(client, problem, match, mode);
  });
}

/** The records' own ids, by which alone HubSpot updates contacts that are known by their email. */
async function recordIds(
  rows: readonly OutgoingRow[],
  client: HubspotClient,
  target: Target,
  signal: AbortSignal,
): Promise<(string | undefined)[]> {
  const keys = rows.map(({ key }) => key);
  if (target.match === recordId) return keys;
  const found = await findRecords(keys, [], client, target, signal);
  return keys.map((key) => found.get(normaliseKey(key, target.match))?.id);
}

function propertiesOf(
  { fields }: OutgoingRow,
  types: ReadonlyMap<string, PropertyType>,
): Record<string, string> {
  const written = Object.entries(fields).filter(([name]) => name !== recordId);
  return Object.fromEntries(written.map(([name, value]) => [name, propertyText(value, types.get(name))]));
}

function judge(client: HubspotClient, problem: Problem, match: string, mode: SyncMode): RowResult {
  if (mode === 'insert' && isTaken(problem, match)) {
    return { status: 'skipped', reason: `HubSpot has a record with this ${match} already` };
  }
  if (mode === 'update' && problem.category === 'OBJECT_NOT_FOUND') {
    return { status: 'skipped', reason: 'HubSpot has no such record' };
  }
  return judgeRow(client.config, problem);
}

/** HubSpot refuses a batch that names a record twice. */
const sameRecord = (match: string): RowResult => ({
  status: 'rejected',
  reason: `another row of this batch has the same ${match} in HubSpot, and was sent instead`,
  field: match,
});

/** Archives records, which HubSpot can restore for 90 days; one that is not there needs nothing. */
export async function archiveRows(
  rows: readonly OutgoingRow[],
  client: HubspotClient,
  target: Target,
  signal: AbortSignal,
): Promise<RowResult[]> {
  const keys = rows.map(({ key }) => key);
  const found = await findRecords(keys, [], client, target, signal);
  const ids = new Set([...found.values()].map(({ id }) => id));
  if (ids.size > 0) {
    const body = { inputs: [...ids].map((id) => ({ id })) };
    await call(client, { method: 'POST', path: pathOf(target.type, 'archive'), body, signal });
  }
  return rows.map(({ key }): RowResult => {
    if (found.has(normaliseKey(key, target.match))) return { status: 'accepted' };
    return { status: 'accepted', response: 'HubSpot had no such record' };
  });
}
