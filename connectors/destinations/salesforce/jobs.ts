import { z } from 'zod';
import { readAs } from './answer.ts';
import { type SalesforceClient, withConnection } from './client.ts';
import type { Target } from './target.ts';

type Operation = 'insert' | 'update' | 'upsert' | 'delete';

const jobSchema = z.object({
  id: z.string(),
  state: z.enum(['Open', 'UploadComplete', 'InProgress', 'JobComplete', 'Failed', 'Aborted']),
  errorMessage: z.string().nullish(),
  numberRecordsProcessed: z.number().nullish(),
});

/** A job that takes data. */
export async function openJob(
  client: SalesforceClient,
  { type, match }: Target,
  operation: Operation,
  signal: AbortSignal,
): Promise<string> {
  const body = {
    object: type,
    operation,
    contentType: 'CSV',
    lineEnding: 'LF',
    columnDelimiter: 'COMMA',
    ...(operation === 'upsert' ? { externalIdFieldName: match.name } : {}),
  };
  const answer: unknown = await withConnection(client, signal, (connection) =>
    connection.requestPost('/jobs/ingest', body),
  );
  return readAs(jobSchema, answer).id;
}

/** All the data of a job, as CSV. */
export async function upload(
  client: SalesforceClient,
  id: string,
  csv: string,
  signal: AbortSignal,
): Promise<void> {
  const headers = { 'content-type': 'text/csv' };
  await withConnection(client, signal, (connection) =>
    connection.request({ method: 'PUT', url: `/jobs/ingest/${id}/batches`, body: csv, headers }),
  );
}

/** `UploadComplete` lets a job begin. */
export async function setState(
  client: SalesforceClient,
  id: string,
  state: 'UploadComplete' | 'Aborted',
  signal: AbortSignal,
): Promise<void> {
  await withConnection(client, signal, (connection) =>
    connection.requestPatch(`/jobs/ingest/${id}`, { state }),
  );
}

export async function jobOf(client: SalesforceClient, id: string, signal: AbortSignal) {
  return readAs(
    jobSchema,
    await withConnection(client, signal, (connection) => connection.request<unknown>(`/jobs/ingest/${id}`)),
  );
}

/** A file of a job's results, as CSV. */
export async function resultsOf(
  client: SalesforceClient,
  id: string,
  file: 'successfulResults' | 'failedResults' | 'unprocessedrecords',
  signal: AbortSignal,
): Promise<string> {
  const answer = await withConnection(client, signal, (connection) =>
    connection.request<unknown>(`/jobs/ingest/${id}/${file}`, { responseType: 'text/plain' }),
  );
  return String(answer ?? '');
}
