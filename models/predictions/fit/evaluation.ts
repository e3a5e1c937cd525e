import { checkLengths } from './likelihood.ts';

/** Rows with a predicted chance and what came about, as columns in step. */
export interface Scored {
  /** From 0 to 1. */
  scores: Float64Array;
  /** 0 or 1. */
  outcomes: Float64Array;
  /** Customers that a row stands for; 1 each where left out. */
  weights?: Float64Array;
}

/** A tenth of the customers by score. */
export interface Decile {
  /** 1 has the highest scores. */
  decile: number;
  customers: number;
  meanScore: number;
  /** Share of the customers for whom it came about: in a calibrated model close to `meanScore`. */
  rate: number;
  /** `rate` over that of all customers; null where it came about for nobody. */
  lift: number | null;
}

export interface Evaluation {
  /** Sums of weights. */
  customers: number;
  positives: number;
  /** See `areaUnderCurve`. */
  auc: number | null;
  logLoss: number;
  brier: number;
  /** Highest scores first. */
  deciles: Decile[];
}

/**
 * How good scores are, by rows that the model has not seen. Rows of one score are taken as alike wherever a
 * decile ends among them, so the order of rows does not matter. Throws `RangeError` for columns that do not
 * fit together, and without rows.
 */
export function evaluateScores(scored: Scored): Evaluation {
  const levels = levelsOf(scored);
  const customers = levels.reduce((sum, level) => sum + level.customers, 0);
  const positives = levels.reduce((sum, level) => sum + level.positives, 0);
  if (!(customers > 0)) throw new RangeError('there are no rows to evaluate');
  let [loss, squares] = [0, 0];
  for (const { score, customers: all, positives: came } of levels) {
    const kept = Math.min(1 - leastChance, Math.max(leastChance, score));
    loss -= came * Math.log(kept) + (all - came) * Math.log1p(-kept);
    squares += came * (1 - score) ** 2 + (all - came) * score ** 2;
  }
  return {
    customers,
    positives,
    auc: areaUnderCurve(levels),
    logLoss: loss / customers,
    brier: squares / customers,
    deciles: decilesOf(levels, customers, positives),
  };
}

/** Scores of 0 and 1 are held this far off the ends for the log loss, as in scikit-learn. */
const leastChance = Number.EPSILON;

/** Rows of one score. */
interface Level {
  score: number;
  customers: number;
  positives: number;
}

/** The scores that there are, each once, the highest first. */
function levelsOf({ scores, outcomes, weights }: Scored): Level[] {
  checkLengths({ scores, outcomes, ...(weights && { weights }) });
  const order = Uint32Array.from(scores, (_, row) => row).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const levels: Level[] = [];
  let level: Level | undefined;
  for (const row of order) {
    const [score = Number.NaN, outcome = Number.NaN, weight = 1] = [
      scores[row],
      outcomes[row],
      weights?.[row],
    ];
    if (
      !(
        score >= 0 &&
        score <= 1 &&
        (outcome === 0 || outcome === 1) &&
        weight >= 0 &&
        Number.isFinite(weight)
      )
    )
      throw new RangeError(`no scored row: score ${score}, outcome ${outcome}, weight ${weight}`);
    if (level?.score !== score) {
      level = { score, customers: 0, positives: 0 };
      levels.push(level);
    }
    level.customers += weight;
    level.positives += weight * outcome;
  }
  return levels;
}

/**
 * The chance that one for whom it came about scores higher than one for whom it did not, ties counting a half
 * (Mann and Whitney's U; Hanley and McNeil, Radiology 143, 1982). Null where there are not both.
 */
function areaUnderCurve(levels: readonly Level[]): number | null {
  let [above, positives, negatives] = [0, 0, 0];
  for (const level of levels) {
    const others = level.customers - level.positives;
    above += others * (positives + level.positives / 2);
    positives += level.positives;
    negatives += others;
  }
  return positives > 0 && negatives > 0 ? above / (positives * negatives) : null;
}

function decilesOf(levels: readonly Level[], customers: number, positives: number): Decile[] {
  const tenth = customers / 10;
  const sums = Array.from({ length: 10 }, () => ({ customers: 0, score: 0, positives: 0 }));
  let before = 0;
  for (const level of levels) {
    const after = before + level.customers;
    for (let at = Math.min(9, Math.floor(before / tenth)); at < 10; at += 1) {
      const sum = sums[at];
      const end = at === 9 ? after : Math.min(after, (at + 1) * tenth);
      const part = end - Math.max(before, at * tenth);
      if (sum === undefined || !(part > 0)) break;
      sum.customers += part;
      sum.score += part * level.score;
      sum.positives += (part / level.customers) * level.positives;
    }
    before = after;
  }
  return sums.map((sum, at) => {
    const rate = sum.positives / sum.customers;
    return {
      decile: at + 1,
      customers: sum.customers,
      meanScore: sum.score / sum.customers,
      rate,
      lift: positives > 0 ? rate / (positives / customers) : null,
    };
  });
}
