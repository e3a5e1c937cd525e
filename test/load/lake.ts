import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform } from '../../cli/platform/platform.ts';
import { readSettings, type Settings } from '../../connectors/settings.ts';
import type { Row, Warehouse } from '../../connectors/warehouses/connection.ts';
import { type LoadedTable, loadFile, type TableLoad } from '../../connectors/warehouses/duckdb/load.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';

/** A DuckLake of this test's own, its catalogue in a PostgreSQL of its own, and a folder for files. */
export interface TestLake {
  settings: Settings;
  warehouse: Warehouse;
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
  const warehouse = await openWarehouse(settings);
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
function unconfined(warehouse: Warehouse): Warehouse {
  const same: Warehouse = {
    dialect: warehouse.dialect,
    query: (sql, options) => warehouse.query(sql, options),
    stream: (sql, options) => warehouse.stream(sql, options),
    execute: (sql, options) => warehouse.execute(sql, options),
    transaction: (work) => warehouse.transaction(work),
    append: (table, rows) => warehouse.append(table, rows),
    readOnly: (sql, options) => warehouse.readOnly(sql, options),
    tables: (schema) => warehouse.tables(schema),
    columns: (table) => warehouse.columns(table),
    maintain: () => warehouse.maintain(),
    withFiles: async () => same,
    close: async () => undefined,
  };
  return same;
}
