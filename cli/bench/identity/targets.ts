/** One number of a benchmark, as every benchmark of Weft prints it. */
export interface Result {
  metric: string;
  value: number | null;
  unit: string;
  /** The most, or the least, that it should be. */
  target: number | null;
  bound: 'at most' | 'at least' | null;
  /** The peer or limit of the same run that the value or target comes from. */
  against: string | null;
  /** Null without a target, and where the run is too small for it. */
  pass: boolean | null;
}

export interface Target {
  bound: 'at most' | 'at least';
  target: number;
  /** Records from which it holds: below, what every run costs is most of it. */
  from: number;
}

const million = 1_000_000;

/** Weft's time for the whole result by that of reading out, indexing, joining and writing back bare components. */
const aloneRatio = (name: string): Target =>
  name === 'people'
    ? { bound: 'at most', target: 0.5, from: 10 * million }
    : { bound: 'at most', target: 1.5, from: million };

export const targets = {
  scipyRatio: aloneRatio,
  /** Splink's time by Weft's for the same step, connected components of the same edges. */
  splinkRatio: { bound: 'at least', target: 3, from: 5 * million },
  /** A run with 1 % new records by the full run before it. */
  incrementalRatio: { bound: 'at most', target: 0.1, from: million },
  /** Growth of the time by that of n log n. */
  growth: { bound: 'at most', target: 1, from: million },
  /** Resident memory of all processes, at 10 million records and fewer. */
  memoryGigabytes: { bound: 'at most', target: 8, from: 0 },
  /** Users in rising order of time along a chain: decided one after the other, so stopped at the cap of rounds. */
  worstOrderSeconds: { bound: 'at most', target: 60, from: 0 },
  worstOrderWarned: { bound: 'at least', target: 1, from: 0 },
  samePartition: { bound: 'at least', target: 1, from: 0 },
} as const satisfies Record<string, Target | ((name: string) => Target)>;

const rounded = (value: number): number => Number(value.toPrecision(6));

/** A number without a target. */
export const plain = (metric: string, value: number | null, unit: string, against?: string): Result => ({
  metric,
  value: value === null ? null : rounded(value),
  unit,
  target: null,
  bound: null,
  against: against ?? null,
  pass: null,
});

/** A number with a target that holds for `records` records or not yet. */
export function judged(
  metric: string,
  value: number | null,
  unit: string,
  against: string,
  { target, bound, from }: Target,
  records: number,
): Result {
  const met = value === null ? null : bound === 'at most' ? value <= target : value >= target;
  return {
    metric,
    value: value === null ? null : rounded(value),
    unit,
    target: rounded(target),
    bound,
    against,
    pass: records >= from ? met : null,
  };
}
