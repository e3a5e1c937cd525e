import { WarehouseError } from '../../../connectors/errors.ts';
import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Catalog } from '../../../models/dbt/context.ts';
import type { DbtNode } from '../../../models/dbt/process.ts';
import type { Prediction } from '../../../models/predictions/declared.ts';
import {
  type Fit,
  type FitOutcome,
  makePredictionTables,
  recordFit,
} from '../../../models/predictions/fits.ts';
import type { PredictionModel } from '../../../models/predictions/tables.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';
import { stateItems, statePairs } from './fit-items.ts';
import { fitPropensity } from './fit-propensity.ts';
import { fitRates, fitValues } from './fit-purchases.ts';

/** A step of a run: one of dbt's, or a fit, which is a stage between them. */
export type BuildStep = Omit<DbtNode, 'kind'> & { kind: DbtNode['kind'] | 'stage' };

export interface FitOptions {
  warehouse: Warehouse;
  workspace: Workspace;
  catalog: Catalog;
  /** In an order in which each comes after those that it reads. */
  predictions: readonly Prediction[];
  /** Null outside of a refresh. */
  runId: string | null;
  now: Date;
  signal?: AbortSignal;
  /** Told when a fit begins and when it ends, as a step of the run. */
  onStep?: (step: BuildStep) => void;
}

const fits: Record<PredictionModel, (options: FitOptions, prediction: Prediction) => Promise<FitOutcome>> = {
  bg_nbd: ({ warehouse }, { trait }) => fitRates(warehouse, trait),
  gamma_gamma: ({ warehouse }, { trait }) => fitValues(warehouse, trait),
  co_purchase: ({ warehouse }, { trait }) => statePairs(warehouse, trait),
  affinity: ({ warehouse }, { trait }) => stateItems(warehouse, trait),
  logistic: ({ warehouse, workspace, catalog, now }, { trait }) =>
    fitPropensity({ warehouse, workspace, catalog, trait, now }),
};

/**
 * Fits predictions, whose inputs are built, and records each fit or why there is none. One that is refused leaves the
 * trait as its last fit of the same definition has it, or without a value.
 */
export async function fitPredictions(options: FitOptions): Promise<Fit[]> {
  const { warehouse, predictions, runId, now, signal, onStep } = options;
  await makePredictionTables(warehouse);
  const recorded: Fit[] = [];
  for (const prediction of predictions) {
    for (const model of prediction.models) {
      signal?.throwIfAborted();
      const started = performance.now();
      const step = stepOf(prediction, model);
      onStep?.(step);
      const outcome = await fits[model](options, prediction).catch(refusedBy);
      const fit = await recordFit(warehouse, prediction, model, outcome, { runId, now });
      const said = fit.reason ?? fit.warnings.join(' ');
      onStep?.({
        ...step,
        status: said === '' ? 'succeeded' : 'warned',
        seconds: (performance.now() - started) / 1000,
        message: said === '' ? null : said,
      });
      recorded.push(fit);
    }
  }
  return recorded;
}

/** What a model cannot be fitted to, or the warehouse will not answer, is no reason to stop a refresh. */
function refusedBy(error: unknown): FitOutcome {
  const lasting = error instanceof WarehouseError && !error.retryable;
  if (lasting || error instanceof RangeError) return { status: 'refused', reason: error.message };
  throw error;
}

const stepOf = ({ trait }: Prediction, model: PredictionModel): BuildStep => ({
  id: `fit.${trait.slug}.${model}`,
  name: `fit_${trait.slug}_${model}`,
  kind: 'stage',
  status: 'running',
  startedAt: new Date().toISOString(),
  seconds: null,
  message: null,
  index: null,
  total: null,
});
