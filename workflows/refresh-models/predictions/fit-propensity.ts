import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { type Catalog, generation } from '../../../models/dbt/context.ts';
import { blockOf, Sample, type Term, termsOf } from '../../../models/predictions/design.ts';
import { type Feature, featuresOf } from '../../../models/predictions/features.ts';
import { type Evaluation, evaluateScores } from '../../../models/predictions/fit/evaluation.ts';
import { logisticScore } from '../../../models/predictions/fit/logistic.ts';
import {
  type PropensityFit,
  type Sufficiency,
  sufficientLogistic,
} from '../../../models/predictions/fit/sufficiency.ts';
import type { FitOutcome } from '../../../models/predictions/fits.ts';
import { mostPersons, outcomesStatement } from '../../../models/predictions/outcomes.ts';
import { durationHours } from '../../../models/workspace/kinds/shared.ts';
import type { Trait } from '../../../models/workspace/kinds/trait.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';

/** Below this, scores hardly tell who will do it. */
const weakAuc = 0.6;

interface FitPropensity {
  warehouse: Warehouse;
  workspace: Workspace;
  catalog: Catalog;
  trait: Trait;
  now: Date;
}

/**
 * Learns from what was known two windows ago and what came about in the window after, is judged by what was known one
 * window ago and what came about since, which it has not seen, and is then fitted to both for the scores of now.
 */
export async function fitPropensity(options: FitPropensity): Promise<FitOutcome> {
  const { warehouse, workspace, catalog, trait, now } = options;
  const settings = trait.propensity;
  if (settings === undefined) throw new TypeError(`${trait.slug} is no propensity`);
  const features = featuresOf(generation(workspace, catalog, warehouse.dialect, 'warehouse'), settings);
  const window = durationHours(settings.within) * 3_600_000;
  const [early, late] = [2, 1].map((windows) => new Date(now.getTime() - windows * window));
  if (early === undefined || late === undefined) throw new TypeError('there are two times');
  const before = await sampleOf(options, features, early);
  const after = await sampleOf(options, features, late);
  const penalty = settings.penalty ?? 1;
  const learned = fitTo(features, [before], penalty);
  if (!learned.ok) return refused(`Of ${dayOf(early)} to ${dayOf(late)}: ${learned.reason}`);
  const holdout = judge(learned, after);
  if (holdout.auc === null)
    return refused(
      `From ${dayOf(late)} to ${dayOf(now)} ${holdout.positives === 0 ? 'nobody' : 'everybody'} did it, so there is nothing to judge a prediction by.`,
    );
  const used = fitTo(features, [before, after], penalty);
  if (!used.ok) return refused(used.reason);
  const { fit } = used;
  const weighed = fit.features.map((name) => termNamed(used.terms, name));
  const warnings = [...new Set([...learned.warnings, ...used.warnings])];
  if (holdout.auc < weakAuc)
    warnings.push(
      `These traits hardly tell who will do it: AUC ${holdout.auc.toFixed(2)}, where 0.5 is chance.`,
    );
  return {
    status: 'ok',
    customers: fit.customers,
    logLikelihood: fit.logLikelihood,
    parameters: {
      penalty,
      intercept: fit.standardized.intercept,
      coefficients: Object.fromEntries(
        fit.features.map((name, at) => [name, fit.standardized.coefficients[at] ?? 0]),
      ),
    },
    metrics: {
      auc: holdout.auc,
      logLoss: holdout.logLoss,
      brier: holdout.brier,
      rate: holdout.positives / holdout.customers,
      calibration: calibrationOf(holdout),
      deciles: holdout.deciles,
      training: { from: early.toISOString(), to: late.toISOString(), ...sizeOf(before) },
      holdout: { from: late.toISOString(), to: now.toISOString(), ...sizeOf(after) },
      scoring: 'fitted to both',
    },
    warnings,
    numbers: [
      { parameter: 'intercept', place: 0, label: null, value: fit.intercept },
      ...weighed.map(({ column, place, label }, at) => ({
        parameter: `trait.${column}`,
        place,
        label,
        value: fit.coefficients[at] ?? 0,
      })),
    ],
  };
}

async function sampleOf(
  { warehouse, workspace, catalog, trait }: FitPropensity,
  features: readonly Feature[],
  at: Date,
): Promise<Sample> {
  const sample = new Sample(features);
  const sql = outcomesStatement(workspace, catalog, warehouse.dialect, trait, at);
  for await (const rows of warehouse.stream(sql)) sample.add(rows);
  return sample;
}

type Fitted = Sufficiency<PropensityFit> & { terms: Term[] };

/** A model of what these persons did, with the terms that it was offered; `fit.features` are those it weighs. */
function fitTo(features: readonly Feature[], samples: readonly Sample[], penalty: number): Fitted {
  const terms = termsOf(features, samples);
  const found = sufficientLogistic(
    samples.map((sample) => blockOf(sample, terms)),
    { features: terms.map(({ name }) => name), penalty },
  );
  return { ...found, terms };
}

function judge({ fit, terms }: Extract<Fitted, { ok: true }>, sample: Sample): Evaluation {
  const weighed = fit.features.map((name) => termNamed(terms, name));
  const { features, outcomes } = blockOf(sample, weighed);
  const scores = outcomes.map((_, row) =>
    logisticScore(
      fit,
      features.map((column) => column[row] ?? 0),
    ),
  );
  return evaluateScores({ scores, outcomes });
}

function termNamed(terms: readonly Term[], name: string): Term {
  const term = terms.find((each) => each.name === name);
  if (term === undefined) throw new TypeError(`the model weighs ${name}, which it was not offered`);
  return term;
}

/** How many were expected to, by how many did. */
const calibrationOf = ({ deciles, positives }: Evaluation): number =>
  deciles.reduce((sum, { customers, meanScore }) => sum + customers * meanScore, 0) / positives;

const sizeOf = ({ outcomes }: Sample) => ({
  customers: outcomes.length,
  positives: outcomes.reduce((sum, each) => sum + each, 0),
  sampled: outcomes.length === mostPersons,
});

const refused = (reason: string): FitOutcome => ({ status: 'refused', reason });
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
