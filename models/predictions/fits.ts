import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Row, Warehouse } from '../../connectors/warehouses/connection.ts';
import type { Prediction } from './declared.ts';
import {
  createPredictionTables,
  fitsTable,
  type PredictionModel,
  parametersTable,
  predictionModels,
} from './tables.ts';

/** A number that statements compute scores from; see `prediction_parameters` in docs/tables.md. */
export interface Parameter {
  parameter: string;
  place: number;
  label: string | null;
  value: number;
}

/** What a fit came to: one that may be used, or why there is none. */
export type FitOutcome =
  | {
      status: 'ok';
      customers: number | null;
      logLikelihood: number | null;
      /** For people; `numbers` are for statements. */
      parameters: Record<string, unknown>;
      metrics: Record<string, unknown>;
      warnings: string[];
      numbers: Parameter[];
    }
  | { status: 'refused'; reason: string };

const fitSchema = z.object({
  fit_id: z.string(),
  trait: z.string(),
  model: z.enum(predictionModels),
  definition: z.string(),
  status: z.enum(['ok', 'refused']),
  reason: z.string().nullable(),
  fitted_at: z.string(),
  valid_until: z.string().nullable(),
  run_id: z.string().nullable(),
  customers: z.coerce.number().nullable(),
  log_likelihood: z.number().nullable(),
  parameters: z.string().transform((text): unknown => JSON.parse(text)),
  metrics: z.string().transform((text): unknown => JSON.parse(text)),
  warnings: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
});
/** A row of `prediction_fits`. */
export type Fit = z.infer<typeof fitSchema>;

/** Hours after which a fit is made anew, and a refused one tried again. */
const refitAfter = { ok: 7 * 24, refused: 24 };
/** Days for which a fit is stated to hold. */
const validDays = 30;

const hour = 3_600_000;

/** Makes the tables of predictions where they are not there. */
export async function makePredictionTables(warehouse: Warehouse): Promise<void> {
  for (const sql of createPredictionTables(warehouse.dialect)) await warehouse.execute(sql);
}

/** The newest fit of each trait, model and definition; none where nothing was ever fitted. */
export async function latestFits(warehouse: Warehouse): Promise<Fit[]> {
  if ((await warehouse.columns(fitsTable)).length === 0) return [];
  const rows = await warehouse.query(
    `select * from (
       select f.*, row_number() over (partition by trait, model, definition order by fitted_at desc, fit_id desc) as place
       from ${warehouse.dialect.table(fitsTable)} as f) as ranked
     where place = 1 order by trait, model`,
  );
  return rows.map((row) => fitSchema.parse(row));
}

/** The newest fit of what a prediction asks now. */
export const fitOf = (
  fits: readonly Fit[],
  { trait, definition }: Prediction,
  model: PredictionModel,
): Fit | undefined =>
  fits.find((fit) => fit.trait === trait.slug && fit.model === model && fit.definition === definition);

/** The predictions that are to be fitted: never fitted as they are declared now, or too long ago. */
export function duePredictions(
  predictions: readonly Prediction[],
  fits: readonly Fit[],
  now: Date,
): Prediction[] {
  return predictions.filter((prediction) =>
    prediction.models.some((model) => {
      const fit = fitOf(fits, prediction, model);
      return fit === undefined || now.getTime() - Date.parse(fit.fitted_at) >= refitAfter[fit.status] * hour;
    }),
  );
}

/** Adds a fit and, where it may be used, its numbers, which come first: a fit that is told has them. */
export async function recordFit(
  warehouse: Warehouse,
  { trait, definition }: Prediction,
  model: PredictionModel,
  outcome: FitOutcome,
  { runId, now }: { runId: string | null; now: Date },
): Promise<Fit> {
  const id = randomUUID().replaceAll('-', '').slice(0, 12);
  const own = { fit_id: id, trait: trait.slug, model, definition, fitted_at: now.toISOString() };
  const ok = outcome.status === 'ok';
  if (ok && outcome.numbers.length > 0)
    await warehouse.append(
      parametersTable,
      outcome.numbers.map((number) => ({ ...own, ...number })),
    );
  const row: Row = {
    ...own,
    status: outcome.status,
    reason: ok ? null : outcome.reason,
    valid_until: ok ? new Date(now.getTime() + validDays * 24 * hour).toISOString() : null,
    run_id: runId,
    customers: ok && outcome.customers !== null ? Math.round(outcome.customers) : null,
    log_likelihood: ok ? outcome.logLikelihood : null,
    parameters: JSON.stringify(ok ? outcome.parameters : {}),
    metrics: JSON.stringify(ok ? outcome.metrics : {}),
    warnings: JSON.stringify(ok ? outcome.warnings : []),
  };
  await warehouse.append(fitsTable, [row]);
  return fitSchema.parse(row);
}
