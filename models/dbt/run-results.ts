import { z } from 'zod';
import type { DbtNode } from './process.ts';

/** What one model of a dbt run took, as its adapter tells it. */
export interface ModelResult {
  model: string;
  status: DbtNode['status'];
  /** ISO 8601; null for one that was skipped. */
  startedAt: string | null;
  seconds: number;
  /** Bytes that were billed, else read; null where the adapter does not tell. */
  bytes: number | null;
  rows: number | null;
  /** The engine's own id of the statement or job. */
  queryId: string | null;
}

const timing = z.object({
  name: z.string(),
  started_at: z.string().nullish(),
  completed_at: z.string().nullish(),
});

const amount = z.coerce.number().nonnegative().nullish().catch(null);
const text = z.string().min(1).nullish().catch(null);

/** `target/run_results.json` of dbt, as far as it is used: https://schemas.getdbt.com/dbt/run-results/v6.json */
const runResults = z.object({
  metadata: z.object({ generated_at: z.string() }),
  results: z.array(
    z.object({
      unique_id: z.string(),
      status: z.string(),
      execution_time: z.number(),
      timing: z.array(timing),
      // BigQuery tells bytes and a job, Snowflake a query and rows, DuckDB a message.
      adapter_response: z.looseObject({
        bytes_billed: amount,
        bytes_processed: amount,
        rows_affected: amount,
        job_id: text,
        query_id: text,
      }),
    }),
  ),
});

const statuses: Record<string, DbtNode['status']> = {
  success: 'succeeded',
  error: 'failed',
  'partial success': 'warned',
  skipped: 'skipped',
};

/** dbt writes times in UTC, with or without a zone. */
const instant = (written: string): Date =>
  new Date(/(Z|[+-]\d\d:\d\d)$/.test(written) ? written : `${written}Z`);

/**
 * The models of a `run_results.json` that ran or failed. Empty for a file that was written before `since`: a dbt
 * that stopped early leaves the one of the run before.
 */
export function modelResults(json: string, since: Date): ModelResult[] {
  const { metadata, results } = runResults.parse(JSON.parse(json));
  if (instant(metadata.generated_at) < since) return [];
  return results.flatMap((result) => {
    const status = statuses[result.status] ?? 'failed';
    if (!result.unique_id.startsWith('model.') || status === 'skipped') return [];
    const { adapter_response: told } = result;
    const started = result.timing.find(({ name }) => name === 'execute')?.started_at;
    return {
      model: result.unique_id.split('.').at(-1) ?? result.unique_id,
      status,
      startedAt: started ? instant(started).toISOString() : null,
      seconds: result.execution_time,
      bytes: told.bytes_billed ?? told.bytes_processed ?? null,
      rows: told.rows_affected ?? null,
      queryId: told.job_id ?? told.query_id ?? null,
    };
  });
}
