import { textOrNull, type Warehouse } from '../../connectors/warehouses/connection.ts';
import { type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';

/** SQL of the keys of which a check found something otherwise. */
export const driftedKeys = (dialect: Dialect, checkId: string): string =>
  `select ${dialect.ident('key')} from ${dialect.table(`${weftSchema}.sync_drift`)} where check_id = ${dialect.literal(checkId)}`;

export interface DriftRow {
  key: string;
  finding: string;
  field: string | null;
  expected: string | null;
  found: string | null;
}

/** What a check found, by key; at most so many. */
export async function driftOf(warehouse: Warehouse, checkId: string, limit: number): Promise<DriftRow[]> {
  const { dialect } = warehouse;
  const rows = await warehouse.query(
    `select ${dialect.ident('key')}, finding, field, expected, found from ${dialect.table(`${weftSchema}.sync_drift`)}
     where check_id = $1 order by finding desc, ${dialect.ident('key')}, field limit ${limit}`,
    { values: [checkId] },
  );
  return rows.map((row) => ({
    ...{ key: String(row.key), finding: String(row.finding), field: textOrNull(row.field) },
    ...{ expected: textOrNull(row.expected), found: textOrNull(row.found) },
  }));
}
