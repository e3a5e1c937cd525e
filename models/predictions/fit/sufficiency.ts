import { type BgNbdFit, fitBgNbd, type PurchaseHistories } from './bg-nbd.ts';
import { fitGammaGamma, type GammaGammaFit, type PurchaseValues } from './gamma-gamma.ts';
import type { LikelihoodFit } from './likelihood.ts';
import { fitLogistic, type LogisticBlock, type LogisticFit, summarize } from './logistic.ts';

/** A fit that may be used, or why there is none, in words for people. */
export type Sufficiency<Fit> = { ok: true; fit: Fit; warnings: string[] } | { ok: false; reason: string };

/** Fewer than these, and a model is not fitted. */
export interface Fewest {
  customers: number;
  /** Customers with two purchases or more. */
  repeatCustomers: number;
  /** Customers for whom what is predicted came about, and as many for whom it did not. */
  outcomes: number;
}

export const fewest: Fewest = { customers: 200, repeatCustomers: 50, outcomes: 50 };

/** Of a log-parameter's standard error: above the first nothing is known of it, above the second little. */
const uncertainty = { unknown: 3, loose: 1 };
/** Parameters without a unit are taken to have run away beyond this factor up or down. */
const runaway = 1000;
/** Of frequency and average value, from where Gamma-Gamma's independence is doubtful. */
const strongCorrelation = 0.3;
/**
 * Outcomes of the rarer kind for each feature (Peduzzi et al., Journal of Clinical Epidemiology 49, 1996).
 */
const outcomesPerFeature = 10;

/** Fits how often customers buy and when they stop, where the histories allow it. */
export function sufficientBgNbd(histories: PurchaseHistories, needed = fewest): Sufficiency<BgNbdFit> {
  const customers = sum(histories.customers);
  const repeat = sum(histories.customers.filter((_, row) => (histories.frequency[row] ?? 0) > 0));
  if (customers < needed.customers)
    return refuse(
      `There are ${count(customers)} customers with purchases; predicting purchases needs ${needed.customers}.`,
    );
  if (repeat === 0)
    return refuse('No customer has bought a second time, so nothing tells when the next purchase comes.');
  const few = tooFewRepeat(repeat, customers, needed);
  if (few !== null) return refuse(few);
  if (!histories.age.some((age, row) => age > 0 && (histories.customers[row] ?? 0) > 0))
    return refuse(
      'All first purchases are at the end of the observation: there is no time in which customers could come back.',
    );
  const fit = fitBgNbd(histories);
  const { r, a, b } = fit;
  return judge(fit, [
    { name: 'r', value: r, says: 'how the rates of purchase differ between customers' },
    { name: 'alpha', value: null, says: 'how often customers buy' },
    { name: 'a', value: a, says: 'how likely customers are to stop buying' },
    { name: 'b', value: b, says: 'how likely customers are to stop buying' },
  ]);
}

/**
 * Fits what purchases are worth, where the values allow it. `values` has customers with repeat purchases
 * alone.
 */
export function sufficientGammaGamma(values: PurchaseValues, needed = fewest): Sufficiency<GammaGammaFit> {
  const customers = sum(values.customers);
  const few = tooFewRepeat(customers, null, needed);
  if (few !== null) return refuse(few);
  const [first] = values.averageValue;
  if (values.averageValue.every((value) => value === first))
    return refuse(`Every customer's purchases are worth ${first} on average: there is nothing to predict.`);
  const fit = fitGammaGamma(values);
  const { p, q, correlation } = fit;
  const judged = judge(fit, [
    { name: 'p', value: p, says: "how the values of one customer's purchases differ" },
    { name: 'q', value: q, says: "how customers' average values differ" },
    { name: 'v', value: null, says: 'what purchases are worth' },
  ]);
  if (!judged.ok) return judged;
  if (q <= 1)
    return refuse(
      `The values of purchases are too far apart for a mean (q is ${round(q)}, and has to be above 1): a few very large ones decide. Look for orders that are not a person's, such as wholesale.`,
    );
  if (Math.abs(correlation) >= strongCorrelation)
    judged.warnings.push(
      `Customers who buy more often spend ${correlation > 0 ? 'more' : 'less'} at a time (correlation ${round(correlation)}), but the prediction takes the two to be independent: it will be too ${correlation > 0 ? 'low' : 'high'} for those who buy most.`,
    );
  return judged;
}

/** A propensity with the features that were left, in the order of the fit's coefficients. */
export interface PropensityFit extends LogisticFit {
  features: string[];
}

/** Fits a propensity by the features that have more than one value, where the outcomes allow it. */
export function sufficientLogistic(
  blocks: readonly LogisticBlock[],
  options: { features: readonly string[]; penalty: number },
  needed = fewest,
): Sufficiency<PropensityFit> {
  const { customers, positives, deviations } = summarize(blocks);
  const negatives = customers - positives;
  if (positives < needed.outcomes || negatives < needed.outcomes)
    return refuse(
      `Of ${count(customers)} customers ${count(positives)} did it and ${count(negatives)} did not; a propensity needs ${needed.outcomes} of each.`,
    );
  if (deviations.length !== options.features.length)
    throw new RangeError(`there are ${options.features.length} names for ${deviations.length} features`);
  const varies = (_: unknown, at: number) => (deviations[at] ?? 0) > 0;
  const features = options.features.filter(varies);
  const dropped = options.features.filter((name, at) => !varies(name, at));
  if (features.length === 0)
    return refuse('No feature has more than one value, so none tells customers apart.');
  const fit = fitLogistic(
    blocks.map((block) => ({ ...block, features: block.features.filter(varies) })),
    options.penalty,
  );
  if (!fit.converged) return refuse(noMaximum(fit.iterations));
  const warnings: string[] = [];
  if (dropped.length > 0) warnings.push(`Left out, as all customers have one value: ${dropped.join(', ')}.`);
  const rarer = Math.min(positives, negatives);
  if (rarer < outcomesPerFeature * features.length)
    warnings.push(
      `${count(rarer)} outcomes of the rarer kind are few for ${features.length} features; ${outcomesPerFeature} for each are usual. The scores may fit these customers better than new ones.`,
    );
  return { ok: true, fit: { ...fit, features }, warnings };
}

const refuse = (reason: string): { ok: false; reason: string } => ({ ok: false, reason });

function tooFewRepeat(repeat: number, customers: number | null, needed: Fewest): string | null {
  if (repeat >= needed.repeatCustomers) return null;
  const all = customers === null ? '' : ` of ${count(customers)}`;
  return `${count(repeat)}${all} customers have bought more than once; the prediction needs ${needed.repeatCustomers} of them.`;
}

const noMaximum = (iterations: number): string =>
  `No best fit was found in ${iterations} rounds: the model does not suit these customers.`;

interface Estimate {
  name: string;
  /** Null for a parameter with a unit, for which no size is too large or too small. */
  value: number | null;
  /** What the parameter says, for people. */
  says: string;
}

/** Refuses a fit without a maximum, or whose parameters are at a boundary; warns of loose ones. */
function judge<Fit extends LikelihoodFit>(fit: Fit, estimates: readonly Estimate[]): Sufficiency<Fit> {
  const beyond = estimates.filter(
    ({ value }, at) =>
      (value !== null && !(value < runaway && value > 1 / runaway)) ||
      !((fit.logStandardErrors?.[at] ?? 0) <= uncertainty.unknown),
  );
  if (beyond.length > 0) {
    const what = [...new Set(beyond.map(({ says }) => says))].join(', and ');
    return refuse(
      `The purchases do not tell ${what} (no value of ${beyond.map(({ name }) => name).join(' or ')} fits best): more history or more customers may.`,
    );
  }
  if (!fit.converged) return refuse(noMaximum(fit.iterations));
  if (fit.logStandardErrors === null)
    return refuse(
      'Several models fit these customers equally well: more history or more customers may tell them apart.',
    );
  const loose = estimates.filter((_, at) => (fit.logStandardErrors?.[at] ?? 0) > uncertainty.loose);
  const warnings = [...new Set(loose.map(({ says }) => says))].map(
    (says) => `The purchases tell only roughly ${says}.`,
  );
  return { ok: true, fit, warnings };
}

const sum = (column: Float64Array): number => column.reduce((total, each) => total + each, 0);
const count = (customers: number): string => Math.round(customers).toLocaleString('en');
const round = (value: number): string => value.toFixed(2);
