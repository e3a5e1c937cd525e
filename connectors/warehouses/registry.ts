import type { Settings } from '../settings.ts';
import type { Warehouse } from './connection.ts';
import { openDuckDb } from './duckdb/connection.ts';

/** Opens the workspace's warehouse. */
export function openWarehouse(settings: Settings): Promise<Warehouse> {
  return openDuckDb(settings);
}

/** dbt's profile for the workspace's warehouse, and the secrets that its process needs in the environment. */
export { dbtProfile } from './duckdb/profile.ts';
