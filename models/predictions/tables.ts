import { type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import type { Generation } from '../dbt/context.ts';
import { createTable, type TableColumns } from '../template/create-table.ts';
import { jinja } from '../template/render.ts';

/** What a prediction is made by. */
export const predictionModels = ['bg_nbd', 'gamma_gamma', 'co_purchase', 'affinity', 'logistic'] as const;
export type PredictionModel = (typeof predictionModels)[number];

export const fitsTable = `${weftSchema}.prediction_fits`;
export const parametersTable = `${weftSchema}.prediction_parameters`;

/** Each fit, or why there is none; rows are added and never changed. A documented contract. */
export const fitColumns = [
  ['fit_id', 'text'],
  ['trait', 'text'],
  ['model', 'text'],
  ['definition', 'text'],
  ['status', 'text'],
  ['reason', 'text'],
  ['fitted_at', 'timestamp'],
  ['valid_until', 'timestamp'],
  ['run_id', 'text'],
  ['customers', 'integer'],
  ['log_likelihood', 'double'],
  ['parameters', 'text'],
  ['metrics', 'text'],
  ['warnings', 'text'],
] as const satisfies TableColumns;

/** What statements compute scores from: the numbers of each fit that may be used. A documented contract. */
export const parameterColumns = [
  ['fit_id', 'text'],
  ['trait', 'text'],
  ['model', 'text'],
  ['definition', 'text'],
  ['fitted_at', 'timestamp'],
  ['parameter', 'text'],
  ['place', 'integer'],
  ['label', 'text'],
  ['value', 'double'],
] as const satisfies TableColumns;

export const createPredictionTables = (dialect: Dialect): string[] => [
  createTable(dialect, fitsTable, fitColumns),
  createTable(dialect, parametersTable, parameterColumns),
];

/** The numbers of the newest fit that may be used, as a statement: `parameter`, `place`, `label`, `value`. */
export function latestParameters(
  { dialect, target }: Generation,
  fit: { trait: string; model: PredictionModel; definition: string },
): string {
  const relation = target === 'dbt' ? jinja('weft_prediction_parameters()') : dialect.table(parametersTable);
  const { literal } = dialect;
  return `select parameter, place, label, value
  from (
    select parameter, place, label, value, rank() over (order by fitted_at desc, fit_id desc) as recent
    from ${relation}
    where trait = ${literal(fit.trait)} and model = ${literal(fit.model)} and definition = ${literal(fit.definition)}
  ) as fits
  where recent = 1`;
}

/** Named numbers of a fit as one row of columns: null each where there is no fit. */
export const asColumns = (names: readonly string[]): string =>
  names.map((name) => `max(case when parameter = '${name}' then value end) as ${name}`).join(', ');
