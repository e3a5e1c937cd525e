import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance, StatementType } from '@duckdb/node-api';
import { WarehouseError } from '../../errors.ts';
import { homeFolder, type Settings } from '../../settings.ts';
import type { Column, QueryOptions, Row, Session, TableInfo, Warehouse } from '../connection.ts';
import {
  attachStatement,
  catalogEnvironment,
  duckLake,
  extensionFolder,
  extensions,
  lakeDatabase,
} from './attach.ts';
import { duckdbDialect } from './dialect.ts';
import { toWarehouseError } from './errors.ts';
import { exactPath } from './load/exact-path.ts';
import { kindOf, kindOfName, toValue } from './values.ts';

const { ident, literal, table: tableName } = duckdbDialect;

/** Attempts of a transaction that meets another writer; waits of 25 ms doubled, with full jitter. */
const transactionAttempts = 12;

/** What an instance may do. With `files`, or when it only reads, it can open nothing else beside the lake. */
interface Access {
  readOnly?: boolean;
  files?: readonly string[];
}

/** An instance with the lake attached. */
async function openInstance(settings: Settings, access: Access = {}): Promise<DuckDBInstance> {
  const { readOnly = false, files = [] } = access;
  const lake = duckLake(settings);
  Object.assign(process.env, catalogEnvironment(lake));
  const instance = await DuckDBInstance.create(':memory:', {
    extension_directory: extensionFolder(),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    temp_directory: homeFolder(settings, 'tmp', 'duckdb'),
    threads: String(availableParallelism()),
  });
  const connection = await instance.connect();
  try {
    for (const extension of extensions) await connection.run(`load ${extension}`);
    await connection.run(`set global TimeZone = 'UTC'`);
    await connection.run('set global ducklake_max_retry_count = 50');
    await connection.run(attachStatement(lake, { readOnly }));
    if (!readOnly) {
      await connection.run(`create schema if not exists ${ident(lakeDatabase)}.raw`);
      await connection.run(`create schema if not exists ${ident(lakeDatabase)}.weft`);
    }
    if (readOnly || access.files) {
      await connection.run(`set global allowed_directories = [${literal(lake.dataPath)}]`);
      // A pattern is checked as it is written, then the files that it finds.
      const paths = files.flatMap((path) => [path, exactPath(path)]);
      await connection.run(`set global allowed_paths = [${paths.map(literal).join(', ')}]`);
      await connection.run('set global enable_external_access = false');
    }
    if (readOnly) await connection.run('set global lock_configuration = true');
  } catch (error) {
    throw toWarehouseError(error);
  } finally {
    connection.closeSync();
  }
  return instance;
}

/** Sessions of one instance, kept for the next caller. */
class SessionPool {
  readonly #instance: DuckDBInstance;
  readonly #idle: DuckDBConnection[] = [];

  constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  async use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = this.#idle.pop() ?? (await this.connect());
    try {
      return await work(connection);
    } catch (error) {
      throw error instanceof Error && 'retryable' in error ? error : toWarehouseError(error);
    } finally {
      this.#idle.push(connection);
    }
  }

  async connect(): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect();
    await connection.run(`use ${ident(lakeDatabase)}`);
    return connection;
  }

  close(): void {
    for (const connection of this.#idle.splice(0)) connection.closeSync();
    this.#instance.closeSync();
  }
}

/** Interrupts the session when the caller gives up or the time is over. */
async function interruptible<T>(
  connection: DuckDBConnection,
  options: QueryOptions,
  work: () => Promise<T>,
): Promise<T> {
  const { signal, timeoutMs, onProgress } = options;
  if (!signal && timeoutMs === undefined && !onProgress) return work();
  signal?.throwIfAborted();
  const interrupt = () => connection.interrupt();
  const timer = timeoutMs === undefined ? undefined : setTimeout(interrupt, timeoutMs);
  signal?.addEventListener('abort', interrupt, { once: true });
  const watch = onProgress ? await watchProgress(connection, onProgress) : undefined;
  try {
    return await work();
  } finally {
    clearInterval(watch);
    clearTimeout(timer);
    signal?.removeEventListener('abort', interrupt);
  }
}

async function watchProgress(
  connection: DuckDBConnection,
  onProgress: (share: number) => void,
): Promise<NodeJS.Timeout> {
  // The engine counts only while its own bar is on, which must not print.
  await connection.run('set enable_progress_bar_print = false');
  await connection.run('set enable_progress_bar = true');
  return setInterval(() => {
    const { percentage } = connection.progress;
    if (percentage >= 0) onProgress(Math.min(1, percentage / 100));
  }, 250);
}

const parameters = (options: QueryOptions) => (options.values ? [...options.values] : undefined);

async function rowsOf(connection: DuckDBConnection, sql: string, options: QueryOptions = {}): Promise<Row[]> {
  return interruptible(connection, options, async () => {
    const result = await connection.run(sql, parameters(options));
    return result.convertRowObjects(toValue);
  });
}

async function run(connection: DuckDBConnection, sql: string, options: QueryOptions = {}): Promise<number> {
  return interruptible(
    connection,
    options,
    async () => (await connection.run(sql, parameters(options))).rowsChanged,
  );
}

/** Appends through the engine's appender; every value goes in as text and is cast by the target's column. */
async function appendTo(connection: DuckDBConnection, table: string, rows: readonly Row[]): Promise<void> {
  const first = rows[0];
  if (!first) return;
  const names = Object.keys(first);
  const staging = ident('weft_append');
  await connection.run(
    `create or replace temp table ${staging} (${names.map((name) => `${ident(name)} varchar`).join(', ')})`,
  );
  const appender = await connection.createAppender('weft_append', 'main', 'temp');
  for (const row of rows) {
    for (const name of names) {
      const value = row[name] ?? null;
      if (value === null) appender.appendNull();
      else appender.appendVarchar(typeof value === 'object' ? JSON.stringify(value) : String(value));
    }
    appender.endRow();
  }
  appender.closeSync();
  const columns = names.map(ident).join(', ');
  await connection.run(
    `insert into ${tableName(table)} (${columns}) select ${columns} from temp.main.${staging}`,
  );
  await connection.run(`drop table temp.main.${staging}`);
}

const sessionOf = (connection: DuckDBConnection): Session => ({
  query: (sql, options) => rowsOf(connection, sql, options),
  execute: (sql, options) => run(connection, sql, options),
  append: (table, rows) => appendTo(connection, table, rows),
});

/**
 * Lets one write of the process happen at a time. DuckLake keeps several processes apart, but transactions
 * that commit at once in one process make it read freed memory (seen in 1.5.5: ids that are addresses).
 */
class WriteTurn {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    this.#last = mine;
    return mine;
  }
}

class DuckDbWarehouse implements Warehouse {
  readonly dialect = duckdbDialect;
  readonly #settings: Settings;
  readonly #pool: SessionPool;
  readonly #writes = new WriteTurn();
  #reading: Promise<SessionPool> | undefined;

  constructor(settings: Settings, pool: SessionPool) {
    this.#settings = settings;
    this.#pool = pool;
  }

  query(sql: string, options?: QueryOptions): Promise<Row[]> {
    return this.#pool.use((connection) => rowsOf(connection, sql, options));
  }

  execute(sql: string, options?: QueryOptions): Promise<number> {
    return this.#writes.take(() => this.#pool.use((connection) => run(connection, sql, options)));
  }

  append(table: string, rows: readonly Row[]): Promise<void> {
    return this.transaction((session) => session.append(table, rows));
  }

  async *stream(sql: string, options: QueryOptions = {}): AsyncGenerator<Row[]> {
    // A consumer may stop half-way, which leaves the session in mid-result: it is closed, not pooled.
    const connection = await this.#pool.connect();
    try {
      const result = await connection.stream(sql, parameters(options));
      for await (const rows of result.yieldConvertedRowObjects(toValue)) {
        options.signal?.throwIfAborted();
        if (rows.length > 0) yield rows;
      }
    } catch (error) {
      throw toWarehouseError(error);
    } finally {
      connection.closeSync();
    }
  }

  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#writes.take(() => this.#inTransaction(work));
  }

  #inTransaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#pool.use(async (connection) => {
      for (let attempt = 1; ; attempt += 1) {
        await connection.run('begin transaction');
        try {
          const result = await work(sessionOf(connection));
          await connection.run('commit');
          return result;
        } catch (error) {
          await connection.run('rollback').catch(() => undefined);
          const known = error instanceof Error && 'retryable' in error ? error : toWarehouseError(error);
          const again = known instanceof WarehouseError && known.retryable && attempt < transactionAttempts;
          if (!again) throw known;
          await sleep(Math.random() * 25 * 2 ** Math.min(attempt, 7));
        }
      }
    });
  }

  async readOnly(
    sql: string,
    options: QueryOptions & { limit?: number } = {},
  ): Promise<{ columns: Column[]; rows: Row[] }> {
    this.#reading ??= openInstance(this.#settings, { readOnly: true }).then(
      (instance) => new SessionPool(instance),
    );
    const pool = await this.#reading;
    return pool.use(async (connection) => {
      const statements = await connection.extractStatements(sql);
      const prepared = statements.count === 1 ? await statements.prepare(0) : undefined;
      const allowed =
        prepared?.statementType === StatementType.SELECT || prepared?.statementType === StatementType.EXPLAIN;
      if (!prepared || !allowed) {
        throw new WarehouseError('Only one statement that reads is allowed here', {
          mend: 'Write one SELECT.',
        });
      }
      return interruptible(connection, { timeoutMs: 60_000, ...options }, async () => {
        const result = await prepared.stream();
        const columns = result.columnNames().map((name, index) => {
          const type = result.columnType(index);
          return { name, type: String(type), kind: kindOf(type), nullable: true };
        });
        const rows: Row[] = [];
        const limit = options.limit ?? 10_000;
        for await (const part of result.yieldConvertedRowObjects(toValue)) {
          rows.push(...part);
          if (rows.length >= limit) break;
        }
        return { columns, rows: rows.slice(0, limit) };
      });
    });
  }

  async maintain(): Promise<void> {
    await this.execute(
      `call ducklake_expire_snapshots(${literal(lakeDatabase)}, older_than => now() - interval 1 day)`,
    );
    await this.execute(`call ducklake_merge_adjacent_files(${literal(lakeDatabase)})`);
    await this.execute(
      `call ducklake_cleanup_old_files(${literal(lakeDatabase)}, older_than => now() - interval 1 hour)`,
    );
    // An aborted transaction leaves the files that it wrote.
    await this.execute(
      `call ducklake_delete_orphaned_files(${literal(lakeDatabase)}, older_than => now() - interval 1 day)`,
    );
  }

  async tables(schema?: string): Promise<TableInfo[]> {
    const rows = await this.query(
      `select schema_name, name, kind, estimated_size from (
         select schema_name, table_name as name, 'table' as kind, estimated_size from duckdb_tables()
           where database_name = $1
         union all
         select schema_name, view_name, 'view', null from duckdb_views() where database_name = $1 and not internal
       ) where $2 is null or schema_name = $2 order by schema_name, name`,
      { values: [lakeDatabase, schema ?? null] },
    );
    return rows.map((row) => ({
      schema: String(row.schema_name),
      name: String(row.name),
      kind: row.kind === 'view' ? 'view' : 'table',
      rows:
        row.estimated_size === null || row.estimated_size === undefined ? null : Number(row.estimated_size),
    }));
  }

  async columns(table: string): Promise<Column[]> {
    const [name, schema] = table.split('.').reverse();
    const rows = await this.query(
      `select column_name, data_type, is_nullable from duckdb_columns()
       where database_name = $1 and schema_name = $2 and table_name = $3 order by column_index`,
      { values: [lakeDatabase, schema ?? 'main', name ?? ''] },
    );
    return rows.map((row) => ({
      name: String(row.column_name),
      type: String(row.data_type),
      kind: kindOfName(String(row.data_type)),
      nullable: row.is_nullable !== false,
    }));
  }

  async withFiles(paths: readonly string[]): Promise<Warehouse> {
    const instance = await openInstance(this.#settings, { files: paths });
    return new DuckDbWarehouse(this.#settings, new SessionPool(instance));
  }

  async close(): Promise<void> {
    (await this.#reading)?.close();
    this.#pool.close();
  }
}

export async function openDuckDb(settings: Settings): Promise<Warehouse> {
  return new DuckDbWarehouse(settings, new SessionPool(await openInstance(settings)));
}
