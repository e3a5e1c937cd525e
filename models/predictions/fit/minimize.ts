import { cholesky, type SymmetricMatrix, solveCholesky } from './cholesky.ts';

/**
 * A smooth function: returns its value at the point and writes its gradient. May be not finite where
 * undefined.
 */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  point: Float64Array;
  value: number;
  /** The Hessian at the point. */
  hessian: SymmetricMatrix;
  iterations: number;
  /** Whether the gradient is zero but for rounding, at a point that is not on its way to infinity. */
  converged: boolean;
}

const mostIterations = 200;
/** Log-parameters beyond this are on their way to infinity: the search stops there, not converged. */
const farthest = 12;
/** Of the gradient's largest entry: here the search stops, and below the second it has converged. */
const tolerance = { stop: 1e-8, converged: 1e-6 };
/** The longest first step of a search along a line. In log-parameters: a factor of seven. */
const longestStep = 2;

/**
 * The minimum near `start` by BFGS (Nocedal and Wright, "Numerical Optimization", chapter 6) and a last step
 * of Newton, which reaches the digits that a function's value cannot show. Deterministic. The function and
 * its parameters are expected to be scaled to about one; the parameters are logarithms.
 */
export function minimize(objective: Objective, start: ArrayLike<number>): Minimum {
  const size = start.length;
  let point: Float64Array = Float64Array.from(start);
  let gradient: Float64Array = new Float64Array(size);
  let value = objective(point, gradient);
  let inverse: Float64Array | null = null;
  let iterations = 0;
  const within = () => largest(point) <= farthest;
  while (iterations < mostIterations && within() && largest(gradient) > tolerance.stop) {
    iterations += 1;
    const direction = descent(inverse, gradient);
    const found = searchLine(objective, { point, value, gradient }, direction);
    if (found === null) {
      if (inverse === null) break;
      inverse = null;
      continue;
    }
    const step = subtract(found.point, point);
    const change = subtract(found.gradient, gradient);
    inverse = updateInverse(inverse, step, change);
    ({ point, value, gradient } = found);
  }
  let hessian = hessianOf(objective, point);
  const polished = newtonStep(objective, { point, value, gradient }, hessian);
  if (polished !== null) {
    ({ point, value, gradient } = polished);
    hessian = hessianOf(objective, point);
  }
  return {
    point,
    value,
    hessian,
    iterations,
    converged: within() && largest(gradient) <= tolerance.converged,
  };
}

interface State {
  point: Float64Array;
  value: number;
  gradient: Float64Array;
}

/** The step against the gradient, at most `longestStep`; `inverse` approximates the inverse Hessian. */
function descent(inverse: Float64Array | null, gradient: Float64Array): Float64Array {
  const size = gradient.length;
  const direction = gradient.map((each, row) =>
    inverse === null ? -each : -dot(inverse.subarray(row * size, (row + 1) * size), gradient),
  );
  const length = Math.sqrt(dot(direction, direction));
  const factor = inverse === null ? 1 / length : Math.min(1, longestStep / length);
  return direction.map((each) => each * factor);
}

/**
 * A step that meets the weak Wolfe conditions, by bisection and doubling (Lewis and Overton, "Nonsmooth
 * optimization via quasi-Newton methods", 2013, algorithm 2.6). Null where none is found, as at a minimum to
 * within rounding.
 */
function searchLine(objective: Objective, from: State, direction: Float64Array): State | null {
  const slope = dot(from.gradient, direction);
  if (!(slope < 0)) return null;
  let [low, high, length] = [0, Number.POSITIVE_INFINITY, 1];
  let lowest: State | null = null;
  for (let round = 0; round < 40; round += 1) {
    const point = from.point.map((each, at) => each + length * (direction[at] ?? 0));
    const gradient = new Float64Array(point.length);
    const value = objective(point, gradient);
    if (!(value <= from.value + 1e-4 * length * slope) || !Number.isFinite(dot(gradient, gradient)))
      high = length;
    else {
      lowest = { point, value, gradient };
      if (dot(gradient, direction) >= 0.9 * slope) return lowest;
      low = length;
    }
    length = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
  }
  return lowest;
}

/** The BFGS update of the inverse Hessian (Nocedal and Wright 6.17; its first guess is 6.20). */
function updateInverse(
  inverse: Float64Array | null,
  step: Float64Array,
  change: Float64Array,
): Float64Array | null {
  const size = step.length;
  const curvature = dot(step, change);
  if (!(curvature > 0)) return inverse;
  const scale = curvature / dot(change, change);
  const before =
    inverse ?? Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? scale : 0));
  const moved = step.map((_, row) => dot(before.subarray(row * size, (row + 1) * size), change));
  const factor = (1 + dot(change, moved) / curvature) / curvature;
  return before.map((each, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    const [s, t] = [step[row] ?? 0, step[column] ?? 0];
    return each + factor * s * t - ((moved[row] ?? 0) * t + s * (moved[column] ?? 0)) / curvature;
  });
}

/** One step of Newton, where it makes the gradient smaller. */
function newtonStep(objective: Objective, from: State, hessian: SymmetricMatrix): State | null {
  const lower = cholesky(hessian, from.point.length);
  if (lower === null) return null;
  const step = solveCholesky(lower, from.gradient);
  if (!(Math.sqrt(dot(step, step)) <= longestStep)) return null;
  const point = subtract(from.point, step);
  const gradient = new Float64Array(point.length);
  const value = objective(point, gradient);
  return largest(gradient) < largest(from.gradient) ? { point, value, gradient } : null;
}

/** The Hessian by central differences of the gradient, made symmetric. */
function hessianOf(objective: Objective, point: Float64Array): SymmetricMatrix {
  const size = point.length;
  const width = 1e-5;
  const columns = Array.from(point, (each, at) => {
    const [above, below] = [width, -width].map((shift) => {
      const gradient = new Float64Array(size);
      objective(point.with(at, each + shift), gradient);
      return gradient;
    });
    return above === undefined || below === undefined
      ? point
      : subtract(above, below).map((d) => d / (2 * width));
  });
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    return ((columns[column]?.[row] ?? Number.NaN) + (columns[row]?.[column] ?? Number.NaN)) / 2;
  });
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += (one[at] ?? 0) * (other[at] ?? 0);
  return sum;
}

const subtract = (one: Float64Array, other: Float64Array): Float64Array =>
  one.map((each, at) => each - (other[at] ?? 0));

/** The largest entry by size; infinite where one is not a number. */
const largest = (vector: Float64Array): number =>
  vector.reduce(
    (most, each) => (Number.isNaN(each) ? Number.POSITIVE_INFINITY : Math.max(most, Math.abs(each))),
    0,
  );
