import { randomUUID } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { WarehouseError, WeftError } from '../../errors.ts';
import type { Settings } from '../../settings.ts';
import { againOnConflict } from '../conflict.ts';
import type { AccessCheck, Column, Cost, QueryOptions, Row, TableInfo, Warehouse } from '../connection.ts';
import { weftSchema } from '../dialect.ts';
import { warehouseClosed } from '../interruption.ts';
import { appendTo } from './append.ts';
import { lakeDatabase, lakeMetadata } from './attach.ts';
import { duckdbDialect } from './dialect.ts';
import { toWarehouseError } from './errors.ts';
import { openInstance } from './instance.ts';
import { prepareReading } from './read-only.ts';
import {
  asWeftError,
  changedBy,
  chunksOf,
  parameters,
  rowsOf,
  SessionPool,
  Watch,
  watched,
} from './session.ts';
import { kindOf, kindOfName, rowReader, typeName } from './values.ts';

const { literal, table: tableName } = duckdbDialect;

/** A transaction that meets another writer; many of them do at once in a busy lake. */
const conflict = { attempts: 12, waitMs: 25 };

const sessionOf = (connection: DuckDBConnection): Session => ({
  query: (sql, options) => rowsOf(connection, sql, options),
  execute: (sql, options) => changedBy(connection, sql, options),
  append: (table, rows, options = {}) =>
    watched(connection, options, () => appendTo(connection, table, rows)),
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

/** One session of the lake, in a transaction. */
export interface Session {
  query(sql: string, options?: QueryOptions): Promise<Row[]>;
  execute(sql: string, options?: QueryOptions): Promise<number>;
  append(table: string, rows: readonly Row[], options?: QueryOptions): Promise<void>;
}

/** What the lake can do beside what every warehouse can. */
export interface Lake extends Warehouse {
  /** Runs `work` in one transaction, again from its start when another writer was in the way. */
  inTransaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** The same warehouse, opened anew, where the engine can read these local files and no others. */
  withFiles(paths: readonly string[]): Promise<Lake>;
  /** The same warehouse, opened anew with other databases, which these statements attach, and no files. */
  withDatabases(statements: readonly string[]): Promise<Lake>;
}

function failedCheck(name: string, error: unknown, mend: string): AccessCheck {
  const known = error instanceof WeftError ? error : toWarehouseError(error);
  if (known instanceof WarehouseError && known.missing !== null)
    return { name, result: 'fail', detail: `there is no ${known.missing}`, mend };
  return { name, result: 'fail', detail: known.message, mend: known.mend ?? mend };
}

class DuckDbWarehouse implements Lake {
  readonly dialect = duckdbDialect;
  readonly #settings: Settings;
  readonly #pool: SessionPool;
  readonly #writes = new WriteTurn();
  #reading: Promise<SessionPool> | undefined;
  #closed = false;

  constructor(settings: Settings, pool: SessionPool) {
    this.#settings = settings;
    this.#pool = pool;
  }

  query(sql: string, options?: QueryOptions): Promise<Row[]> {
    return this.#pool.use((connection) => rowsOf(connection, sql, options));
  }

  execute(sql: string, options?: QueryOptions): Promise<number> {
    return this.#writes.take(() => this.#pool.use((connection) => changedBy(connection, sql, options)));
  }

  append(table: string, rows: readonly Row[], options?: QueryOptions): Promise<void> {
    return this.inTransaction((session) => session.append(table, rows, options));
  }

  async *stream(sql: string, options: QueryOptions = {}): AsyncGenerator<Row[]> {
    // A consumer may stop half-way, which leaves the session in mid-result: it is closed, not pooled.
    const connection = await this.#pool.connect();
    const watch = new Watch(connection, options);
    try {
      await watch.start();
      const result = await connection.stream(sql, parameters(options));
      const read = rowReader(result);
      for await (const chunk of chunksOf(connection, result, sql, options)) {
        watch.check();
        yield read(chunk);
      }
      watch.check();
    } catch (error) {
      throw asWeftError(watch.explain(error));
    } finally {
      watch.stop();
      connection.closeSync();
    }
  }

  transaction(statements: readonly string[], options?: QueryOptions): Promise<void> {
    return this.inTransaction(async (session) => {
      for (const statement of statements) await session.execute(statement, options);
    });
  }

  inTransaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#writes.take(() => this.#tryTransaction(work));
  }

  #tryTransaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#pool.use((connection) =>
      againOnConflict(conflict, async () => {
        await connection.run('begin transaction');
        try {
          const result = await work(sessionOf(connection));
          await connection.run('commit');
          return result;
        } catch (error) {
          await connection.run('rollback').catch(() => undefined);
          throw asWeftError(error);
        }
      }),
    );
  }

  async readOnly(
    sql: string,
    options: QueryOptions & { limit?: number } = {},
  ): Promise<{ columns: Column[]; rows: Row[] }> {
    if (this.#closed) throw warehouseClosed();
    const pool = await this.#readingPool();
    return pool.use(async (connection) => {
      const prepared = await prepareReading(connection, sql);
      return watched(connection, { timeoutMs: 60_000, ...options }, async () => {
        if (options.values) prepared.bind([...options.values]);
        const result = await prepared.stream();
        const columns = result.columnNames().map((name, index) => {
          const type = result.columnType(index);
          return { name, type: typeName(type), kind: kindOf(type), nullable: true };
        });
        const rows: Row[] = [];
        const limit = options.limit ?? 10_000;
        const read = rowReader(result);
        for await (const chunk of chunksOf(connection, result, sql, options)) {
          rows.push(...read(chunk));
          if (rows.length >= limit) break;
        }
        return { columns, rows: rows.slice(0, limit) };
      });
    });
  }

  /** Reading one's own files costs nothing that could be billed. */
  estimate(): Promise<Cost | null> {
    return Promise.resolve(null);
  }

  async checkAccess(tables: readonly string[]): Promise<AccessCheck[]> {
    const schema = `write schema ${weftSchema}`;
    const checks: Promise<AccessCheck>[] = [
      this.#writeAndDrop().then(
        () => ({ name: schema, result: 'ok', detail: 'a table was made and dropped' }),
        (error) => failedCheck(schema, error, 'See `./weft status`, and check WEFT_WAREHOUSE_URL.'),
      ),
      ...tables.map((table): Promise<AccessCheck> => {
        const name = `read ${table}`;
        return this.query(`select * from ${tableName(table)} limit 1`).then(
          () => ({ name, result: 'ok', detail: 'it can be read' }),
          (error) => failedCheck(name, error, `./weft load FILE --table ${table}`),
        );
      }),
    ];
    return Promise.all(checks);
  }

  /** A row, so that the files are written to as well as the catalogue. */
  async #writeAndDrop(): Promise<void> {
    const probe = tableName(`${weftSchema}.access_check_${randomUUID().replaceAll('-', '')}`);
    await this.transaction([`create table ${probe} as select 1 as id`]);
    await this.transaction([`drop table ${probe}`]);
  }

  async maintain(): Promise<void> {
    await this.execute(
      `call ducklake_expire_snapshots(${literal(lakeDatabase)}, older_than => now() - interval 1 day)`,
    );
    // A file keeps the rows that were deleted from it until it is written anew.
    await this.execute(`call ducklake_rewrite_data_files(${literal(lakeDatabase)}, delete_threshold => 0.2)`);
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
    // The engine's own estimate counts the rows that were deleted as well.
    const rows = await this.query(
      `with counted as (
         select f.table_id, sum(f.record_count - coalesce(d.delete_count, 0)) as row_count
         from ${lakeMetadata('data_file')} as f
         left join ${lakeMetadata('delete_file')} as d on d.data_file_id = f.data_file_id and d.end_snapshot is null
         where f.end_snapshot is null
         group by f.table_id
       )
       select s.schema_name, t.table_name as name, 'table' as kind, coalesce(c.row_count, 0) as row_count
         from ${lakeMetadata('table')} as t
         join ${lakeMetadata('schema')} as s on s.schema_id = t.schema_id and s.end_snapshot is null
         left join counted as c on c.table_id = t.table_id
         where t.end_snapshot is null and ($2 is null or s.schema_name = $2)
       union all
       select schema_name, view_name, 'view', null from duckdb_views()
         where database_name = $1 and not internal and ($2 is null or schema_name = $2)
       order by schema_name, name`,
      { values: [lakeDatabase, schema ?? null] },
    );
    return rows.map((row) => ({
      schema: String(row.schema_name),
      name: String(row.name),
      kind: row.kind === 'view' ? 'view' : 'table',
      rows: row.row_count === null || row.row_count === undefined ? null : Number(row.row_count),
    }));
  }

  async versions(tables: readonly string[]): Promise<Map<string, string | null>> {
    if (tables.length === 0) return new Map();
    // Files are never changed, so the files that a table has now are what it holds. Rows beside files are not known.
    const named = (schema: string, name: string) =>
      `lower(a.path) in (lower(${schema} || '.' || ${name}), lower('${lakeDatabase}.' || ${schema} || '.' || ${name}))`;
    const rows = await this.query(
      `with asked as (select unnest(from_json($1, '["varchar"]')) as path),
       found as (
         select a.path, t.table_id, t.begin_snapshot
         from asked as a
         join ${lakeMetadata('schema')} as s on s.end_snapshot is null
         join ${lakeMetadata('table')} as t on t.schema_id = s.schema_id and t.end_snapshot is null
         where ${named('s.schema_name', 't.table_name')}
       )
       select f.path,
         case when not exists (select 1 from ${lakeMetadata('inlined_data_tables')} as i where i.table_id = f.table_id)
           then f.begin_snapshot || '/' || md5(coalesce(c.columns, '')) || '/' || md5(coalesce(d.files, '')) end as version
       from found as f
       left join (
         select table_id, string_agg(column_id || ' ' || column_name || ' ' || column_type, ',' order by column_id) as columns
         from ${lakeMetadata('column')} where end_snapshot is null group by table_id
       ) as c on c.table_id = f.table_id
       left join (
         select d.table_id, string_agg(d.data_file_id || ' ' || coalesce(x.delete_file_id, 0), ',' order by d.data_file_id, x.delete_file_id) as files
         from ${lakeMetadata('data_file')} as d
         left join ${lakeMetadata('delete_file')} as x on x.data_file_id = d.data_file_id and x.end_snapshot is null
         where d.end_snapshot is null group by d.table_id
       ) as d on d.table_id = f.table_id
       union all
       select a.path, null from asked as a join duckdb_views() as v on v.database_name = '${lakeDatabase}' and not v.internal
       where ${named('v.schema_name', 'v.view_name')}`,
      { values: [JSON.stringify(tables)] },
    );
    return new Map(rows.map(({ path, version }) => [String(path), version == null ? null : String(version)]));
  }

  async columns(table: string): Promise<Column[]> {
    // The engine's names are without case.
    const [name, schema, database] = table.split('.').reverse();
    const rows = await this.query(
      `select column_name, data_type, is_nullable from duckdb_columns()
       where lower(database_name) = lower($1) and lower(schema_name) = lower($2) and lower(table_name) = lower($3)
       order by column_index`,
      { values: [database ?? lakeDatabase, schema ?? 'main', name ?? ''] },
    );
    return rows.map((row) => ({
      name: String(row.column_name),
      type: String(row.data_type),
      kind: kindOfName(String(row.data_type)),
      nullable: row.is_nullable !== false,
    }));
  }

  async withFiles(paths: readonly string[]): Promise<Lake> {
    const instance = await openInstance(this.#settings, { files: paths });
    return new DuckDbWarehouse(this.#settings, new SessionPool(instance));
  }

  async withDatabases(statements: readonly string[]): Promise<Lake> {
    const instance = await openInstance(this.#settings, { databases: statements });
    return new DuckDbWarehouse(this.#settings, new SessionPool(instance));
  }

  #readingPool(): Promise<SessionPool> {
    this.#reading ??= openInstance(this.#settings, { readOnly: true }).then(
      (instance) => new SessionPool(instance),
      (error) => {
        this.#reading = undefined;
        throw error;
      },
    );
    return this.#reading;
  }

  async close(): Promise<void> {
    this.#closed = true;
    (await this.#reading)?.close();
    this.#pool.close();
  }
}

export async function openDuckDb(settings: Settings): Promise<Lake> {
  return new DuckDbWarehouse(settings, new SessionPool(await openInstance(settings)));
}
