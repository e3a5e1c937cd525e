import { bestMinimum, checkLengths, distinct, type LikelihoodFit, logStandardErrors } from './likelihood.ts';
import type { Objective } from './minimize.ts';
import { digammaRising, logistic, logRising, softplus } from './special-functions.ts';

/**
 * Customers grouped by what the model needs of them, as columns in step. `recency` and `age` are in one unit
 * of time, which is the reader's choice.
 */
export interface PurchaseHistories {
  /** Purchases after the first, whole, from 0. */
  frequency: Float64Array;
  /** Time from the first purchase to the last, 0 where there is one alone. */
  recency: Float64Array;
  /** Time from the first purchase to the end of the observation; at least `recency`. */
  age: Float64Array;
  /** Customers with this history. */
  customers: Float64Array;
}

/**
 * Purchases of a living customer are a Poisson process whose rate is Gamma(r, alpha) over customers, alpha in
 * units of time; after each purchase he drops out with a chance that is Beta(a, b) over customers.
 */
export interface BgNbdParameters {
  r: number;
  alpha: number;
  a: number;
  b: number;
}

export interface BgNbdFit extends BgNbdParameters, LikelihoodFit {
  /** Mean age, in the unit of the histories: what alpha is to be compared with. */
  meanAge: number;
}

/** One customer's history, as in `PurchaseHistories`. */
export interface PurchaseHistory {
  frequency: number;
  recency: number;
  age: number;
}

/**
 * The maximum likelihood fit of the BG/NBD model (Fader, Hardie and Lee, "Counting Your Customers the Easy
 * Way", Marketing Science 24(2), 2005, equation 6). Time is measured in mean ages while it looks, so that the
 * unit does not matter. Throws `RangeError` for columns that do not fit together or histories that cannot be.
 */
export function fitBgNbd(histories: PurchaseHistories): BgNbdFit {
  checkHistories(histories);
  const { frequency, age, customers } = histories;
  let [total, ages, purchases] = [0, 0, 0];
  for (let row = 0; row < customers.length; row += 1) {
    const weight = customers[row] ?? 0;
    total += weight;
    ages += weight * (age[row] ?? 0);
    purchases += weight * (frequency[row] ?? 0);
  }
  if (!(total > 0 && ages > 0)) throw new RangeError('there are no customers with an age above 0');
  const meanAge = ages / total;
  const scaled = {
    ...histories,
    recency: histories.recency.map((each) => each / meanAge),
    age: age.map((each) => each / meanAge),
  };
  const rate = Math.max(purchases, 1) / total;
  const minimum = bestMinimum(
    negativeLogLikelihood(scaled),
    [
      [0.5, 0.5 / rate, 1, 2],
      [1, 1 / rate, 0.3, 3],
      [0.2, 0.2 / rate, 1, 1],
    ].map((start) => start.map(Math.log)),
  );
  const [r = 0, alpha = 0, a = 0, b = 0] = minimum.point.map(Math.exp);
  return {
    r,
    alpha: alpha * meanAge,
    a,
    b,
    logLikelihood: -minimum.value * total - purchases * Math.log(meanAge),
    customers: total,
    iterations: minimum.iterations,
    converged: minimum.converged,
    logStandardErrors: logStandardErrors(minimum, total),
    meanAge,
  };
}

/**
 * The negative log-likelihood per customer, over (ln r, ln alpha, ln a, ln b). With s the chance that the
 * customer has dropped out, ln L = ln of Γ(r+x)/Γ(r) · B(a,b+x)/B(a,b) · α^r (α+T)^-(r+x) / (1-s).
 */
export function negativeLogLikelihood(histories: PurchaseHistories): Objective {
  const { frequency, recency, age, customers } = histories;
  const { values, places } = distinct(frequency);
  const counts = new Float64Array(values.length);
  let total = 0;
  for (let row = 0; row < places.length; row += 1) {
    const place = places[row] ?? 0;
    counts[place] = (counts[place] ?? 0) + (customers[row] ?? 0);
    total += customers[row] ?? 0;
  }
  return (point, gradient) => {
    const [r = 0, alpha = 0, a = 0, b = 0] = point.map(Math.exp);
    const logAlpha = Math.log(alpha);
    let [sum, byR, byAlpha, byA, byB] = [0, 0, 0, 0, 0];
    const deadOdds = values.map((x) =>
      x > 0 ? Math.log(a) - Math.log(b + x - 1) : Number.NEGATIVE_INFINITY,
    );
    values.forEach((x, place) => {
      const count = counts[place] ?? 0;
      sum += count * (logRising(r, x) + logRising(b, x) - logRising(a + b, x));
      byR += count * digammaRising(r, x);
      const both = digammaRising(a + b, x);
      byA -= count * both;
      byB += count * (digammaRising(b, x) - both);
    });
    for (let row = 0; row < places.length; row += 1) {
      const place = places[row] ?? 0;
      const weight = customers[row] ?? 0;
      const x = values[place] ?? 0;
      const atAge = alpha + (age[row] ?? 0);
      const logAge = Math.log(atAge);
      byR += weight * (logAlpha - logAge);
      if (x === 0) {
        sum += weight * r * (logAlpha - logAge);
        byAlpha += weight * (r / alpha - r / atAge);
        continue;
      }
      const atRecency = alpha + (recency[row] ?? 0);
      const silence = logAge - Math.log(atRecency);
      const odds = (deadOdds[place] ?? 0) + (r + x) * silence;
      const dead = logistic(odds);
      sum += weight * (r * logAlpha - (r + x) * logAge + softplus(odds));
      byR += weight * dead * silence;
      byAlpha += weight * (r / alpha - (r + x) * ((1 - dead) / atAge + dead / atRecency));
      byA += (weight * dead) / a;
      byB -= (weight * dead) / (b + x - 1);
    }
    gradient[0] = (-byR * r) / total;
    gradient[1] = (-byAlpha * alpha) / total;
    gradient[2] = (-byA * a) / total;
    gradient[3] = (-byB * b) / total;
    return -sum / total;
  };
}

/**
 * The chance that a customer has not dropped out (Fader and Hardie, "Computing P(alive) Using the BG/NBD
 * Model", 2008). 1 where he has bought once, as the model lets nobody go before a second purchase.
 */
export function probabilityAlive(parameters: BgNbdParameters, history: PurchaseHistory): number {
  const { r, alpha, a, b } = parameters;
  const { frequency: x, recency, age } = history;
  if (x === 0) return 1;
  return logistic(Math.log((b + x - 1) / a) - (r + x) * Math.log((alpha + age) / (alpha + recency)));
}

/**
 * Purchases that a customer is expected to make in the `horizon` after his age (Fader, Hardie and Lee,
 * equation 10).
 */
export function expectedPurchases(
  parameters: BgNbdParameters,
  history: PurchaseHistory,
  horizon: number,
): number {
  return probabilityAlive(parameters, history) * purchasesIfAlive(parameters, history, horizon);
}

/** Purchases after the first that a new customer is expected to make in `horizon` (equation 9). */
export const expectedPurchasesOfNew = (parameters: BgNbdParameters, horizon: number): number =>
  purchasesIfAlive(parameters, { frequency: 0, age: 0 }, horizon);

/**
 * The paper's (c / (a-1)) · (1 - (1-z)^(r+x) · 2F1(r+x, b+x; c; z)), with c = a+b+x-1 and z = t /
 * (alpha+T+t). Euler's transformation (Abramowitz and Stegun 15.3.3) makes it 1 - (1-z)^(a-1) · 2F1(c-r-x,
 * a-1; c; z), whose terms do not grow with the frequency; the factors c / (a-1) are then taken into the
 * series, so that neither a = 1 nor c = 0 divides by 0: c · (1 - (1-z)^(a-1)) / (a-1) - (1-z)^(a-1) · sum
 * over k >= 1 of (c-r-x)_k (a)_(k-1) z^k / ((c+1)_(k-1) k!).
 */
function purchasesIfAlive(
  { r, alpha, a, b }: BgNbdParameters,
  { frequency: x, age }: Omit<PurchaseHistory, 'recency'>,
  horizon: number,
): number {
  const z = horizon / (alpha + age + horizon);
  const c = a + b + x - 1;
  const growth = Math.log1p(horizon / (alpha + age));
  const power = (1 - a) * growth;
  const first = Math.abs(a - 1) < 1e-12 ? growth : Math.expm1(power) / (1 - a);
  let term = (a + b - 1 - r) * z;
  let sum = term;
  for (let k = 1; k < 1e6 && Math.abs(term) > 1e-17 * Math.abs(sum); k += 1) {
    term *= (((a + b - 1 - r + k) * (a + k - 1)) / ((c + k) * (k + 1))) * z;
    sum += term;
  }
  return c * first - Math.exp(power) * sum;
}

function checkHistories(histories: PurchaseHistories): void {
  const { frequency, recency, age, customers } = histories;
  checkLengths({ frequency, recency, age, customers });
  for (let row = 0; row < frequency.length; row += 1) {
    const [x = -1, last = -1, length = -1, count = -1] = [frequency, recency, age, customers].map(
      (each) => each[row],
    );
    const fits =
      Number.isInteger(x) && x >= 0 && last >= 0 && last <= length && Number.isFinite(length) && count >= 0;
    if (!fits)
      throw new RangeError(
        `no history: frequency ${x}, recency ${last}, age ${length} of ${count} customers`,
      );
  }
}
