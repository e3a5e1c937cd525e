import type { BgNbdParameters } from './fit/bg-nbd.ts';

/** Beyond this many terms the series of those who bought first today is cut off. */
const mostTerms = 10_000;

/**
 * The series of `purchasesIfAlive` for a customer without repeat purchases, as coefficients of z, z^2, …: what
 * statements multiply by (a+b)_(k-1) / (a+b+x)_(k-1) for one with x. As many as matter for the greatest z that there
 * is, of a customer with age 0; terms of others are smaller.
 */
export function purchaseSeries(
  { r, alpha, a, b }: BgNbdParameters,
  horizon: number,
): { terms: number[]; complete: boolean } {
  const z = horizon / (alpha + horizon);
  const start = a + b - 1 - r;
  const terms = [start];
  let [coefficient, power, sum] = [start, z, start * z];
  for (let k = 1; k < mostTerms; k += 1) {
    coefficient *= ((start + k) * (a + k - 1)) / ((a + b - 1 + k) * (k + 1));
    power *= z;
    const term = coefficient * power;
    if (Math.abs(term) <= 1e-15 * Math.abs(sum)) return { terms, complete: true };
    terms.push(coefficient);
    sum += term;
  }
  return { terms, complete: false };
}
