import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row, Warehouse } from '../../connectors/warehouses/connection.ts';
import { creditsPerHour } from '../../connectors/warehouses/credits.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { createModelRuns, modelRunsTable } from '../../models/dbt/model-runs.ts';
import { type ModelResult, modelResults } from '../../models/dbt/run-results.ts';

interface CostsOptions {
  warehouse: Warehouse;
  runId: string;
  /** The folder of the dbt project. */
  project: string;
  /** Where it built its models, if not in Weft's own schema. */
  schema?: string;
}

/**
 * Runs a dbt build and records what each model took in `weft.model_runs`, also where the build fails or is
 * cancelled: what ran until then has cost as well. An error of the build comes before one of the recording.
 */
export async function recordingCosts<T>(options: CostsOptions, build: () => Promise<T>): Promise<T> {
  const since = new Date();
  let built: T;
  try {
    built = await build();
  } catch (error) {
    await recordModelRuns(options, since).catch(() => undefined);
    throw error;
  }
  await recordModelRuns(options, since);
  return built;
}

/** Appends a row for each model that the project's last dbt run built or failed to build since then. */
async function recordModelRuns(options: CostsOptions, since: Date): Promise<number> {
  const { warehouse, runId, project, schema = weftSchema } = options;
  const results = readResults(project, since);
  if (results.length === 0) return 0;
  await warehouse.execute(createModelRuns(warehouse.dialect));
  const [perHour, tables] = await Promise.all([creditsPerHour(warehouse), warehouse.tables(schema)]);
  const counted = new Map(tables.map(({ name, rows }) => [name, rows]));
  const shares = sharedSeconds(results);
  const rows: Row[] = results.map((result, index) => ({
    run_id: runId,
    model: result.model,
    status: result.status,
    started_at: result.startedAt ?? since.toISOString(),
    seconds: Number(result.seconds.toFixed(3)),
    row_count: counted.get(result.model) ?? result.rows,
    bytes: result.bytes,
    credits: perHour === null ? null : Number((((shares[index] ?? 0) / 3600) * perHour).toFixed(6)),
    query_id: result.queryId,
  }));
  await warehouse.append(modelRunsTable, rows, { tag: { run: runId, resource: 'models' } });
  return rows.length;
}

function readResults(project: string, since: Date): ModelResult[] {
  let json: string;
  try {
    json = readFileSync(join(project, 'target', 'run_results.json'), 'utf8');
  } catch (error) {
    // A dbt that stopped before its first model wrote none.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  return modelResults(json, since);
}

/**
 * The seconds that each model kept the warehouse busy, where those that ran at once share the time: a warehouse
 * is billed by its own time, so the sum must not be longer than the run.
 */
export function sharedSeconds(results: readonly Pick<ModelResult, 'startedAt' | 'seconds'>[]): number[] {
  const spans = results.map(({ startedAt, seconds }) => {
    const from = startedAt === null ? Number.NaN : Date.parse(startedAt);
    return { from, to: from + seconds * 1000 };
  });
  const marks = [...new Set(spans.flatMap(({ from, to }) => [from, to]))]
    .filter((mark) => !Number.isNaN(mark))
    .sort((a, b) => a - b);
  const shares = results.map(({ startedAt, seconds }) => (startedAt === null ? seconds : 0));
  marks.slice(1).forEach((end, index) => {
    const begin = marks[index] ?? end;
    const busy = spans.flatMap(({ from, to }, place) => (from <= begin && to >= end ? [place] : []));
    for (const place of busy) shares[place] = (shares[place] ?? 0) + (end - begin) / 1000 / busy.length;
  });
  return shares;
}
