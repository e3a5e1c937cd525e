import type { QueryOptions, Warehouse } from '../../connectors/warehouses/connection.ts';

/** Rows of a sync's plan: those that would be sent, by operation, and those that would not. */
export interface PlanCounts {
  create: number;
  update: number;
  delete: number;
  skipped: number;
}

/** Counts a plan's rows; `table` is as the dialect writes it. What only moves the state (`keep`) is no row of it. */
export async function countPlan(
  warehouse: Warehouse,
  table: string,
  options: QueryOptions = {},
): Promise<PlanCounts> {
  const rows = await warehouse.query(
    `select case when skip_reason is null then operation else 'skipped' end as outcome, count(*) as n
     from ${table} where operation <> 'keep' group by 1`,
    options,
  );
  const count = (outcome: string) => Number(rows.find((row) => row.outcome === outcome)?.n ?? 0);
  return {
    create: count('create'),
    update: count('update'),
    delete: count('delete'),
    skipped: count('skipped'),
  };
}
