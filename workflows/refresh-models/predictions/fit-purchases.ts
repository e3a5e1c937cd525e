import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../../connectors/warehouses/dialect.ts';
import { purchaseUnits } from '../../../models/predictions/declared.ts';
import { expectedPurchasesOfNew } from '../../../models/predictions/fit/bg-nbd.ts';
import { sufficientBgNbd, sufficientGammaGamma } from '../../../models/predictions/fit/sufficiency.ts';
import type { FitOutcome, Parameter } from '../../../models/predictions/fits.ts';
import { purchaseSeries } from '../../../models/predictions/series.ts';
import { inputModel } from '../../../models/traits/kinds/computation.ts';
import { histories } from '../../../models/traits/kinds/purchases.ts';
import type { Trait } from '../../../models/workspace/kinds/trait.ts';

/** Customers that a fit reads, chosen by the hash of their ids; beyond these its numbers move no more. */
const mostCustomers = 1_000_000;

/** Some customers of a trait, as what may follow FROM. */
const customersOf = ({ dialect }: Warehouse, trait: Trait): string =>
  `(select * from ${dialect.table(`${weftSchema}.${inputModel(trait.slug, histories)}`)} order by ${dialect.md5('weft_id')} limit ${mostCustomers}) as customers`;

/** Fits how often people buy and when they stop, by the customers of each history, which the warehouse counts. */
export async function fitRates(warehouse: Warehouse, trait: Trait): Promise<FitOutcome> {
  const { purchases: settings } = trait;
  if (settings === undefined) throw new TypeError(`${trait.slug} is no prediction of purchases`);
  const { days, horizon } = purchaseUnits(settings);
  const [frequency = [], recency = [], age = [], customers = []] = await columns(
    warehouse,
    `select frequency, recency_days, age_days, count(*) as n from ${customersOf(warehouse, trait)} group by 1, 2, 3`,
    ['frequency', 'recency_days', 'age_days', 'n'],
  );
  const found = sufficientBgNbd({
    frequency: Float64Array.from(frequency),
    recency: Float64Array.from(recency, (each) => each / days),
    age: Float64Array.from(age, (each) => each / days),
    customers: Float64Array.from(customers),
  });
  if (!found.ok) return { status: 'refused', reason: found.reason };
  const { fit, warnings } = found;
  const { r, alpha, a, b } = fit;
  const { terms, complete } = purchaseSeries(fit, horizon);
  const sum = (of: (row: number) => number) => customers.reduce((total, n, row) => total + n * of(row), 0);
  const observed = sum((row) => frequency[row] ?? 0);
  return {
    status: 'ok',
    customers: fit.customers,
    logLikelihood: fit.logLikelihood,
    parameters: { r, alpha, a, b, unit: settings.unit ?? 'week' },
    metrics: {
      histories: customers.length,
      repeatCustomers: sum((row) => Number((frequency[row] ?? 0) > 0)),
      repeatPurchases: {
        observed,
        expected: sum((row) => expectedPurchasesOfNew(fit, (age[row] ?? 0) / days)),
      },
      logStandardErrors: fit.logStandardErrors && [...fit.logStandardErrors],
      iterations: fit.iterations,
    },
    warnings: complete
      ? warnings
      : [
          ...warnings,
          `The horizon is very long for how often people buy: purchases expected of those who bought first today are not exact.`,
        ],
    numbers: [
      ...named({ r, alpha, a, b, terms: terms.length }),
      ...terms.map((value, index) => ({ parameter: 'term', place: index + 1, label: null, value })),
    ],
  };
}

/** Fits what purchases are worth, by the customers who bought again. */
export async function fitValues(warehouse: Warehouse, trait: Trait): Promise<FitOutcome> {
  const [frequency = [], averageValue = [], customers = []] = await columns(
    warehouse,
    `select frequency, average_value, count(*) as n from ${customersOf(warehouse, trait)}
     where frequency > 0 and average_value > 0 group by 1, 2`,
    ['frequency', 'average_value', 'n'],
  );
  const found = sufficientGammaGamma({
    frequency: Float64Array.from(frequency),
    averageValue: Float64Array.from(averageValue),
    customers: Float64Array.from(customers),
  });
  if (!found.ok) return { status: 'refused', reason: found.reason };
  const { fit, warnings } = found;
  const { p, q, v } = fit;
  return {
    status: 'ok',
    customers: fit.customers,
    logLikelihood: fit.logLikelihood,
    parameters: { p, q, v },
    metrics: {
      averageValue: { observed: fit.meanValue, expected: (p * v) / (q - 1) },
      correlation: fit.correlation,
      logStandardErrors: fit.logStandardErrors && [...fit.logStandardErrors],
      iterations: fit.iterations,
    },
    warnings,
    numbers: named({ p, q, v }),
  };
}

const named = (values: Readonly<Record<string, number>>): Parameter[] =>
  Object.entries(values).map(([parameter, value]) => ({ parameter, place: 0, label: null, value }));

/** The columns of a result as numbers. */
async function columns(warehouse: Warehouse, sql: string, names: readonly string[]): Promise<number[][]> {
  const read: number[][] = names.map(() => []);
  for await (const rows of warehouse.stream(sql)) {
    for (const row of rows) {
      for (const [index, name] of names.entries()) read[index]?.push(Number(row[name]));
    }
  }
  return read;
}
