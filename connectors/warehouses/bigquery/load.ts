import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable, WarehouseError } from '../../errors.ts';
import type { QueryOptions, Row, Value } from '../connection.ts';
import type { BigQueryClient } from './client.ts';
import { JobRun } from './job.ts';
import type { Field } from './values.ts';
import { wellFormedJson } from './well-formed-json.ts';

/** Tries of an upload that breaks off; the job's id makes them one. */
const attempts = 3;
const chunkLength = 256 * 1024;

/** The JSON of a cell as a load job reads it into its column; numbers as text keep their digits. */
function cell(value: Value, { type, mode }: Field): string {
  if (value === null) return 'null';
  const nested = type === 'JSON' || type === 'RECORD' || mode === 'REPEATED' || typeof value === 'object';
  return wellFormedJson(nested ? value : String(value));
}

function* linesOf(
  rows: readonly Row[],
  names: readonly string[],
  fields: readonly Field[],
): Generator<string> {
  const keys = fields.map(({ name }) => JSON.stringify(name));
  let chunk = '';
  for (const row of rows) {
    const cells = names.map(
      (name, index) => `${keys[index]}:${cell(row[name] ?? null, fields[index] ?? {})}`,
    );
    chunk += `{${cells.join(',')}}\n`;
    if (chunk.length >= chunkLength) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

/** Each name's column; BigQuery's columns have no case. Throws WarehouseError for a name that is none. */
function columnsFor(names: readonly string[], fields: readonly Field[], table: string): Field[] {
  const known = new Map(fields.map((field) => [field.name?.toLowerCase(), field]));
  return names.map((name) => {
    const field = known.get(name.toLowerCase());
    if (field) return field;
    throw new WarehouseError(`The table ${table} has no column ${name}`, {
      mend: `Its columns are ${fields.map((column) => column.name).join(', ')}.`,
    });
  });
}

/** Appends rows by one load job: all of them, or none. */
export async function loadRows(
  client: BigQueryClient,
  path: { project: string; dataset: string; table: string },
  rows: readonly Row[],
  options: QueryOptions,
  closing: AbortSignal,
): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  if (rows.length === 0) return;
  const { schema } = await client.table(path.project, path.dataset, path.table);
  const all = schema?.fields ?? [];
  const fields = columnsFor(names, all, `${path.dataset}.${path.table}`);
  const chunks = [...linesOf(rows, names, fields)];
  const run = new JobRun(client, options, closing);
  const job = run.resource(
    {
      load: {
        destinationTable: { projectId: path.project, datasetId: path.dataset, tableId: path.table },
        schema: { fields: all },
        sourceFormat: 'NEWLINE_DELIMITED_JSON',
        createDisposition: 'CREATE_NEVER',
        writeDisposition: 'WRITE_APPEND',
        maxBadRecords: 0,
        autodetect: false,
      },
    },
    options.tag,
  );
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await run.start(() => client.startLoad(job, Readable.from(chunks)));
        break;
      } catch (error) {
        if (!(error instanceof Unavailable) || attempt === attempts) throw error;
        await run.guard(sleep(1000 * attempt));
      }
    }
    await run.done();
  } finally {
    await run.end();
  }
}
