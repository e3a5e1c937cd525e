import { type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import { createTable, type TableColumns } from '../template/create-table.ts';

export const modelStatesTable = `${weftSchema}.model_states`;

/** What each model was built from when it was last built, one row a model; none while it is being built. */
const modelStatesColumns = [
  ['model', 'text'],
  ['fingerprint', 'text'],
  ['run_id', 'text'],
  ['built_at', 'timestamp'],
] as const satisfies TableColumns;

export const createModelStates = (dialect: Dialect): string =>
  createTable(dialect, modelStatesTable, modelStatesColumns);

/** Forgets what models were built from: of all where none is named. */
export const forgetModelStates = (dialect: Dialect, models?: readonly string[]): string =>
  `delete from ${dialect.table(modelStatesTable)} where ${
    models === undefined ? 'true' : `model in (${models.map((model) => dialect.literal(model)).join(', ')})`
  }`;
