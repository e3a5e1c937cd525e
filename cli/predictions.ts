import type { Command } from 'commander';
import { ConfigError } from '../connectors/errors.ts';
import type { Warehouse } from '../connectors/warehouses/connection.ts';
import { weftSchema } from '../connectors/warehouses/dialect.ts';
import { type Prediction, predictionsOf } from '../models/predictions/declared.ts';
import { type Fit, fitOf, latestFits } from '../models/predictions/fits.ts';
import type { PredictionModel } from '../models/predictions/tables.ts';
import { nearest } from '../models/workspace/nearest.ts';
import { readCatalog } from '../workflows/refresh-models/catalog.ts';
import { fitPredictions } from '../workflows/refresh-models/predictions/fit-predictions.ts';
import { type OpenWorkspace, withWorkspace } from './open-workspace.ts';
import { answer, note, table, warn } from './output.ts';

export function register(program: Command): void {
  const predictions = program
    .command('predictions')
    .description('the fits of predictions: how good, how old, or why there is none')
    .option('--json', 'every number of the fits as JSON')
    .action(() =>
      withPredictions(async ({ warehouse, predictions: declared }) => {
        const fits = await latestFits(warehouse);
        const listed = declared.flatMap((prediction) =>
          prediction.models.map((model) => toldOf(prediction, model, fitOf(fits, prediction, model))),
        );
        answer({ predictions: listed }, () => describe(listed));
      }),
    );
  predictions
    .command('fit')
    .argument('[slug]', 'a trait; all predictions by default')
    .description('fit now, by the tables of the last refresh; the next refresh scores by it')
    .option('--json', 'the fits as JSON')
    .action((slug: string | undefined) =>
      withPredictions(async ({ workspace, warehouse, predictions: declared }) => {
        const chosen = chosenOf(declared, slug);
        await checkBuilt(warehouse, chosen);
        const fits = await fitPredictions({
          warehouse,
          workspace,
          catalog: await readCatalog(warehouse, workspace),
          predictions: chosen,
          runId: null,
          now: new Date(),
          onStep: ({ name, status }) => {
            if (status === 'running') note(`  ${name}`);
          },
        });
        const told = fits.flatMap((fit) => {
          const prediction = chosen.find(({ trait }) => trait.slug === fit.trait);
          return prediction ? [toldOf(prediction, fit.model, fit)] : [];
        });
        answer({ predictions: told }, () => describe(told));
      }),
    );
}

const withPredictions = (
  work: (open: OpenWorkspace & { predictions: Prediction[] }) => Promise<void>,
): Promise<void> =>
  withWorkspace('weft predictions', (open) => work({ ...open, predictions: predictionsOf(open.workspace) }));

function chosenOf(predictions: readonly Prediction[], slug: string | undefined): readonly Prediction[] {
  if (slug === undefined) return predictions;
  const chosen = predictions.filter(({ trait }) => trait.slug === slug);
  if (chosen.length > 0) return chosen;
  const slugs = predictions.map(({ trait }) => trait.slug);
  const meant = nearest(slug, slugs);
  throw new ConfigError(`no prediction is called ${slug}`, {
    mend: meant ? `Did you mean ${meant}?` : `There are ${slugs.join(', ') || 'none'}.`,
  });
}

/** A fit reads what a refresh has built. */
async function checkBuilt(warehouse: Warehouse, predictions: readonly Prediction[]): Promise<void> {
  const built = new Set((await warehouse.tables(weftSchema)).map(({ name }) => name));
  const open = predictions.find(
    ({ trait, kind }) =>
      ![...built].some((name) =>
        kind === 'propensity' ? name === 'customer_360' : name.startsWith(`trait_${trait.slug}__`),
      ),
  );
  if (open)
    throw new ConfigError(`no refresh has built what ${open.trait.slug} is fitted to`, {
      mend: 'Run `./weft run`, which also fits it.',
    });
}

interface Told {
  trait: string;
  model: PredictionModel;
  /** `due` where it has not been fitted as it is declared now. */
  status: Fit['status'] | 'due';
  reason: string | null;
  fittedAt: string | null;
  validUntil: string | null;
  outdated: boolean;
  customers: number | null;
  logLikelihood: number | null;
  parameters: unknown;
  metrics: unknown;
  warnings: string[];
}

const toldOf = ({ trait }: Prediction, model: PredictionModel, fit: Fit | undefined): Told => ({
  trait: trait.slug,
  model,
  status: fit?.status ?? 'due',
  reason: fit?.reason ?? null,
  fittedAt: fit?.fitted_at ?? null,
  validUntil: fit?.valid_until ?? null,
  outdated: fit?.valid_until != null && Date.parse(fit.valid_until) < Date.now(),
  customers: fit?.customers ?? null,
  logLikelihood: fit?.log_likelihood ?? null,
  parameters: fit?.parameters ?? {},
  metrics: fit?.metrics ?? {},
  warnings: fit?.warnings ?? [],
});

const modelWords: Record<PredictionModel, string> = {
  bg_nbd: 'BG/NBD',
  gamma_gamma: 'Gamma-Gamma',
  co_purchase: 'bought together',
  affinity: 'affinity and popularity',
  logistic: 'logistic regression',
};

function describe(told: readonly Told[]): string {
  if (told.length === 0)
    return 'No trait is a prediction: declare one with purchases, next_best, recommended or propensity.';
  for (const { trait, warnings, outdated, validUntil } of told) {
    for (const each of warnings) warn(`${trait}: ${each}`);
    if (outdated) warn(`${trait}: its fit was valid until ${validUntil?.slice(0, 10)}`);
  }
  return table([
    ['trait', 'model', 'fitted', 'valid until', 'fit'],
    ...told.map((each) => [
      each.trait,
      modelWords[each.model],
      each.fittedAt?.slice(0, 16).replace('T', ' ') ?? 'at the next refresh',
      each.validUntil?.slice(0, 10) ?? '-',
      each.reason === null ? fitWords(each) : `refused: ${each.reason}`,
    ]),
  ]);
}

/** The numbers by which a fit is judged, in one line. */
function fitWords({ model, customers, logLikelihood, parameters, metrics }: Told): string {
  const numbers = { ...numbersOf(parameters), ...numbersOf(metrics) };
  const of = (...names: string[]) =>
    names.flatMap((name) => (numbers[name] === undefined ? [] : `${name} ${short(numbers[name])}`));
  const likelihood = logLikelihood === null ? [] : [`LL ${logLikelihood.toFixed(1)}`];
  const people = customers === null ? [] : [`${customers.toLocaleString('en')} customers`];
  const said: Record<PredictionModel, string[]> = {
    bg_nbd: [...of('r', 'alpha', 'a', 'b'), ...likelihood, ...people],
    gamma_gamma: [...of('p', 'q', 'v'), ...likelihood, ...people],
    co_purchase: of('pairs', 'baskets', 'items'),
    affinity: of('recommendable', 'items', 'categories'),
    logistic: of('auc', 'logLoss', 'calibration'),
  };
  return said[model].join(', ');
}

const short = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 4 });

const numbersOf = (given: unknown): Record<string, number> =>
  Object.fromEntries(
    Object.entries(given ?? {}).flatMap(([name, value]) =>
      typeof value === 'number' ? [[name, value] as const] : [],
    ),
  );
