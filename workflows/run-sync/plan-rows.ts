import { type QueryOptions, textOrNull, type Warehouse } from '../../connectors/warehouses/connection.ts';
import { planTable } from '../../models/sync-diff/tables.ts';
import { PlannedRow } from './send/outgoing.ts';

/** A row of a plan that would be sent. */
export interface PlanSample {
  operation: string;
  key: string;
  /** The key that the destination knows the row by until now, where it is given another. */
  previousKey?: string;
  fields: Record<string, unknown>;
  /** What the destination has now, as it acknowledged it last. */
  before?: Record<string, unknown>;
}

/** A row of a plan that would not be sent, with the reason. */
export interface RefusedRow {
  key: string | null;
  reason: string;
}

/** Rows of each operation, and of those that are refused, that a sample holds at most. */
const sampleRows = 20;

/** The first rows of each operation that a run's plan would send. */
export async function samplePlan(
  warehouse: Warehouse,
  runId: string,
  options: QueryOptions = {},
): Promise<PlanSample[]> {
  const rows = await warehouse.query(
    `select * from (
       select *, row_number() over (partition by operation order by place) as nth
       from ${warehouse.dialect.table(planTable(runId))} where place is not null
     ) as ranked
     where nth <= ${sampleRows} order by place`,
    options,
  );
  return rows.map((row) => {
    const { operation, key, fields, before, previousKey } = new PlannedRow(row);
    return {
      ...{ operation, key, fields },
      ...(previousKey === undefined ? {} : { previousKey }),
      ...(before === undefined ? {} : { before }),
    };
  });
}

/** Some rows that a run's plan would not send. */
export async function refusedRows(
  warehouse: Warehouse,
  runId: string,
  options: QueryOptions = {},
): Promise<RefusedRow[]> {
  const rows = await warehouse.query(
    `select key, coalesce(skip_reason, fault) as reason from ${warehouse.dialect.table(planTable(runId))}
     where operation <> 'keep' and coalesce(skip_reason, fault) is not null order by key limit ${sampleRows}`,
    options,
  );
  return rows.map(({ key, reason }) => ({
    key: textOrNull(key),
    reason: String(reason),
  }));
}

export type SentOperations = Record<'create' | 'update' | 'delete' | 'archive', number>;

/** How many rows of each operation a run's plan would send. */
export async function countOperations(
  warehouse: Warehouse,
  runId: string,
  options: QueryOptions = {},
): Promise<SentOperations> {
  const rows = await warehouse.query(
    `select operation, count(*) as n from ${warehouse.dialect.table(planTable(runId))}
     where place is not null group by operation`,
    options,
  );
  const of = (operation: string) => Number(rows.find((row) => row.operation === operation)?.n ?? 0);
  return { create: of('create'), update: of('update'), delete: of('delete'), archive: of('archive') };
}
