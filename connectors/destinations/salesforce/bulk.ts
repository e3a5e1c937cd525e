import { z } from 'zod';
import { BatchRejected } from '../../errors.ts';
import {
  type BatchContext,
  type BulkDefinition,
  isRemoval,
  type OutgoingRow,
  type RowResult,
  type SyncMode,
} from '../define.ts';
import { parseJson, shown } from '../exchange.ts';
import { isGone, judgeRow, mappingFault, unreadable } from './answer.ts';
import type { SalesforceClient } from './client.ts';
import { secretsOf } from './config.ts';
import { findRecords } from './find.ts';
import { csvFiles, csvRecords, faultOf } from './job-csv.ts';
import { jobOf, openJob, resultsOf, setState, upload } from './jobs.ts';
import { ambiguous, planDeletes, planWrites, refusedAlready } from './plan.ts';
import { judgeWrite } from './records.ts';
import { type Target, targetOf } from './target.ts';
import { csvValue, normaliseKey } from './values.ts';

/** The jobs of one submission: writes and deletes go apart, and large files in several. */
const submissionSchema = z.array(z.object({ id: z.string(), deletes: z.boolean() }));
type Submission = z.infer<typeof submissionSchema>;

const submissionOf = (job: string): Submission => submissionSchema.parse(parseJson(job));

interface RecordOptions {
  type: string;
  match: string;
}

/** Jobs of the Bulk API 2.0. */
export const bulk: BulkDefinition<SalesforceClient, RecordOptions> = {
  fromRows: 2000,
  jobRows: 50_000,

  /**
   * A job starts when it is told that its data is complete, which is said to all at the very end: what a crash
   * leaves behind until then is never worked on, and Salesforce removes it. A submission that is made twice writes
   * the same values twice.
   */
  async submit(rows, client, options, context) {
    const { signal } = context;
    const target = await targetOf(client, options, signal);
    const opened: Submission = [];
    try {
      const writes = rows.filter((row) => !isRemoval(row));
      const operation = context.mode === 'insert' || context.mode === 'update' ? context.mode : 'upsert';
      for (const csv of await writesAsCsv(writes, client, target, context)) {
        const id = await openJob(client, target, operation, signal);
        opened.push({ id, deletes: false });
        await upload(client, id, csv, signal);
      }
      const planned = await planDeletes(rows.filter(isRemoval), client, target, signal);
      const ids = planned.flatMap((plan) => ('id' in plan ? [[plan.id]] : []));
      for (const csv of csvFiles(['Id'], ids)) {
        const id = await openJob(client, target, 'delete', signal);
        opened.push({ id, deletes: true });
        await upload(client, id, csv, signal);
      }
      for (const { id } of opened) await setState(client, id, 'UploadComplete', signal);
    } catch (error) {
      for (const { id } of opened) await setState(client, id, 'Aborted', signal).catch(() => {});
      throw error;
    }
    return JSON.stringify(opened);
  },

  async poll(job, client, _options, { signal }) {
    for (const { id } of submissionOf(job)) {
      const { state } = await jobOf(client, id, signal);
      if (!['JobComplete', 'Failed', 'Aborted'].includes(state)) return { ended: false, againMs: 5000 };
    }
    return { ended: true };
  },

  async results(job, rows, client, options, context) {
    const target = await targetOf(client, options, context.signal);
    const jobs = submissionOf(job);
    const writes = await outcomesOf(
      jobs.filter(({ deletes }) => !deletes),
      client,
      target,
      context,
    );
    const deletes = await outcomesOf(
      jobs.filter((one) => one.deletes),
      client,
      target,
      context,
    );
    // Keys of updates and deletes are not in their files, which name records by id.
    const byId = rows.filter(
      (row) => isRemoval(row) || (context.mode === 'update' && target.match.name !== 'Id'),
    );
    const keys = byId.map(({ key }) => key);
    const found = await findRecords(keys, [], client, target, context.signal);
    const seen = new Set<string>();
    return rows.map((row): RowResult => {
      const [record, ...others] = found.get(normaliseKey(row.key, target.match)) ?? [];
      if (others.length > 0) return ambiguous(target.match.name, others.length + 1);
      if (isRemoval(row)) return deleted(record && deletes.get(record.Id), record !== undefined, client);
      const refused = refusedAlready(row.key, seen, target);
      if (refused) return refused;
      const { mode } = context;
      const named = mode === 'update' ? (record?.Id ?? row.key) : normaliseKey(row.key, target.match);
      return written(writes.get(named), client, target, mode);
    });
  },
};

function written(
  outcome: Outcome | undefined,
  client: SalesforceClient,
  { match }: Target,
  mode: SyncMode,
): RowResult {
  if (outcome === 'taken') return { status: 'accepted' };
  if (outcome === 'unprocessed') return unprocessed;
  if (outcome !== undefined) return judgeWrite([faultOf(outcome.error)], client, match.name, mode);
  // What was not to be sent is in no file.
  if (mode === 'insert') return { status: 'skipped', reason: 'Salesforce has such a record already' };
  if (mode === 'update') return { status: 'skipped', reason: 'Salesforce has no such record' };
  throw unreadable(`the files of the job do not name each record by its ${match.name}`);
}

const unprocessed: RowResult = {
  status: 'rejected',
  reason: 'Salesforce ended the job before it came to this record',
  transient: true,
};

/** A record that is there no more was deleted, by the job or by somebody else. */
function deleted(outcome: Outcome | undefined, isThere: boolean, client: SalesforceClient): RowResult {
  if (!isThere || outcome === 'taken') return { status: 'accepted' };
  if (outcome === undefined || outcome === 'unprocessed') return unprocessed;
  const fault = faultOf(outcome.error);
  return isGone([fault]) ? { status: 'accepted' } : judgeRow([fault], secretsOf(client.config));
}

async function writesAsCsv(
  rows: readonly OutgoingRow[],
  client: SalesforceClient,
  target: Target,
  { mode, signal }: BatchContext,
): Promise<string[]> {
  const planned = await planWrites(rows, client, target, mode, signal);
  const records = planned.flatMap((plan) => ('record' in plan ? [plan.record] : []));
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const unknown = columns.filter((name) => !target.fields.has(name));
  if (unknown.length > 0) throw mappingFault(`${target.type} has no ${unknown.join(', ')}`);
  const cells = records.map((record) =>
    columns.map((name) => (name in record ? csvValue(record[name], target.fields.get(name)?.type) : '')),
  );
  return csvFiles(columns, cells);
}

/** What became of a record; by its key, or by its id where the file names it so. */
type Outcome = 'taken' | 'unprocessed' | { error: string };
type Outcomes = Map<string, Outcome>;

async function outcomesOf(
  jobs: Submission,
  client: SalesforceClient,
  { match }: Target,
  { signal }: BatchContext,
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  for (const { id } of jobs) {
    const { state, errorMessage, numberRecordsProcessed } = await jobOf(client, id, signal);
    if (state === 'Failed' && !numberRecordsProcessed) throw wholeFailure(errorMessage ?? '', client);
    const keep = (record: Record<string, string>, outcome: Outcome) => {
      if (record.Id) outcomes.set(record.Id, outcome);
      else outcomes.set(normaliseKey(record[match.name] ?? '', match), outcome);
    };
    for (const record of csvRecords(await resultsOf(client, id, 'unprocessedrecords', signal)))
      keep(record, 'unprocessed');
    for (const record of csvRecords(await resultsOf(client, id, 'failedResults', signal))) {
      keep(record, { error: record.sf__Error ?? '' });
    }
    for (const record of csvRecords(await resultsOf(client, id, 'successfulResults', signal)))
      keep(record, 'taken');
  }
  return outcomes;
}

function wholeFailure(message: string, client: SalesforceClient): Error {
  const said = shown(message, secretsOf(client.config)) || 'the job failed, and Salesforce gave no reason';
  return /field name not found|InvalidField/i.test(message) ? mappingFault(said) : new BatchRejected(said);
}
