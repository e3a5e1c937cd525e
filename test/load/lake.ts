import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform } from '../../cli/platform/platform.ts';
import { readSettings, type Settings } from '../../connectors/settings.ts';
import type { Row } from '../../connectors/warehouses/connection.ts';
import type { Lake } from '../../connectors/warehouses/duckdb/connection.ts';
import { type LoadedTable, loadFile, type TableLoad } from '../../connectors/warehouses/duckdb/load.ts';
import { openLake } from '../../connectors/warehouses/duckdb/open-lake.ts';

/** A DuckLake of this test's own, its catalogue in a PostgreSQL of its own, and a folder for files. */
export interface TestLake {
  settings: Settings;
  warehouse: Lake;
  folder: string;
  write(name: string, content: string | Uint8Array): Promise<string>;
  /** Writes a file and loads it into `raw.loaded`, without the confinement of a load to its files. */
  load(name: string, content: string | Uint8Array, options?: Partial<TableLoad>): Promise<LoadedTable>;
  rows(table?: string): Promise<Row[]>;
  stop(): Promise<void>;
}

export async function startTestLake(): Promise<TestLake> {
  const home = await mkdtemp(join(tmpdir(), 'weft-load-test-'));
  const folder = await mkdtemp(join(tmpdir(), "weft load's files-"));
  const settings = readSettings({ WEFT_HOME: home, WEFT_POSTGRES_PORT: '0' });
  const platform = await startPlatform(settings, { parts: ['postgres'], purpose: 'a test' });
  const warehouse = await openLake(settings);
  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  const open = unconfined(warehouse);
  return {
    settings,
    warehouse,
    folder,
    write,
    load: async (name, content, options = {}) =>
      loadFile(open, { table: 'raw.loaded', ...options, file: await write(name, content) }),
    rows: (table = 'raw.loaded') => warehouse.query(`select * from ${warehouse.dialect.table(table)}`),
    async stop() {
      await warehouse.close();
      await platform.stop();
      await rm(home, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The warehouse itself in place of one opened for each load, which takes a fifth of a second. */
function unconfined(lake: Lake): Lake {
  const same: Lake = {
    dialect: lake.dialect,
    query: (sql, options) => lake.query(sql, options),
    stream: (sql, options) => lake.stream(sql, options),
    execute: (sql, options) => lake.execute(sql, options),
    transaction: (statements, options) => lake.transaction(statements, options),
    inTransaction: (work) => lake.inTransaction(work),
    append: (table, rows, options) => lake.append(table, rows, options),
    readOnly: (sql, options) => lake.readOnly(sql, options),
    estimate: (sql) => lake.estimate(sql),
    checkAccess: (tables) => lake.checkAccess(tables),
    tables: (schema) => lake.tables(schema),
    versions: (tables) => lake.versions(tables),
    columns: (table) => lake.columns(table),
    maintain: () => lake.maintain(),
    withFiles: async () => same,
    withDatabases: (statements) => lake.withDatabases(statements),
    close: async () => undefined,
  };
  return same;
}
