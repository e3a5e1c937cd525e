import type { QueryOptions, Row, Warehouse } from '../../../connectors/warehouses/connection.ts';

/** All rows of a stream, read to its end. */
export async function streamed(warehouse: Warehouse, sql: string, options?: QueryOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of warehouse.stream(sql, options)) rows.push(...batch);
  return rows;
}
