import { availableParallelism, totalmem } from 'node:os';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { homeFolder, type Settings } from '../../settings.ts';
import {
  attachStatement,
  catalogEnvironment,
  duckLake,
  extensionFolder,
  extensions,
  lakeDatabase,
  lakeMetadata,
} from './attach.ts';
import { duckdbDialect } from './dialect.ts';
import { toWarehouseError } from './errors.ts';
import { exactPath } from './load/exact-path.ts';
import { lakeStorageStatements } from './object-storage.ts';

const { ident, literal } = duckdbDialect;

/**
 * What an instance may do. With `files` or `databases`, or when it only reads, it can open nothing else beside
 * the lake.
 */
export interface Access {
  readOnly?: boolean;
  files?: readonly string[];
  /** Statements that attach other databases. */
  databases?: readonly string[];
}

/** An instance with the lake attached. */
export async function openInstance(settings: Settings, access: Access = {}): Promise<DuckDBInstance> {
  const { readOnly = false, files = [], databases = [] } = access;
  const lake = duckLake(settings);
  Object.assign(process.env, catalogEnvironment(lake));
  const instance = await DuckDBInstance.create(':memory:', {
    extension_directory: extensionFolder(),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    temp_directory: homeFolder(settings, 'tmp', 'duckdb'),
    threads: String(availableParallelism()),
    memory_limit: settings.env.WEFT_WAREHOUSE_MEMORY ?? `${Math.floor(totalmem() / 4 / 1e6)}MB`,
  });
  const connection = await instance.connect();
  try {
    for (const extension of extensions) await connection.run(`load ${extension}`);
    await connection.run(`set global TimeZone = 'UTC'`);
    await connection.run('set global ducklake_max_retry_count = 50');
    for (const statement of lakeStorageStatements(settings, lake)) await connection.run(statement);
    await connection.run(attachStatement(lake, { readOnly }));
    if (!readOnly) {
      await connection.run(`create schema if not exists ${ident(lakeDatabase)}.raw`);
      await connection.run(`create schema if not exists ${ident(lakeDatabase)}.weft`);
      await keepRowGroupsSmall(connection);
    }
    for (const statement of databases) await connection.run(statement);
    if (readOnly || access.files || access.databases) {
      await connection.run(`set global allowed_directories = [${literal(lake.dataPath)}]`);
      // A pattern is checked as it is written, then the files that it finds.
      const paths = files.flatMap((path) => [path, exactPath(path)]);
      await connection.run(`set global allowed_paths = [${paths.map(literal).join(', ')}]`);
      await connection.run('set global enable_external_access = false');
    }
    if (readOnly) await connection.run('set global lock_configuration = true');
  } catch (error) {
    connection.closeSync();
    instance.closeSync();
    throw toWarehouseError(error);
  }
  connection.closeSync();
  return instance;
}

/** Rows of a row group of a Parquet file. A third of the engine's own: to write takes less memory and time, and to read no more. */
const rowGroupRows = 40_960;

/** The lake keeps the option for all that write to it, dbt among them. */
async function keepRowGroupsSmall(connection: DuckDBConnection): Promise<void> {
  const option = 'parquet_row_group_size';
  const kept = await connection.runAndReadAll(
    `select value from ${lakeMetadata('metadata')} where key = ${literal(option)} and scope is null`,
  );
  if (String(kept.getRows()[0]?.[0]) === String(rowGroupRows)) return;
  await connection.run(`call ${ident(lakeDatabase)}.set_option(${literal(option)}, ${rowGroupRows})`);
}
