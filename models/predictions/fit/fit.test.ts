import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { datasetFile } from '../../../test/scenarios/datasets.ts';
import * as bgNbd from './bg-nbd.ts';
import * as gammaGamma from './gamma-gamma.ts';
import reference from './lifetimes.json' with { type: 'json' };
import type { Objective } from './minimize.ts';
import { digamma, digammaRising, logGamma, logRising } from './special-functions.ts';
import { sufficientBgNbd, sufficientGammaGamma } from './sufficiency.ts';

/** Frequency, recency and age in weeks, and average value, of CDNOW's customers of early 1997. */
const cdnow = readFileSync(
  datasetFile('lifetimes/datasets/cdnow_customers_summary_with_transactions.csv'),
  'utf8',
)
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').slice(1).map(Number));
const repeat = cdnow.filter(([frequency = 0]) => frequency > 0);

type Rows = readonly (readonly number[])[];
const column = (rows: Rows, at: number) => Float64Array.from(rows, (row) => row[at] ?? Number.NaN);
const ones = (rows: Rows) => new Float64Array(rows.length).fill(1);
const historiesOf = (rows: Rows) => ({
  frequency: column(rows, 0),
  recency: column(rows, 1),
  age: column(rows, 2),
  customers: ones(rows),
});
const valuesOf = (rows: Rows) => ({
  frequency: column(rows, 0),
  averageValue: column(rows, 3),
  customers: ones(rows),
});

/** The rows that are alike as one, with their number last. */
function grouped(rows: Rows): number[][] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row.join(), (counts.get(row.join()) ?? 0) + 1);
  return [...counts].map(([row, count]) => [...row.split(',').map(Number), count]);
}

function expectRelative(got: number, wanted: number, tolerance: number): void {
  expect(Math.abs(got - wanted), `${got} for ${wanted}`).toBeLessThanOrEqual(tolerance * Math.abs(wanted));
}

function expectGradient(objective: Objective, point: number[]): void {
  const gradient = new Float64Array(point.length);
  objective(Float64Array.from(point), gradient);
  point.forEach((each, at) => {
    const [above = 0, below = 0] = [1e-5, -1e-5].map((shift) =>
      objective(Float64Array.from(point.with(at, each + shift)), new Float64Array(point.length)),
    );
    expect(gradient[at]).toBeCloseTo((above - below) / 2e-5, 7);
  });
}

test('logGamma and digamma are what SciPy has', () => {
  for (const [x = 0, ofX = 0, slope = 0] of reference.specialFunctions) {
    expect(Math.abs(logGamma(x) - ofX)).toBeLessThan(1e-14 * Math.max(1, Math.abs(ofX)));
    expect(Math.abs(digamma(x) - slope)).toBeLessThan(1e-14 * Math.max(1, Math.abs(slope)));
  }
  expect(logGamma(0)).toBeNaN();
  expect(digamma(-1)).toBeNaN();
});

test('rising factorials join both ways to compute them, and do not overflow', () => {
  for (const x of [0.3, 5, 1000])
    for (const n of [0, 1, 32, 33, 400]) {
      expect(logRising(x, n)).toBeCloseTo(logGamma(x + n) - logGamma(x), 10);
      expect(digammaRising(x, n)).toBeCloseTo(digamma(x + n) - digamma(x), 12);
    }
  expectRelative(logRising(1e30, 32), 32 * Math.log(1e30), 1e-14);
});

test('the gradient of BG/NBD is that of its likelihood', () => {
  const objective = bgNbd.negativeLogLikelihood(historiesOf(cdnow));
  for (const parameters of [
    [0.243, 4.414, 0.793, 2.426],
    [2, 0.5, 0.1, 30],
    [0.05, 90, 8, 0.2],
  ])
    expectGradient(objective, parameters.map(Math.log));
});

test('BG/NBD on CDNOW has the published parameters, and those of Lifetimes', () => {
  const fit = bgNbd.fitBgNbd(historiesOf(cdnow));
  expect(fit).toMatchObject({ customers: 2357, converged: true });
  expect([fit.r, fit.alpha, fit.a, fit.b].map((each) => each.toFixed(3))).toEqual([
    '0.243',
    '4.414',
    '0.793',
    '2.426',
  ]);
  expect(fit.logLikelihood.toFixed(1)).toBe('-9582.4');
  expectRelative(fit.logLikelihood, reference.bgNbd.logLikelihood, 1e-10);
  for (const [at, name] of (['r', 'alpha', 'a', 'b'] as const).entries()) {
    expectRelative(fit[name], reference.bgNbd[name], 1e-5);
    expectRelative(
      (fit.logStandardErrors?.[at] ?? 0) * fit[name],
      reference.bgNbd.standardErrors[name],
      1e-4,
    );
  }
});

test('BG/NBD is the same for grouped rows, and in any unit of time', () => {
  const one = bgNbd.fitBgNbd(historiesOf(cdnow));
  const groups = grouped(cdnow.map((row) => row.slice(0, 3)));
  expect(groups.length).toBeLessThan(cdnow.length);
  const together = bgNbd.fitBgNbd({ ...historiesOf(groups), customers: column(groups, 3) });
  const seconds = 7 * 86_400;
  const fine = bgNbd.fitBgNbd(
    historiesOf(cdnow.map(([x = 0, recency = 0, age = 0]) => [x, recency * seconds, age * seconds])),
  );
  for (const name of ['r', 'a', 'b', 'logLikelihood', 'customers'] as const)
    expectRelative(together[name], one[name], 1e-8);
  for (const name of ['r', 'a', 'b'] as const) expectRelative(fine[name], one[name], 1e-8);
  expectRelative(fine.alpha, one.alpha * seconds, 1e-8);
});

test('customers of CDNOW are as alive, and buy as much, as Lifetimes says', () => {
  for (const { history, horizon, probabilityAlive, expectedPurchases } of reference.customers) {
    expectRelative(bgNbd.probabilityAlive(reference.bgNbd, history), probabilityAlive, 1e-12);
    expectRelative(bgNbd.expectedPurchases(reference.bgNbd, history, horizon), expectedPurchases, 1e-9);
  }
  for (const [horizon = 0, wanted = 0] of reference.ofNew)
    expectRelative(bgNbd.expectedPurchasesOfNew(reference.bgNbd, horizon), wanted, 1e-10);
  expect(bgNbd.expectedPurchasesOfNew(reference.bgNbd, 0)).toBeCloseTo(0, 15);
});

test('expected purchases have ten digits with a of 1, a + b of 1 and frequencies of thousands', () => {
  for (const { parameters, frequency, age, horizon, ifAlive } of reference.exact) {
    const history = { frequency, recency: age, age };
    const got = bgNbd.expectedPurchases(parameters, history, horizon);
    expectRelative(got / bgNbd.probabilityAlive(parameters, history), ifAlive, 1e-10);
  }
});

test('the gradient of Gamma-Gamma is that of its likelihood', () => {
  const objective = gammaGamma.negativeLogLikelihood(valuesOf(repeat));
  for (const parameters of [
    [6.25, 3.74, 15.45],
    [0.4, 12, 300],
  ])
    expectGradient(objective, parameters.map(Math.log));
});

test('Gamma-Gamma on CDNOW has the published parameters, and those of Lifetimes', () => {
  const fit = gammaGamma.fitGammaGamma(valuesOf(repeat));
  expect(fit).toMatchObject({ customers: 946, converged: true });
  expect([fit.p, fit.q, fit.v].map((each) => each.toFixed(2))).toEqual(['6.25', '3.74', '15.45']);
  expectRelative(fit.logLikelihood, reference.gammaGamma.logLikelihood, 1e-10);
  expectRelative(fit.correlation, reference.gammaGamma.correlation, 1e-10);
  for (const [at, name] of (['p', 'q', 'v'] as const).entries()) {
    expectRelative(fit[name], reference.gammaGamma[name], 1e-5);
    expectRelative(
      (fit.logStandardErrors?.[at] ?? 0) * fit[name],
      reference.gammaGamma.standardErrors[name],
      1e-4,
    );
  }
  for (const [frequency = 0, averageValue = 0, wanted = 0] of reference.averageValues)
    expectRelative(
      gammaGamma.expectedAverageValue(reference.gammaGamma, { frequency, averageValue }),
      wanted,
      1e-12,
    );
  expect(gammaGamma.expectedAverageValue({ p: 6, q: 0.9, v: 15 }, { frequency: 0, averageValue: 0 })).toBe(
    Number.POSITIVE_INFINITY,
  );
});

test('histories and values that cannot be are not fitted', () => {
  const bad =
    (...row: number[]) =>
    () =>
      bgNbd.fitBgNbd(historiesOf([row]));
  expect(bad(-1, 0, 10)).toThrow(RangeError);
  expect(bad(1.5, 2, 10)).toThrow(RangeError);
  expect(bad(1, 11, 10)).toThrow('recency 11, age 10');
  expect(bad(1, Number.NaN, 10)).toThrow(RangeError);
  expect(() => bgNbd.fitBgNbd({ ...historiesOf(cdnow), age: new Float64Array(3) })).toThrow(
    'age has 3 rows, frequency has 2357',
  );
  expect(() => gammaGamma.fitGammaGamma(valuesOf(cdnow))).toThrow('no repeat purchases: 0 of 0');
});

test('CDNOW is enough for both models, and nothing is to be warned of', () => {
  expect(sufficientBgNbd(historiesOf(cdnow))).toMatchObject({ ok: true, warnings: [] });
  expect(sufficientGammaGamma(valuesOf(repeat))).toMatchObject({ ok: true, warnings: [] });
});

test('parts of CDNOW that are not enough are refused with numbers', () => {
  const reason = (rows: Rows) => {
    const answer = sufficientBgNbd(historiesOf(rows));
    return answer.ok ? answer.warnings : answer.reason;
  };
  const once = cdnow.filter(([frequency]) => frequency === 0);
  expect(reason(cdnow.slice(0, 120))).toBe(
    'There are 120 customers with purchases; predicting purchases needs 200.',
  );
  expect(reason(once)).toBe(
    'No customer has bought a second time, so nothing tells when the next purchase comes.',
  );
  expect(reason([...once, ...repeat.slice(0, 20)])).toBe(
    '20 of 1,431 customers have bought more than once; the prediction needs 50 of them.',
  );
  // Had they all bought to the end, nobody would have stopped.
  expect(reason(cdnow.map(([x = 0, , age = 0]) => [x, x > 0 ? age : 0, age]))).toMatch(
    /^The purchases do not tell how likely customers are to stop buying/,
  );
  expect(reason(once.map(() => [0, 0, 0]).concat(repeat.slice(0, 60).map(() => [1, 0, 0])))).toMatch(
    /^All first purchases are at the end/,
  );
  expect(sufficientGammaGamma(valuesOf(repeat.slice(0, 20)))).toEqual({
    ok: false,
    reason: '20 customers have bought more than once; the prediction needs 50 of them.',
  });
});

test('values of purchases without a mean, without a difference, or that go with the frequency, are told', () => {
  const changed = (change: (value: number, frequency: number) => number) =>
    sufficientGammaGamma(
      valuesOf(repeat.map(([x = 0, recency = 0, age = 0, value = 0]) => [x, recency, age, change(value, x)])),
    );
  expect(changed(() => 20)).toEqual({
    ok: false,
    reason: "Every customer's purchases are worth 20 on average: there is nothing to predict.",
  });
  expect(changed((value) => (value / 35) ** 4)).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/^The values of purchases are too far apart for a mean \(q is 0\./),
  });
  expect(changed((value, x) => value * (1 + x / 5))).toMatchObject({
    ok: true,
    warnings: [expect.stringMatching(/^Customers who buy more often spend more at a time/)],
  });
});
