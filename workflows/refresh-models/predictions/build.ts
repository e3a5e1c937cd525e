import { nothingAside } from '../../../models/dbt/context.ts';
import { modelsRead } from '../../../models/dbt/model.ts';
import { isOfPast } from '../../../models/dbt/past.ts';
import { modelsOf, selectorOf } from '../../../models/dbt/project.ts';
import { type Prediction, predictionsOf } from '../../../models/predictions/declared.ts';
import { duePredictions, latestFits, makePredictionTables } from '../../../models/predictions/fits.ts';
import { type BuildOptions, type Built, buildProject, withBefore } from '../build-project.ts';
import { type BuildStep, fitPredictions } from './fit-predictions.ts';

/**
 * Builds a project as `buildProject` does. Where predictions are due it builds first what they are fitted to, fits
 * them, and then builds all else; otherwise all at once, by the fits that there are.
 */
export async function buildWithPredictions(
  options: Omit<BuildOptions, 'onNode'> & { onNode?: (step: BuildStep) => void },
): Promise<Built> {
  const { warehouse, workspace, catalog, runId, signal, onNode } = options;
  const { aside = nothingAside, exclude = [] } = options;
  const predictions = predictionsOf(workspace).filter(({ trait }) => !aside.traits.has(trait.slug));
  if (predictions.length === 0 || options.select.length > 0) return buildProject(options);
  const now = options.now ?? new Date();
  const due = duePredictions(predictions, await latestFits(warehouse), now);
  if (due.length === 0) return buildProject({ ...options, now });
  await makePredictionTables(warehouse);
  const inputs = inputsOf(options, due);
  const first = await buildProject({ ...options, now, upTo: inputs });
  const started = performance.now();
  await fitPredictions({
    ...{ warehouse, workspace, catalog, predictions: due, runId, now, signal },
    ...(onNode ? { onStep: onNode } : {}),
  });
  const seconds = (performance.now() - started) / 1000;
  const rest = await buildProject({ ...options, now, exclude: [...exclude, ...inputs.map(withBefore)] });
  return {
    unchanged: rest.unchanged,
    run: {
      nodes: [...first.run.nodes, ...rest.run.nodes],
      seconds: first.run.seconds + seconds + rest.run.seconds,
    },
  };
}

/**
 * In dbt's selection syntax, what fits read: their own inputs, and for a propensity, which asks for
 * traits as of past times, what these are computed from.
 */
function inputsOf(
  { workspace, catalog, warehouse, aside }: BuildOptions,
  due: readonly Prediction[],
): string[] {
  const models = modelsOf(workspace, catalog, warehouse.dialect, 'dbt', { aside });
  const own = models.filter(({ name }) => due.some(({ trait }) => name.startsWith(`trait_${trait.slug}__`)));
  const past = due.some(({ kind }) => kind === 'propensity')
    ? models.filter(({ name }) => isOfPast(name))
    : [];
  const read = new Set(past.flatMap(({ sql }) => modelsRead(sql)));
  const before = models.filter(
    ({ name }) => !isOfPast(name) && (read.has(name) || (past.length > 0 && name === 'events')),
  );
  return [...own, ...before].map(selectorOf);
}
