import type { QueryOptions, Warehouse } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { createSyncTables, syncTables, upgradeStatements } from '../../models/sync-diff/tables.ts';

/** Makes the tables of syncs where they are not there, and gives those of an earlier version their newer columns. */
export async function ensureSyncTables(
  warehouse: Warehouse,
  options: QueryOptions = {},
  schema = weftSchema,
): Promise<void> {
  const { dialect } = warehouse;
  for (const statement of createSyncTables(dialect, schema)) await warehouse.execute(statement, options);
  for (const table of Object.keys(syncTables)) {
    const present = (await warehouse.columns(`${schema}.${table}`)).map(({ name }) => name);
    for (const statement of upgradeStatements(dialect, table, present, schema))
      await warehouse.execute(statement, options);
  }
}
