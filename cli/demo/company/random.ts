/**
 * Seeded randomness. A stream is a pure function of (seed, stream, index), so that any person can be
 * generated without the ones before, and a new stream changes no other.
 */

/** What each stream is used for; a fixed number each, so that adding one keeps all earlier output. */
const streams = {
  household: 1,
  person: 2,
  identity: 3,
  orders: 4,
  visits: 5,
  web: 6,
  app: 7,
  contact: 8,
  marketing: 9,
  catalogue: 10,
  centre: 11,
} as const;

export type Stream = keyof typeof streams;

/**
 * The finaliser of MurmurHash3 (Austin Appleby, public domain): a bijection of 32-bit integers in which
 * each input bit flips about half of the output bits.
 */
export function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * xoshiro128** 1.1 of Blackman and Vigna ("Scrambled linear pseudorandom number generators", ACM TOMS 2021;
 * reference code https://prng.di.unimi.it/xoshiro128starstar.c, public domain). Its 128 bits of state are
 * filled from a splitmix-style walk (golden-ratio steps through `mix32`), as its authors advise.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(seed: number, stream: Stream, index: number) {
    let state = mix32(mix32(mix32(seed) ^ streams[stream]) ^ index);
    const step = () => {
      state = (state + 0x9e3779b9) | 0;
      return mix32(state);
    };
    this.a = step();
    this.b = step();
    this.c = step();
    this.d = step() | 1; // an all-zero state would never leave zero
  }

  /** A number in [0, 1) with 32 random bits. */
  float(): number {
    const product = Math.imul(this.b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = (this.d << 11) | (this.d >>> 21);
    return (result >>> 0) / 4294967296;
  }

  /** An integer in [0, n). */
  below(n: number): number {
    return Math.floor(this.float() * n);
  }

  /** A number in [low, high). */
  between(low: number, high: number): number {
    return low + this.float() * (high - low);
  }

  chance(probability: number): boolean {
    return this.float() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return itemAt(list, this.below(list.length));
  }

  /** As `pick`, with the front of the list far more likely: a popularity curve. */
  pickPopular<T>(list: readonly T[]): T {
    return itemAt(list, Math.floor(this.float() ** 2.2 * list.length));
  }

  /** The index of one of the weights, as likely as its share of their sum. */
  weighted(weights: readonly number[]): number {
    let rest = this.float() * weights.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < weights.length; i++) {
      rest -= weights[i] ?? 0;
      if (rest < 0) return i;
    }
    return weights.length - 1;
  }

  /** Exponentially distributed, above 0. */
  exponential(mean: number): number {
    return -Math.log(1 - this.float()) * mean;
  }

  /** A count of 0, 1, 2 … with a geometric tail and the given mean. */
  count(mean: number): number {
    return mean <= 0 ? 0 : Math.floor(Math.log(1 - this.float()) / Math.log(mean / (1 + mean)));
  }
}

function itemAt<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`no item ${index} in a list of ${list.length}`);
  return item;
}
