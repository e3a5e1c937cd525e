import type { QueryOptions, Row, Warehouse } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';

/** What the statements of a plan compare: Weft's own schema as the latest run left it, and the shadow. */
export interface Comparison {
  warehouse: Warehouse;
  shadow: string;
  /** The run of the models in the shadow. */
  planId: string;
  comparedRun: string;
  options: QueryOptions;
}

export const todays = ({ warehouse }: Comparison, table: string): string =>
  warehouse.dialect.table(`${weftSchema}.${table}`);

export const proposed = ({ warehouse, shadow }: Comparison, table: string): string =>
  warehouse.dialect.table(`${shadow}.${table}`);

export const rowsOf = ({ warehouse, options }: Comparison, sql: string): Promise<Row[]> =>
  warehouse.query(sql, options);

export const present = async ({ warehouse }: Comparison, schema: string): Promise<Set<string>> =>
  new Set((await warehouse.tables(schema)).map(({ name }) => name));

/** The records that both have, with how many of them each pair of persons shares; a scratch table of the shadow. */
export async function pairPersons(comparison: Comparison): Promise<void> {
  const { warehouse, options } = comparison;
  await warehouse.execute(
    `create table ${proposed(comparison, 'plan_pairs')} as
     select a.weft_id, b.weft_id as previous_weft_id, count(*) as records
     from ${proposed(comparison, 'identity_members')} as a
     join ${todays(comparison, 'identity_members')} as b on b.source = a.source and b.record_key = a.record_key
     group by a.weft_id, b.weft_id`,
    options,
  );
}
