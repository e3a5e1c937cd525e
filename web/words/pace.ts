interface Progress {
  status: string;
  /** Since when rows are sent, in milliseconds since 1970. */
  since: number;
  accepted: number;
  pending: number;
}

/** A rate says little before so long. */
const tooEarlyMs = 10_000;

export interface Pace {
  /** Rows in a second, so far. */
  perSecond: number;
  secondsLeft: number;
}

/** How fast a run is and how long it will take at that; null while nobody can say. */
export function paceOf({ status, since, accepted, pending }: Progress, now: number): Pace | null {
  const ms = now - since;
  if (status !== 'running' || ms < tooEarlyMs || accepted === 0) return null;
  const perSecond = (accepted * 1000) / ms;
  return { perSecond, secondsLeft: pending / perSecond };
}
