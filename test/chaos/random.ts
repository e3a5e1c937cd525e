/** Numbers from 0 up to 1 that are the same again for the same seed (mulberry32, Tommy Ettinger 2017). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of the things, as often as its weight says. */
export function pick<T>(random: () => number, weighted: readonly (readonly [weight: number, thing: T])[]): T {
  let left = random() * weighted.reduce((total, [weight]) => total + weight, 0);
  for (const [weight, thing] of weighted) {
    left -= weight;
    if (left < 0) return thing;
  }
  throw new Error('there is nothing to pick');
}
