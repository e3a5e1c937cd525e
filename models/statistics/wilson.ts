/** The quantile of the normal distribution that leaves 2.5 % above it. */
const z95 = 1.959963984540054;

export interface Interval {
  low: number;
  high: number;
}

/**
 * The 95 % interval of a share, by its score (Wilson 1927, "Probable inference, the law of succession, and statistical
 * inference"): within 0 and 1, and not of width 0 where none or all were found. `of` is at least 1.
 */
export function wilsonInterval(found: number, of: number): Interval {
  const rate = found / of;
  const z2 = z95 ** 2;
  const centre = (rate + z2 / (2 * of)) / (1 + z2 / of);
  const half = (z95 / (1 + z2 / of)) * Math.sqrt((rate * (1 - rate)) / of + z2 / (4 * of * of));
  return { low: centre - half, high: centre + half };
}
