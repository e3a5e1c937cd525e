import type { Settings } from '../settings.ts';
import { warehouseAddress } from './address.ts';
import { bigQueryDialect } from './bigquery/dialect.ts';
import type { Warehouse } from './connection.ts';
import type { Dialect } from './dialect.ts';
import { duckdbDialect } from './duckdb/dialect.ts';
import { snowflakeDialect } from './snowflake/dialect.ts';

/** dbt's profile for a warehouse, and the secrets that its process needs in the environment; none is in the profile. */
export interface DbtProfile {
  profile: Record<string, unknown>;
  environment: Record<string, string>;
}

/** One kind of warehouse. Drivers are loaded when they are needed. */
interface WarehouseKind {
  dialect: Dialect;
  open(settings: Settings): Promise<Warehouse>;
  dbtProfile(settings: Settings): Promise<DbtProfile>;
}

const kinds: Record<'ducklake' | 'snowflake' | 'bigquery', WarehouseKind> = {
  ducklake: {
    dialect: duckdbDialect,
    open: async (settings) => (await import('./duckdb/connection.ts')).openDuckDb(settings),
    dbtProfile: async (settings) => (await import('./duckdb/profile.ts')).dbtProfile(settings),
  },
  snowflake: {
    dialect: snowflakeDialect,
    open: async (settings) => (await import('./snowflake/connection.ts')).openSnowflake(settings),
    dbtProfile: async (settings) => (await import('./snowflake/profile.ts')).dbtProfile(settings),
  },
  bigquery: {
    dialect: bigQueryDialect,
    open: async (settings) => (await import('./bigquery/connection.ts')).openBigQuery(settings),
    dbtProfile: async (settings) => (await import('./bigquery/profile.ts')).dbtProfile(settings),
  },
};

const kindOf = (settings: Settings): WarehouseKind => kinds[warehouseAddress(settings)?.type ?? 'ducklake'];

/** The SQL of the workspace's warehouse. */
export const dialectOf = (settings: Settings): Dialect => kindOf(settings).dialect;

/** Opens the workspace's warehouse. */
export const openWarehouse = (settings: Settings): Promise<Warehouse> => kindOf(settings).open(settings);

export const dbtProfile = (settings: Settings): Promise<DbtProfile> => kindOf(settings).dbtProfile(settings);
