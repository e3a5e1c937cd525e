import { cholesky, inverseDiagonal } from './cholesky.ts';
import { type Minimum, minimize, type Objective } from './minimize.ts';

/** What every fit by maximum likelihood tells of itself. */
export interface LikelihoodFit {
  /** In the units of the rows given. */
  logLikelihood: number;
  customers: number;
  iterations: number;
  converged: boolean;
  /**
   * Of the logarithms of the parameters, in the order of the model, from the observed information; 0.2 reads
   * as "known to about 20 %". Null where the likelihood does not single out a maximum: the model is not
   * identified.
   */
  logStandardErrors: Float64Array | null;
}

/**
 * The lowest minimum of a negative log-likelihood per customer. The first start does where it leads to a
 * maximum of the likelihood that curves in all directions; otherwise all are tried.
 */
export function bestMinimum(objective: Objective, starts: readonly (readonly number[])[]): Minimum {
  const found: Minimum[] = [];
  for (const start of starts) {
    const minimum = minimize(objective, start);
    found.push(minimum);
    if (found.length === 1 && minimum.converged && cholesky(minimum.hessian, start.length) !== null) break;
  }
  const [best] = found.toSorted((a, b) => a.value - b.value);
  if (best === undefined) throw new RangeError('a fit needs a start');
  return best;
}

/** Standard errors of a model's log-parameters, for a Hessian of the negative log-likelihood per customer. */
export function logStandardErrors(minimum: Minimum, customers: number): Float64Array | null {
  const size = minimum.point.length;
  const lower = cholesky(minimum.hessian, size);
  return lower === null ? null : inverseDiagonal(lower, size).map((each) => Math.sqrt(each / customers));
}

/** Throws `RangeError` where columns of a table differ in length, by the name of the column. */
export function checkLengths(columns: Readonly<Record<string, ArrayLike<number>>>): void {
  const [[first, { length }] = ['', { length: 0 }], ...rest] = Object.entries(columns);
  for (const [name, column] of rest)
    if (column.length !== length)
      throw new RangeError(`${name} has ${column.length} rows, ${first} has ${length}`);
}

/** The whole numbers in a column, each once, ascending, and the place of each row's number among them. */
export function distinct(column: Float64Array): { values: Float64Array; places: Uint32Array } {
  const values = Float64Array.from(new Set(column)).sort();
  const place = new Map(Array.from(values, (value, at) => [value, at]));
  return { values, places: Uint32Array.from(column, (value) => place.get(value) ?? 0) };
}
