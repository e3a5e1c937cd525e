import { type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import { createTable, type TableColumns } from '../template/create-table.ts';

export const modelRunsTable = `${weftSchema}.model_runs`;

/** What each model took in each refresh, one row for each time that one ran; a documented contract. */
export const modelRunsColumns = [
  ['run_id', 'text'],
  ['model', 'text'],
  ['status', 'text'],
  ['started_at', 'timestamp'],
  ['seconds', 'double'],
  ['row_count', 'integer'],
  ['bytes', 'integer'],
  ['credits', 'double'],
  ['query_id', 'text'],
] as const satisfies TableColumns;

export const createModelRuns = (dialect: Dialect): string =>
  createTable(dialect, modelRunsTable, modelRunsColumns);

/** The sums of `bytes` and `credits` since the day began in a zone. */
export const usedToday = (dialect: Dialect, zone: string, now: Date): string =>
  `select sum(bytes) as bytes, sum(credits) as credits from ${dialect.table(modelRunsTable)}
   where started_at >= ${dialect.dayStart(dialect.literal(now), zone)}`;

/** The last time that each model was built without a failure, with what that took. */
export const lastBuilt = (dialect: Dialect): string =>
  `select model, bytes, credits, seconds from (
     select model, bytes, credits, seconds,
       row_number() over (partition by model order by started_at desc, run_id desc) as place
     from ${dialect.table(modelRunsTable)} where status = 'succeeded') as ranked
   where place = 1`;
