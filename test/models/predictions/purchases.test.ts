import { describe, expect, test } from 'vitest';
import { expectedPurchases, probabilityAlive } from '../../../models/predictions/fit/bg-nbd.ts';
import { expectedAverageValue } from '../../../models/predictions/fit/gamma-gamma.ts';
import reference from '../../../models/predictions/fit/lifetimes.json' with { type: 'json' };
import type { Fit } from '../../../models/predictions/fits.ts';
import { fitValues } from '../../../workflows/refresh-models/predictions/fit-purchases.ts';
import { type TestWarehouse, useWarehouse } from '../../fixtures/use-warehouse.ts';
import { traitsByPerson } from '../traits/persons.ts';
import { cdnow } from './cdnow.ts';
import { buildPredicted } from './predicted.ts';

const columns = ['buys', 'buys_alive', 'buys_churn_risk', 'buys_average', 'buys_value'];

interface RatesFit {
  r: number;
  alpha: number;
  a: number;
  b: number;
}
interface ValuesFit {
  p: number;
  q: number;
  v: number;
}

const ratesOf = (fit: Fit | undefined) => fit?.parameters as RatesFit;
const valuesOf = (fit: Fit | undefined) => fit?.parameters as ValuesFit;

/** That every person's scores are those that the model computes by itself, to six digits. */
async function expectScores(weft: TestWarehouse, fits: readonly Fit[], customers: number): Promise<void> {
  const [rates, values] = [ratesOf(fits[0]), valuesOf(fits[1])];
  const { dialect } = weft.warehouse;
  const histories = await weft.warehouse.query(
    `select weft_id, frequency, recency_days, age_days, average_value from ${dialect.table('weft.trait_buys__histories')}`,
  );
  expect(histories).toHaveLength(customers);
  const scores = await traitsByPerson(weft, columns);
  for (const row of histories) {
    const history = {
      frequency: Number(row.frequency),
      recency: Number(row.recency_days) / 7,
      age: Number(row.age_days) / 7,
    };
    const alive = probabilityAlive(rates, history);
    const expected = expectedPurchases(rates, history, 39);
    const average = expectedAverageValue(values, {
      frequency: history.frequency,
      averageValue: Number(row.average_value ?? 0),
    });
    const got = scores[String(row.weft_id)];
    const wanted = [expected, alive, 1 - alive, average, expected * average];
    for (const [index, name] of columns.entries()) {
      const apart = Math.abs(Number(got?.[name] ?? Number.NaN) - (wanted[index] ?? 0));
      expect(apart, `${name} of ${row.weft_id}`).toBeLessThan(1e-6 * Math.max(1e-3, wanted[index] ?? 0));
    }
  }
}

const relative = (got: number, wanted: number): number => Math.abs(got / wanted - 1);

describe('CDNOW in the warehouse', () => {
  const weft = useWarehouse('ducklake');

  test('has the published fit, and every customer the scores that the model computes by itself', async () => {
    const { fits, workspace } = await buildPredicted(weft, cdnow());
    expect(fits).toMatchObject([
      { trait: 'buys', model: 'bg_nbd', status: 'ok', customers: 2357, warnings: [] },
      { trait: 'buys', model: 'gamma_gamma', status: 'ok', customers: 946, warnings: [] },
    ]);
    const { r, alpha, a, b } = ratesOf(fits[0]);
    expect([r, alpha, a, b].map((each) => each.toFixed(3))).toEqual(['0.243', '4.414', '0.793', '2.426']);
    expect(fits[0]?.log_likelihood?.toFixed(1)).toBe('-9582.4');
    // Lifetimes was given weeks with two decimals.
    for (const name of ['r', 'alpha', 'a', 'b'] as const)
      expect(relative(ratesOf(fits[0])[name], reference.bgNbd[name])).toBeLessThan(1e-4);
    // The customers of the published fit have averages that were rounded to cents.
    const { p, q, v } = valuesOf(fits[1]);
    expect([p, q, v].map((each) => each.toFixed(2))).toEqual(['6.25', '3.74', '15.44']);
    await expectScores(weft, fits, 2357);

    await weft.warehouse.execute(
      'create or replace table weft.trait_buys__histories as select * replace (round(average_value, 2) as average_value) from weft.trait_buys__histories',
    );
    const [trait] = workspace.all('trait');
    const inCents = trait && (await fitValues(weft.warehouse, trait));
    if (inCents?.status !== 'ok') throw new Error('it is refused');
    const published = inCents.parameters as unknown as ValuesFit;
    expect([published.p, published.q, published.v].map((each) => each.toFixed(2))).toEqual([
      '6.25',
      '3.74',
      '15.45',
    ]);
    for (const name of ['p', 'q', 'v'] as const)
      expect(relative(published[name], reference.gammaGamma[name])).toBeLessThan(1e-4);
  }, 120_000);

  test('a trait over too few customers is refused with the reason, and has no value', async () => {
    const { fits } = await buildPredicted(weft, cdnow(120));
    expect(fits).toMatchObject([
      {
        status: 'refused',
        reason: 'There are 120 customers with purchases; predicting purchases needs 200.',
        valid_until: null,
      },
      { status: 'refused' },
    ]);
    const persons = Object.values(await traitsByPerson(weft, columns));
    expect(persons).toHaveLength(120);
    // Those of the fit before are of another definition, or they would be used on.
    expect(new Set(persons.map((row) => row.buys_alive === null)).size).toBe(1);
  }, 120_000);
});

describe.each(['snowflake', 'bigquery'] as const)('a part of CDNOW on %s', (name) => {
  const weft = useWarehouse(name);

  test('has the scores that the model computes by itself', async () => {
    const { fits } = await buildPredicted(weft, cdnow(400));
    expect(fits).toMatchObject([{ status: 'ok' }, { status: 'ok' }]);
    await expectScores(weft, fits, 400);
  }, 300_000);
});
