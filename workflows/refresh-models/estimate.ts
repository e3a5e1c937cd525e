import { AuthError, WarehouseError } from '../../connectors/errors.ts';
import type { Cost, Warehouse } from '../../connectors/warehouses/connection.ts';
import { type CompiledModel, compiledModels } from '../../models/dbt/compiled.ts';
import { createModelRuns, lastBuilt } from '../../models/dbt/model-runs.ts';

/** What one model of the next refresh would cost. */
export interface ModelEstimate {
  model: string;
  bytes: number | null;
  /** Those of its last run. */
  credits: number | null;
  seconds: number | null;
  /** Asked of the engine, taken from the model's last run, or not to be had: a table that it reads is not there yet. */
  by: 'engine' | 'last run' | 'not known';
}

/** Estimates asked for at once; the engines limit how many jobs one may have waiting. */
const atOnce = 8;

type LastRun = Pick<ModelEstimate, 'bytes' | 'credits' | 'seconds'>;

/**
 * What the next refresh would cost, by model. The engine is asked for each that dbt compiles; where it cannot say,
 * the model's last run stands for it. A view costs nothing when it is built.
 */
export async function estimateModels(
  warehouse: Warehouse,
  project: string,
  compile: () => Promise<unknown>,
): Promise<ModelEstimate[]> {
  await warehouse.execute(createModelRuns(warehouse.dialect));
  const last = new Map<string, LastRun>(
    (await warehouse.query(lastBuilt(warehouse.dialect))).map((row) => [
      String(row.model),
      {
        bytes: numberOrNull(row.bytes),
        credits: numberOrNull(row.credits),
        seconds: numberOrNull(row.seconds),
      },
    ]),
  );
  // An engine that has no estimates is not compiled for.
  if ((await warehouse.estimate('select 1 as one')) === null) {
    return [...last].map(([model, before]) => estimateOf(model, null, before));
  }
  await compile();
  const models = compiledModels(project).filter(({ materialized }) => materialized !== 'view');
  const estimates: ModelEstimate[] = [];
  for (let from = 0; from < models.length; from += atOnce) {
    const part = models.slice(from, from + atOnce);
    const told = await Promise.all(part.map((model) => askEngine(warehouse, model)));
    part.forEach(({ name }, index) => {
      estimates.push(estimateOf(name, told[index] ?? null, last.get(name)));
    });
  }
  return estimates;
}

function estimateOf(model: string, told: Cost | null, before: LastRun | undefined): ModelEstimate {
  const known = told?.bytes ?? before?.bytes ?? before?.credits ?? null;
  return {
    model,
    bytes: told?.bytes ?? before?.bytes ?? null,
    credits: told?.credits ?? before?.credits ?? null,
    seconds: before?.seconds ?? null,
    by: told?.bytes != null ? 'engine' : known !== null ? 'last run' : 'not known',
  };
}

/** Null where the engine cannot say: it has no estimates, or the model reads one that is not built yet. */
async function askEngine(warehouse: Warehouse, { sql, materialized }: CompiledModel): Promise<Cost | null> {
  // The text of weft_identity is the most of what it reads; weft_written_with_members reads nothing.
  if (!['table', 'incremental', 'weft_identity'].includes(materialized)) return null;
  try {
    return await warehouse.estimate(sql);
  } catch (error) {
    const refused = error instanceof WarehouseError || error instanceof AuthError;
    if (refused && !error.retryable) return null;
    throw error;
  }
}

const numberOrNull = (value: unknown): number | null =>
  value === null || value === undefined ? null : Number(value);
