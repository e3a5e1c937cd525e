import { join } from 'node:path';
import {
  embeddedAddress,
  embeddedDatabases,
  homeFolder,
  type PostgresAddress,
  type Settings,
  toolchainFolder,
} from '../../settings.ts';
import { warehouseAddress } from '../address.ts';
import { duckdbDialect } from './dialect.ts';

/** A DuckLake: its catalogue in PostgreSQL, its Parquet files in a folder or on object storage. */
export interface DuckLake {
  catalog: PostgresAddress;
  dataPath: string;
}

/** The name under which every process attaches the warehouse, dbt included. */
export const lakeDatabase = 'weft_lake';
const metadataSchema = 'ducklake';

/** One of the lake's own tables of its metadata, https://ducklake.select/docs/stable/specification/tables/overview. */
export const lakeMetadata = (
  table: 'metadata' | 'table' | 'schema' | 'column' | 'data_file' | 'delete_file' | 'inlined_data_tables',
): string => `__ducklake_metadata_${lakeDatabase}.${metadataSchema}.ducklake_${table}`;

/**
 * None: each new version of a table leaves its table of inlined rows in the catalogue for ever, and a transaction that
 * makes a table, inserts into it and replaces another looks for the rows in a table that DuckLake did not make.
 */
const inlinedRows = 0;
export const extensions = ['ducklake', 'postgres_scanner', 'icu', 'httpfs'] as const;

/** The lake of `WEFT_WAREHOUSE_URL`, or the embedded one. */
export function duckLake(settings: Settings): DuckLake {
  const address = warehouseAddress(settings);
  if (address?.type === 'ducklake') {
    // A path is a prefix: without its last slash, `lake` would let in the folder `lake2`.
    return { catalog: address.catalog, dataPath: address.dataPath.replace(/\/*$/, '/') };
  }
  return {
    catalog: embeddedAddress(settings, embeddedDatabases.catalog),
    dataPath: `${homeFolder(settings, 'lake')}/`,
  };
}

/** A libpq connection string without the password, which travels in a passfile or in PGPASSWORD. */
export function catalogDsn({ catalog }: DuckLake): string {
  const parts: [string, string | number | undefined][] = [
    ['dbname', catalog.database],
    ['host', catalog.host],
    ['port', catalog.port],
    ['user', catalog.user],
    ['passfile', catalog.passfile],
  ];
  return parts
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}='${String(value).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`)
    .join(' ');
}

/**
 * What a process that attaches the lake needs in its environment. With a passfile too: libpq would take a
 * PGPASSWORD that the user has set for another server before it.
 */
export const catalogEnvironment = ({ catalog }: DuckLake): Record<string, string> => ({
  PGPASSWORD: catalog.password,
});

export function attachStatement(lake: DuckLake, options: { readOnly?: boolean } = {}): string {
  const { literal, ident } = duckdbDialect;
  const parameters = [
    `data_path ${literal(lake.dataPath)}`,
    `metadata_schema ${literal(metadataSchema)}`,
    `data_inlining_row_limit ${inlinedRows}`,
    ...(options.readOnly ? ['read_only'] : []),
  ];
  return `attach if not exists ${literal(`ducklake:postgres:${catalogDsn(lake)}`)} as ${ident(lakeDatabase)} (${parameters.join(', ')})`;
}

/** Options of `ATTACH` as dbt-duckdb's profile takes them. */
export const attachOptions = (lake: DuckLake) => ({
  data_path: lake.dataPath,
  metadata_schema: metadataSchema,
  data_inlining_row_limit: inlinedRows,
});

export const extensionFolder = (): string => join(toolchainFolder(), 'duckdb', 'extensions');
