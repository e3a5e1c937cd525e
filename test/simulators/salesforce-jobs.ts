import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import type { RecordError, SalesforceField, SalesforceRecord, Value } from './salesforce-objects.ts';

const createSchema = z.strictObject({
  object: z.string(),
  operation: z.enum(['insert', 'update', 'upsert', 'delete']),
  contentType: z.literal('CSV'),
  lineEnding: z.literal('LF'),
  columnDelimiter: z.literal('COMMA'),
  externalIdFieldName: z.string().optional(),
});
type Create = z.infer<typeof createSchema>;

interface Job extends Create {
  id: string;
  state: 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';
  columns: string[];
  records: Record<string, string>[];
  errorMessage?: string;
  taken: Record<string, string>[];
  failed: Record<string, string>[];
  unprocessed: Record<string, string>[];
}

/** What a job's record is written by. */
interface Org {
  fieldsOf(object: string): ReadonlyMap<string, SalesforceField>;
  /** The id of the record, or what is wrong with it. */
  write(job: Create, record: SalesforceRecord): { id: string; created: boolean } | RecordError;
}

/** Ingest jobs of the Bulk API 2.0: open, uploaded, complete, worked on, and read. */
export class IngestJobs {
  readonly jobs = new Map<string, Job>();
  /** After how many records a job fails; it never does by itself. */
  failAfter = Number.POSITIVE_INFINITY;
  refuseUploads = false;
  /** Called as data arrives. */
  onUpload: () => void = () => undefined;
  /** How often a job is asked after before it is done. */
  slowness = 1;
  readonly #org: Org;

  constructor(org: Org) {
    this.#org = org;
  }

  create(json: unknown): object {
    const created = createSchema.parse(json);
    this.#org.fieldsOf(created.object);
    const id = `750${String(this.jobs.size + 1).padStart(12, '0')}AAA`;
    const job: Job = {
      ...created,
      id,
      state: 'Open',
      columns: [],
      records: [],
      taken: [],
      failed: [],
      unprocessed: [],
    };
    this.jobs.set(id, job);
    return this.info(id);
  }

  info(id: string): object {
    const { columns: _, records, taken, failed, unprocessed: __, ...told } = this.#job(id);
    const numberRecordsProcessed = taken.length + failed.length;
    return { ...told, apiVersion: 62, numberRecordsProcessed, numberRecordsFailed: failed.length };
  }

  upload(id: string, body: string): void {
    const job = this.#job(id);
    this.onUpload();
    if (this.refuseUploads) throw new Error('the data cannot be taken');
    if (job.state !== 'Open' || job.records.length > 0) throw new Error(`job ${id} takes no data`);
    if (Buffer.byteLength(body) > 150_000_000) throw new Error('more than 150 MB');
    const [columns = []] = z.array(z.array(z.string())).parse(parse(body, { to_line: 1 }));
    job.columns = columns;
    job.records = z.array(z.record(z.string(), z.string())).parse(parse(body, { columns: true }));
  }

  setState(id: string, json: unknown): object {
    const { state } = z.strictObject({ state: z.enum(['UploadComplete', 'Aborted']) }).parse(json);
    const job = this.#job(id);
    if (state === 'UploadComplete' && job.state !== 'Open') throw new Error(`job ${id} is not open`);
    job.state = state;
    return this.info(id);
  }

  /** Works on a job a little each time that it is asked after. */
  check(id: string): object {
    const job = this.#job(id);
    if (job.state === 'UploadComplete') job.state = this.slowness > 0 ? 'InProgress' : this.#work(job);
    else if (job.state === 'InProgress') job.state = this.#work(job);
    return this.info(id);
  }

  results(id: string, kind: string): string {
    const { taken, failed, unprocessed, columns } = this.#job(id);
    if (kind === 'successfulResults') return csv(['sf__Id', 'sf__Created', ...columns], taken);
    if (kind === 'failedResults') return csv(['sf__Id', 'sf__Error', ...columns], failed);
    return csv(columns, unprocessed);
  }

  #work(job: Job): Job['state'] {
    const fields = this.#org.fieldsOf(job.object);
    const unknown = job.columns.find((name) => !fields.has(name));
    if (unknown !== undefined || (job.operation === 'delete' && job.columns.join() !== 'Id')) {
      job.errorMessage = `InvalidBatch : Field name not found : ${unknown}`;
      return 'Failed';
    }
    for (const [index, cells] of job.records.entries()) {
      if (index >= this.failAfter) {
        job.unprocessed = job.records.slice(index);
        job.errorMessage = 'TooManyRetries : The batch could not be processed in time';
        return 'Failed';
      }
      const result = this.#org.write(job, recordOf(cells, fields));
      if ('id' in result) {
        job.taken.push({ sf__Id: result.id, sf__Created: String(result.created), ...cells });
      } else {
        const { statusCode, message, fields: at } = result;
        job.failed.push({ sf__Id: '', sf__Error: `${statusCode}:${message}:${at.join(',')} --`, ...cells });
      }
    }
    return 'JobComplete';
  }

  #job(id: string): Job {
    const job = this.jobs.get(id);
    if (!job) throw new Error(`there is no job ${id}`);
    return job;
  }
}

const csv = (columns: string[], records: Record<string, string>[]): string =>
  stringify(records, { header: true, columns, quoted: true });

/** An empty cell is no value; `#N/A` is null. */
function recordOf(
  cells: Record<string, string>,
  fields: ReadonlyMap<string, SalesforceField>,
): SalesforceRecord {
  const valueIn = (name: string, cell: string): Value => {
    if (cell === '#N/A') return null;
    return fields.get(name)?.type === 'boolean' ? cell === 'true' : cell;
  };
  const given = Object.entries(cells).filter(([, cell]) => cell !== '');
  return Object.fromEntries(given.map(([name, cell]) => [name, valueIn(name, cell)]));
}
