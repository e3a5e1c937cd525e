import { expect, test } from 'vitest';
import { evaluateScores } from './evaluation.ts';
import reference from './lifetimes.json' with { type: 'json' };
import { fitLogistic, type LogisticBlock, logisticScore } from './logistic.ts';
import { sufficientLogistic } from './sufficiency.ts';

const { penalty } = reference.logistic;
const whole: LogisticBlock = {
  features: reference.logistic.features.map((each) => Float64Array.from(each)),
  outcomes: Float64Array.from(reference.logistic.outcomes),
  weights: Float64Array.from(reference.logistic.weights),
};
const slice = (from: number, to: number): LogisticBlock => ({
  features: whole.features.map((each) => each.subarray(from, to)),
  outcomes: whole.outcomes.subarray(from, to),
  weights: whole.weights?.subarray(from, to),
});

test('logistic regression has the coefficients of scikit-learn, in one block or several', () => {
  for (const blocks of [[whole], [slice(0, 1), slice(1, 1), slice(1, 97), slice(97, 150)]]) {
    const fit = fitLogistic(blocks, penalty);
    expect(fit.converged).toBe(true);
    expect(fit.standardized.intercept).toBeCloseTo(reference.logistic.intercept, 9);
    reference.logistic.coefficients.forEach((each, at) => {
      expect(fit.standardized.coefficients[at]).toBeCloseTo(each, 9);
    });
    reference.logistic.scores.forEach((score, row) => {
      const features = whole.features.map((each) => each[row] ?? 0);
      // Recorded with two digits, so that there are ties.
      expect(Math.abs(logisticScore(fit, features) - score)).toBeLessThan(0.005001);
    });
  }
});

test('a weight counts as that many rows', () => {
  const rows = reference.logistic.weights.flatMap((weight, row) => new Array<number>(weight).fill(row));
  const repeated = {
    features: whole.features.map((each) => Float64Array.from(rows, (row) => each[row] ?? 0)),
    outcomes: Float64Array.from(rows, (row) => whole.outcomes[row] ?? 0),
  };
  const [one, other] = [fitLogistic([whole], penalty), fitLogistic([repeated], penalty)];
  expect(one.customers).toBe(other.customers);
  expect(one.logLikelihood).toBeCloseTo(other.logLikelihood, 9);
  one.coefficients.forEach((each, at) => {
    expect(each).toBeCloseTo(other.coefficients[at] ?? 0, 10);
  });
});

test('a feature that tells all is held by the penalty, and outcomes all alike give a chance near theirs', () => {
  const features = [Float64Array.from({ length: 100 }, (_, row) => row)];
  const told = fitLogistic(
    [{ features, outcomes: features[0]?.map((x) => (x < 50 ? 0 : 1)) ?? new Float64Array() }],
    1,
  );
  expect(told.converged).toBe(true);
  expect(logisticScore(told, [99])).toBeGreaterThan(0.97);
  const alike = fitLogistic([{ features, outcomes: new Float64Array(100) }], 1);
  expect(logisticScore(alike, [50])).toBeLessThan(0.01);
});

test('blocks that do not fit together, and missing values, are not fitted', () => {
  expect(() => fitLogistic([whole], 0)).toThrow('the penalty is above 0');
  expect(() => fitLogistic([], 1)).toThrow('no rows');
  expect(() => fitLogistic([{ ...whole, outcomes: new Float64Array(3) }], 1)).toThrow(RangeError);
  expect(() => fitLogistic([whole, { ...whole, features: whole.features.slice(1) }], 1)).toThrow(
    'a block has 2 features, the first has 3',
  );
  const missing = whole.features.map((each) => each.with(4, Number.NaN));
  expect(() => fitLogistic([{ ...whole, features: missing }], 1)).toThrow(
    'feature 1 has a value that is not a number',
  );
});

test('the scores are as good as scikit-learn says', () => {
  const { customers, positives, auc, logLoss, brier, deciles } = evaluateScores({
    scores: Float64Array.from(reference.logistic.scores),
    outcomes: whole.outcomes,
    weights: whole.weights,
  });
  expect(auc).toBeCloseTo(reference.logistic.auc, 12);
  expect(logLoss).toBeCloseTo(reference.logistic.logLoss, 12);
  expect(brier).toBeCloseTo(reference.logistic.brier, 12);
  expect(deciles).toHaveLength(10);
  for (const decile of deciles) expect(decile.customers).toBeCloseTo(customers / 10, 9);
  expect(deciles.reduce((sum, decile) => sum + decile.rate * decile.customers, 0)).toBeCloseTo(positives, 9);
});

test('AUC by hand: ties count a half, and one class alone has none', () => {
  const auc = (scores: number[], outcomes: number[]) =>
    evaluateScores({ scores: Float64Array.from(scores), outcomes: Float64Array.from(outcomes) }).auc;
  // Pairs of a 1 and a 0: 0.8 beats both; 0.5 ties with one and beats the other; 0.1 loses both. 3.5 of 6.
  expect(auc([0.8, 0.5, 0.5, 0.1, 0.2], [1, 1, 0, 1, 0])).toBe(3.5 / 6);
  expect(auc([0.4, 0.4, 0.4], [1, 0, 0])).toBe(0.5);
  expect(auc([0.4, 0.6], [1, 1])).toBeNull();
});

test('deciles by hand: the highest first, a tie across an end is shared', () => {
  const { deciles } = evaluateScores({
    scores: Float64Array.from({ length: 20 }, (_, row) => (row < 3 ? 0.9 : 0.1)),
    outcomes: Float64Array.from({ length: 20 }, (_, row) => (row < 2 ? 1 : 0)),
  });
  expect(deciles.map(({ rate }) => Number(rate.toFixed(6)))).toEqual([
    0.666667, 0.333333, 0, 0, 0, 0, 0, 0, 0, 0,
  ]);
  expect(deciles.map(({ lift }) => Number(lift?.toFixed(6))).slice(0, 3)).toEqual([6.666667, 3.333333, 0]);
  expect(deciles[1]?.meanScore).toBeCloseTo(0.5, 12);
  expect(() => evaluateScores({ scores: new Float64Array([2]), outcomes: new Float64Array([1]) })).toThrow(
    'score 2',
  );
});

test('a propensity is refused for few outcomes, and leaves out what has one value, by name', () => {
  const constant = new Float64Array(whole.outcomes.length).fill(0.1);
  const blocks = [
    { ...whole, features: [...whole.features.slice(0, 1), constant, ...whole.features.slice(1)] },
  ];
  const features = ['age', 'country', 'orders', 'opted in'];
  const answer = sufficientLogistic(blocks, { features, penalty });
  expect(answer).toMatchObject({
    ok: true,
    fit: { features: ['age', 'orders', 'opted in'] },
    warnings: ['Left out, as all customers have one value: country.'],
  });
  const alone = fitLogistic([whole], penalty);
  expect(answer.ok && [...answer.fit.coefficients]).toEqual([...alone.coefficients]);
  // With the constant left in, its coefficient is 0 and the others are the same.
  expect(fitLogistic(blocks, penalty).coefficients[1]).toBe(0);

  const few = { ...whole, outcomes: whole.outcomes.map((_, row) => (row < 3 ? 1 : 0)), weights: undefined };
  expect(sufficientLogistic([few], { features: ['a', 'b', 'c'], penalty })).toEqual({
    ok: false,
    reason: 'Of 150 customers 3 did it and 147 did not; a propensity needs 50 of each.',
  });
  expect(
    sufficientLogistic(
      [few],
      { features: ['a', 'b', 'c'], penalty },
      { customers: 1, repeatCustomers: 1, outcomes: 3 },
    ),
  ).toMatchObject({
    ok: true,
    warnings: [expect.stringMatching(/^3 outcomes of the rarer kind are few for 3 features/)],
  });
  expect(
    sufficientLogistic([{ ...whole, features: [constant] }], { features: ['country'], penalty }),
  ).toMatchObject({ ok: false, reason: expect.stringMatching(/^No feature has more than one value/) });
});
