import { cholesky, solveCholesky } from './cholesky.ts';
import { checkLengths } from './likelihood.ts';
import { logistic, softplus } from './special-functions.ts';

/** Some rows, as columns in step. Blocks are gone through once for each iteration. */
export interface LogisticBlock {
  /** One column for each feature, in the order of the model; without missing values. */
  features: readonly Float64Array[];
  /** 1 where it came about, 0 where not; a share of the weight in between is taken too. */
  outcomes: Float64Array;
  /** Customers that a row stands for; 1 each where left out. */
  weights?: Float64Array;
}

export interface LogisticFit {
  /** Of standardised features, (x - mean) / deviation: comparable with each other. */
  standardized: { intercept: number; coefficients: Float64Array };
  /** Of features as they were given: the log odds are intercept + sum of coefficient · x. */
  intercept: number;
  coefficients: Float64Array;
  means: Float64Array;
  /**
   * Standard deviations over the weights' sum; 0 where a feature has one value, and its coefficient is 0 too.
   */
  deviations: Float64Array;
  /** Without the penalty. */
  logLikelihood: number;
  /** Sums of weights. */
  customers: number;
  positives: number;
  iterations: number;
  converged: boolean;
}

const mostIterations = 100;

/**
 * Logistic regression that maximises log-likelihood - penalty/2 · (sum of squared standardised coefficients);
 * the intercept is free. `penalty` is scikit-learn's 1/C. By Newton's method, which here is iteratively
 * reweighted least squares (Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", 4.4.1),
 * with halved steps. Throws `RangeError` for blocks that do not fit together, values that are missing, and a
 * penalty that is not above 0.
 */
export function fitLogistic(blocks: Iterable<LogisticBlock>, penalty: number): LogisticFit {
  if (!(penalty > 0)) throw new RangeError(`the penalty is above 0, not ${penalty}`);
  const summary = summarize(blocks);
  const { means, deviations, customers, positives } = summary;
  if (!(customers > 0)) throw new RangeError('there are no rows to fit');
  const size = means.length + 1;
  let beta = new Float64Array(size);
  // The intercept of a model without features, kept finite where all outcomes are alike.
  beta[0] = Math.log((positives + 0.5) / (customers - positives + 0.5));
  let state = evaluate(blocks, summary, penalty, beta);
  let iterations = 0;
  let converged = false;
  while (iterations < mostIterations && !converged) {
    iterations += 1;
    const lower = cholesky(state.hessian, size);
    if (lower === null) break;
    const step = solveCholesky(lower, state.gradient);
    const decrement = step.reduce((sum, each, at) => sum + each * (state.gradient[at] ?? 0), 0);
    let next = { beta, state };
    for (let factor = 1; factor > 1e-8; factor /= 2) {
      const tried = beta.map((each, at) => each - factor * (step[at] ?? 0));
      const reached = evaluate(blocks, summary, penalty, tried);
      if (!(reached.loss <= state.loss + 1e-12 * Math.abs(state.loss))) continue;
      next = { beta: tried, state: reached };
      break;
    }
    converged = decrement <= 1e-16 * customers;
    ({ beta, state } = next);
  }
  const coefficients = beta.slice(1).map((each, at) => (deviations[at] ? each / deviations[at] : 0));
  return {
    standardized: { intercept: beta[0] ?? 0, coefficients: beta.slice(1) },
    intercept: coefficients.reduce((sum, each, at) => sum - each * (means[at] ?? 0), beta[0] ?? 0),
    coefficients,
    means,
    deviations,
    logLikelihood: -state.logLoss,
    customers,
    positives,
    iterations,
    converged,
  };
}

/** The chance that the model gives to one row of features, as they were given. */
export const logisticScore = (
  { intercept, coefficients }: Pick<LogisticFit, 'intercept' | 'coefficients'>,
  features: ArrayLike<number>,
): number =>
  logistic(coefficients.reduce((sum, each, at) => sum + each * (features[at] ?? Number.NaN), intercept));

/** What is to be known of the rows before a fit. */
export interface LogisticSummary {
  /** Sums of weights. */
  customers: number;
  positives: number;
  means: Float64Array;
  deviations: Float64Array;
}

/**
 * Goes through the blocks once (Chan, Golub and LeVeque, "Algorithms for Computing the Sample Variance",
 * 1983).
 */
export function summarize(blocks: Iterable<LogisticBlock>): LogisticSummary {
  let [customers, positives] = [0, 0];
  let means: Float64Array | null = null;
  let squares = new Float64Array();
  for (const block of blocks) {
    checkBlock(block);
    const { features, outcomes, weights } = block;
    means ??= new Float64Array(features.length);
    if (squares.length === 0) squares = new Float64Array(features.length);
    if (features.length !== means.length)
      throw new RangeError(`a block has ${features.length} features, the first has ${means.length}`);
    let total = 0;
    for (let row = 0; row < outcomes.length; row += 1) {
      const weight = weights?.[row] ?? 1;
      total += weight;
      positives += weight * (outcomes[row] ?? 0);
    }
    if (total === 0) continue;
    for (const [at, column] of features.entries()) {
      const [mean, square] = momentsOf(column, weights, total);
      const known = means[at] ?? 0;
      const apart = mean - known;
      means[at] = known + (apart * total) / (customers + total);
      squares[at] = (squares[at] ?? 0) + square + (apart * apart * customers * total) / (customers + total);
    }
    customers += total;
  }
  means ??= new Float64Array();
  const deviations = squares.map((square, at) => {
    const deviation = Math.sqrt(square / customers);
    // Below this, all that varies is the rounding of the mean.
    return deviation > 1e-12 * Math.abs(means[at] ?? 0) ? deviation : 0;
  });
  return { customers, positives, means, deviations };
}

/** The weighted mean of a column and the sum of squares around it. */
function momentsOf(column: Float64Array, weights: Float64Array | undefined, total: number): [number, number] {
  let sum = 0;
  for (let row = 0; row < column.length; row += 1) sum += (weights?.[row] ?? 1) * (column[row] ?? 0);
  const mean = sum / total;
  let square = 0;
  for (let row = 0; row < column.length; row += 1)
    square += (weights?.[row] ?? 1) * ((column[row] ?? 0) - mean) ** 2;
  return [mean, square];
}

interface Evaluation {
  /** The negative log-likelihood, and with the penalty. */
  logLoss: number;
  loss: number;
  gradient: Float64Array;
  hessian: Float64Array;
}

function evaluate(
  blocks: Iterable<LogisticBlock>,
  { means, deviations }: LogisticSummary,
  penalty: number,
  beta: Float64Array,
): Evaluation {
  const size = beta.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const x = new Float64Array(size);
  x[0] = 1;
  let logLoss = 0;
  for (const { features, outcomes, weights } of blocks) {
    for (let row = 0; row < outcomes.length; row += 1) {
      const weight = weights?.[row] ?? 1;
      const outcome = outcomes[row] ?? 0;
      let logOdds = beta[0] ?? 0;
      for (let at = 1; at < size; at += 1) {
        const deviation = deviations[at - 1] ?? 0;
        x[at] = deviation > 0 ? ((features[at - 1]?.[row] ?? 0) - (means[at - 1] ?? 0)) / deviation : 0;
        logOdds += (beta[at] ?? 0) * (x[at] ?? 0);
      }
      const chance = logistic(logOdds);
      logLoss += weight * (softplus(logOdds) - outcome * logOdds);
      const error = weight * (chance - outcome);
      const curvature = weight * chance * (1 - chance);
      for (let at = 0; at < size; at += 1) {
        const value = x[at] ?? 0;
        gradient[at] = (gradient[at] ?? 0) + error * value;
        const curved = curvature * value;
        const start = at * size;
        for (let other = 0; other <= at; other += 1)
          hessian[start + other] = (hessian[start + other] ?? 0) + curved * (x[other] ?? 0);
      }
    }
  }
  let squares = 0;
  for (let at = 1; at < size; at += 1) {
    const coefficient = beta[at] ?? 0;
    squares += coefficient * coefficient;
    gradient[at] = (gradient[at] ?? 0) + penalty * coefficient;
    hessian[at * size + at] = (hessian[at * size + at] ?? 0) + penalty;
  }
  return { logLoss, loss: logLoss + (penalty / 2) * squares, gradient, hessian };
}

function checkBlock({ features, outcomes, weights }: LogisticBlock): void {
  const named = features.map((column, at) => [`feature ${at + 1}`, column] as const);
  checkLengths({ outcomes, ...(weights && { weights }), ...Object.fromEntries(named) });
  for (const [name, column] of named)
    if (!column.every(Number.isFinite)) throw new RangeError(`${name} has a value that is not a number`);
  if (!outcomes.every((each) => each >= 0 && each <= 1)) throw new RangeError('outcomes are from 0 to 1');
  if (weights?.every((each) => each >= 0 && Number.isFinite(each)) === false)
    throw new RangeError('weights are finite and not below 0');
}
