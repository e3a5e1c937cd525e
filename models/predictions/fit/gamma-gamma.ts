import { bestMinimum, checkLengths, distinct, type LikelihoodFit, logStandardErrors } from './likelihood.ts';
import type { Objective } from './minimize.ts';
import { digamma, logGamma } from './special-functions.ts';

/** Customers with repeat purchases, grouped by what the model needs of them, as columns in step. */
export interface PurchaseValues {
  /** Purchases over which the value is averaged, whole, from 1. */
  frequency: Float64Array;
  /** Average value of those purchases, above 0, in one currency. */
  averageValue: Float64Array;
  /** Customers with these values. */
  customers: Float64Array;
}

/**
 * The value of a purchase is Gamma(p, ν) around the customer's own mean, where ν is Gamma(q, v) over
 * customers; v is in the currency.
 */
export interface GammaGammaParameters {
  p: number;
  q: number;
  v: number;
}

export interface GammaGammaFit extends GammaGammaParameters, LikelihoodFit {
  /** Mean of the customers' averages, in the currency: what v is to be compared with. */
  meanValue: number;
  /** See `valueCorrelation`. */
  correlation: number;
}

/**
 * The maximum likelihood fit of the Gamma-Gamma model (Fader and Hardie, "The Gamma-Gamma Model of Monetary
 * Value", 2013, equation 1a). Values are measured in their mean while it looks, so that the currency does not
 * matter. Throws `RangeError` for columns that do not fit together, frequencies below 1 and values that are
 * not above 0.
 */
export function fitGammaGamma(values: PurchaseValues): GammaGammaFit {
  checkValues(values);
  const { averageValue, customers } = values;
  const { total, mean: meanValue } = weightedMean(averageValue, customers);
  if (!(total > 0)) throw new RangeError('there are no customers with repeat purchases');
  const scaled = { ...values, averageValue: averageValue.map((each) => each / meanValue) };
  const minimum = bestMinimum(negativeLogLikelihood(scaled), [
    [4, 4, 1].map(Math.log),
    [1, 3, 2].map(Math.log),
    [20, 10, 0.5].map(Math.log),
  ]);
  const [p = 0, q = 0, v = 0] = minimum.point.map(Math.exp);
  return {
    p,
    q,
    v: v * meanValue,
    logLikelihood: -minimum.value * total - total * Math.log(meanValue),
    customers: total,
    iterations: minimum.iterations,
    converged: minimum.converged,
    logStandardErrors: logStandardErrors(minimum, total),
    meanValue,
    correlation: valueCorrelation(values),
  };
}

/** The negative log-likelihood per customer, over (ln p, ln q, ln v). */
export function negativeLogLikelihood(rows: PurchaseValues): Objective {
  const { frequency, averageValue, customers } = rows;
  const { values, places } = distinct(frequency);
  const counts = new Float64Array(values.length);
  const { total } = weightedMean(averageValue, customers);
  for (let row = 0; row < places.length; row += 1) {
    const place = places[row] ?? 0;
    counts[place] = (counts[place] ?? 0) + (customers[row] ?? 0);
  }
  return (point, gradient) => {
    const [p = 0, q = 0, v = 0] = point.map(Math.exp);
    let [sum, byP, byQ, byV] = [0, 0, 0, 0];
    const [ofQ, slopeOfQ] = [logGamma(q), digamma(q)];
    values.forEach((x, place) => {
      const count = counts[place] ?? 0;
      const both = digamma(p * x + q);
      sum += count * (logGamma(p * x + q) - logGamma(p * x) - ofQ);
      byP += count * x * (both - digamma(p * x));
      byQ += count * (both - slopeOfQ);
    });
    for (let row = 0; row < places.length; row += 1) {
      const weight = customers[row] ?? 0;
      const x = frequency[row] ?? 0;
      const average = averageValue[row] ?? 0;
      const spent = x * average;
      const logOfSpent = -Math.log1p(v / spent);
      const logOfV = -Math.log1p(spent / v);
      sum += weight * (p * x * logOfSpent + q * logOfV - Math.log(average));
      byP += weight * x * logOfSpent;
      byQ += weight * logOfV;
      byV += (weight * (q * spent - p * x * v)) / (v * (spent + v));
    }
    gradient[0] = (-byP * p) / total;
    gradient[1] = (-byQ * q) / total;
    gradient[2] = (-byV * v) / total;
    return -sum / total;
  };
}

/**
 * The value that a customer's purchases are expected to have on average, in the currency (Fader and Hardie,
 * equation 5): between his own average and that of all, which p·v/(q-1) is; the latter where `frequency` is
 * 0. Not finite for q <= 1 without purchases.
 */
export function expectedAverageValue(
  { p, q, v }: GammaGammaParameters,
  { frequency, averageValue }: { frequency: number; averageValue: number },
): number {
  const spent = frequency === 0 ? 0 : frequency * averageValue;
  const denominator = p * frequency + q - 1;
  return denominator > 0 ? (p * (v + spent)) / denominator : Number.POSITIVE_INFINITY;
}

/**
 * Pearson's correlation of frequency and average value over customers: the model takes the two for
 * independent. 0 where one of them does not vary.
 */
export function valueCorrelation({ frequency, averageValue, customers }: PurchaseValues): number {
  const x = weightedMean(frequency, customers).mean;
  const y = weightedMean(averageValue, customers).mean;
  let [xx, xy, yy] = [0, 0, 0];
  for (let row = 0; row < customers.length; row += 1) {
    const weight = customers[row] ?? 0;
    const dx = (frequency[row] ?? 0) - x;
    const dy = (averageValue[row] ?? 0) - y;
    xx += weight * dx * dx;
    xy += weight * dx * dy;
    yy += weight * dy * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}

function weightedMean(column: Float64Array, weights: Float64Array): { total: number; mean: number } {
  let [total, sum] = [0, 0];
  for (let row = 0; row < column.length; row += 1) {
    total += weights[row] ?? 0;
    sum += (weights[row] ?? 0) * (column[row] ?? 0);
  }
  return { total, mean: sum / total };
}

function checkValues({ frequency, averageValue, customers }: PurchaseValues): void {
  checkLengths({ frequency, averageValue, customers });
  for (let row = 0; row < frequency.length; row += 1) {
    const [x = 0, average = 0, count = -1] = [frequency, averageValue, customers].map((each) => each[row]);
    if (!(Number.isInteger(x) && x >= 1 && average > 0 && Number.isFinite(average) && count >= 0))
      throw new RangeError(`no repeat purchases: ${x} of ${average} on average by ${count} customers`);
  }
}
