import { predictionOf, purchaseUnits } from '../../predictions/declared.ts';
import { asColumns, latestParameters } from '../../predictions/tables.ts';
import { folderBeside } from '../../template/folder.ts';
import type { purchases } from '../../workspace/kinds/traits/purchases.ts';
import { originOfTraits, rowsOf } from '../origin.ts';
import { type ByModel, type Computing, inputModel } from './computation.ts';

const templates = folderBeside(import.meta.url, '..', 'templates');

/** What the model reads of each person: the purchases after the first, and the days of the last and of now since it. */
export const histories = 'histories';

function historiesSql({ generation, trait, settings, clock }: Computing<typeof purchases>): string {
  const { dialect, render } = generation;
  const origin = originOfTraits(generation, [trait]);
  const time = origin.time ?? '';
  const { amount } = settings;
  const exact = amount !== undefined && ['integer', 'decimal'].includes(origin.kindOf(amount));
  // Money stays exact until it is divided, so that every engine gives the same.
  const spent = (column: string) => `sum(${exact ? column : dialect.cast(column, 'double')})`;
  return render(templates, 'purchase_histories', {
    relation: origin.relation,
    condition: rowsOf(generation, trait, origin, clock),
    time,
    now: clock.now,
    day: dialect.dayStart(time, clock.zone),
    amount: amount === undefined ? '' : spent(origin.column(amount)),
    repeated: dialect.cast('sum(case when bought_on > first_on then amount end)', 'double'),
    recency: dialect.daysBetween('min(bought_on)', 'max(bought_on)', clock.zone),
    age: dialect.daysBetween('min(bought_on)', clock.today, clock.zone),
  });
}

export const purchasesTrait: ByModel<typeof purchases> = {
  by: 'model',
  inputs: (computing) => [
    {
      name: histories,
      description: 'One row per person with a purchase: what predictions are made from. Key: weft_id.',
      columns: [
        { name: 'weft_id', description: 'The person.', tests: ['not_null', 'unique'] },
        { name: 'frequency', description: 'Days with a purchase after the first.' },
        { name: 'recency_days', description: 'Days from the first to the last.' },
        { name: 'age_days', description: 'Days from the first to now.' },
        ...(computing.settings.amount === undefined
          ? []
          : [
              {
                name: 'average_value',
                description: 'Average value of a day with a purchase, without the first.',
              },
            ]),
      ],
      sql: historiesSql(computing),
    },
  ],
  statement({ generation, trait, settings }) {
    const { dialect, render, workspace } = generation;
    const column = (suffix: string) => dialect.ident(suffix === '' ? trait.slug : `${trait.slug}_${suffix}`);
    const { days, horizon } = purchaseUnits(settings);
    const definition = predictionOf(workspace, trait)?.definition ?? '';
    const fit = { trait: trait.slug, definition };
    const inUnit = (name: string) => `${dialect.cast(name, 'double')} / ${days}`;
    return render(templates, 'purchases', {
      model: inputModel(trait.slug, histories),
      rates: latestParameters(generation, { ...fit, model: 'bg_nbd' }),
      rateColumns: asColumns(['r', 'alpha', 'a', 'b', 'terms']),
      values: latestParameters(generation, { ...fit, model: 'gamma_gamma' }),
      valueColumns: asColumns(['p', 'q', 'v']),
      average: settings.amount !== undefined,
      frequency: dialect.cast('frequency', 'double'),
      recency: inUnit('recency_days'),
      age: inUnit('age_days'),
      horizon: dialect.cast(dialect.literal(horizon), 'double'),
      names: {
        purchases: column(''),
        alive: column('alive'),
        churn_risk: column('churn_risk'),
        average: column('average'),
        value: column('value'),
      },
    });
  },
};
