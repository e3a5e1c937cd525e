import type { QueryOptions, Warehouse } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { createSyncTables, syncTables, upgradeStatements } from '../../models/sync-diff/tables.ts';

/** The schemas in which this process has made sure of the tables: on a cloud warehouse to look takes seconds. */
const ensured = new WeakMap<Warehouse, Set<string>>();

/** Makes the tables of syncs where they are not there, and gives those of an earlier version their newer columns. */
export async function ensureSyncTables(
  warehouse: Warehouse,
  options: QueryOptions = {},
  schema = weftSchema,
): Promise<void> {
  const { dialect } = warehouse;
  const known = ensured.get(warehouse) ?? new Set();
  // Somebody may have dropped them all; one that is there stands for the others.
  if (known.has(schema) && (await warehouse.columns(`${schema}.sync_state`)).length > 0) return;
  for (const statement of createSyncTables(dialect, schema)) await warehouse.execute(statement, options);
  for (const table of Object.keys(syncTables)) {
    const present = (await warehouse.columns(`${schema}.${table}`)).map(({ name }) => name);
    for (const statement of upgradeStatements(dialect, table, present, schema))
      await warehouse.execute(statement, options);
  }
  ensured.set(warehouse, known.add(schema));
}
