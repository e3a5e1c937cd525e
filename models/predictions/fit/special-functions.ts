/** Arguments from here on take the asymptotic series, whose first omitted term is then below 1e-16. */
const asymptotic = 12;
const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/**
 * Logarithm of the gamma function for x > 0, to about 15 digits: the recurrence up to 12, then Stirling's
 * series (Abramowitz and Stegun 6.1.15 and 6.1.41). NaN where x is not positive.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  let product = 1;
  let shifted = x;
  while (shifted < asymptotic) {
    product *= shifted;
    shifted += 1;
  }
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const tail =
    inverse *
    (1 / 12 -
      square *
        (1 / 360 -
          square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360360))))));
  return (shifted - 0.5) * Math.log(shifted) - shifted + halfLogTwoPi + tail - Math.log(product);
}

/**
 * Derivative of `logGamma` for x > 0: the recurrence up to 12, then the asymptotic series (Abramowitz and
 * Stegun 6.3.5 and 6.3.18). NaN where x is not positive.
 */
export function digamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  let before = 0;
  let shifted = x;
  while (shifted < asymptotic) {
    before += 1 / shifted;
    shifted += 1;
  }
  const square = 1 / (shifted * shifted);
  const tail =
    square *
    (1 / 12 -
      square *
        (1 / 120 - square * (1 / 252 - square * (1 / 240 - square * (1 / 132 - square * (691 / 32760))))));
  return Math.log(shifted) - 0.5 / shifted - tail - before;
}

/**
 * Up to here a product of n factors, each below 1e9, neither overflows nor costs more than two `logGamma`.
 */
const fewFactors = 32;

/**
 * logGamma(x + n) - logGamma(x) for x > 0 and a whole n >= 0, without their cancellation where x is large.
 */
export function logRising(x: number, n: number): number {
  if (n > fewFactors) return logGamma(x + n) - logGamma(x);
  let product = 1;
  let sum = 0;
  for (let i = 0; i < n; i += 1) {
    product *= x + i;
    if (product > 1e250 || product < 1e-250) {
      sum += Math.log(product);
      product = 1;
    }
  }
  return sum + Math.log(product);
}

/** digamma(x + n) - digamma(x) for x > 0 and a whole n >= 0: the derivative of `logRising` by x. */
export function digammaRising(x: number, n: number): number {
  if (n > fewFactors) return digamma(x + n) - digamma(x);
  let sum = 0;
  for (let i = 0; i < n; i += 1) sum += 1 / (x + i);
  return sum;
}

/** ln(1 + e^x), without overflow. */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** 1 / (1 + e^-x), without overflow. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const odds = Math.exp(x);
  return odds / (1 + odds);
}
