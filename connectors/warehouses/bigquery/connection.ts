import type bigquery from '@google-cloud/bigquery/build/src/types.js';
import { ConfigError, WarehouseError } from '../../errors.ts';
import type { Settings } from '../../settings.ts';
import { warehouseAddress } from '../address.ts';
import { againOnConflict } from '../conflict.ts';
import type { AccessCheck, Column, Cost, QueryOptions, Row, TableInfo, Warehouse } from '../connection.ts';
import { weftSchema } from '../dialect.ts';
import { warehouseClosed } from '../interruption.ts';
import { checkAccess } from './access.ts';
import { listColumns, listTables, tablePath, tableVersions } from './catalog.ts';
import { BigQueryClient } from './client.ts';
import { makeOwnDataset, whereIsIt } from './dataset.ts';
import { bigQueryDialect } from './dialect.ts';
import { JobRun, labelsOf } from './job.ts';
import { loadRows } from './load.ts';
import { bindParameters } from './parameters.ts';
import { columnOf, rowReader } from './values.ts';

/** Rows of one request; BigQuery sends fewer where they are long, at most 10 MB. */
const pageRows = 10_000;

/** A transaction that meets another writer. */
const conflict = { attempts: 8, waitMs: 250 };

const ownDataset = new RegExp(`^${weftSchema}(\\.|$)`);

class BigQueryWarehouse implements Warehouse {
  readonly dialect = bigQueryDialect;
  readonly #client: BigQueryClient;
  readonly #closing = new AbortController();

  constructor(client: BigQueryClient) {
    this.#client = client;
  }

  async query(sql: string, options: QueryOptions = {}): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const page of this.stream(sql, options)) rows.push(...page);
    return rows;
  }

  async *stream(sql: string, options: QueryOptions = {}): AsyncGenerator<Row[]> {
    const run = await this.#start(sql, options);
    try {
      let page = await this.#explained(run.results(pageRows));
      const read = rowReader(page.schema?.fields ?? []);
      for (;;) {
        run.check();
        // The next page is on its way while this one is used, and no more than that.
        const next = page.pageToken ? run.page(pageRows, page.pageToken) : undefined;
        next?.catch(() => undefined);
        const batch = read(page.rows ?? []);
        // The page as the API sent it is not kept while its rows are used.
        page = {};
        if (batch.length > 0) yield batch;
        if (!next) return;
        page = await next;
      }
    } finally {
      await run.end();
    }
  }

  async execute(sql: string, options: QueryOptions = {}): Promise<number> {
    return this.#writing(async () => {
      const run = await this.#start(sql, options);
      try {
        const { numDmlAffectedRows } = await this.#explained(run.results(0));
        return Number(numDmlAffectedRows ?? 0);
      } finally {
        await run.end();
      }
    });
  }

  async transaction(statements: readonly string[], options: QueryOptions = {}): Promise<void> {
    if (statements.length === 0) return;
    // A script that fails before its commit is rolled back by BigQuery.
    const script = ['begin transaction', ...statements, 'commit transaction']
      .map((statement) => `${statement.trim().replace(/;$/, '')}\n;`)
      .join('\n');
    const { attempts, waitMs } = conflict;
    await againOnConflict({ attempts, waitMs, signal: options.signal }, () => this.execute(script, options));
  }

  append(table: string, rows: readonly Row[], options: QueryOptions = {}): Promise<void> {
    if (this.#closing.signal.aborted) return Promise.reject(warehouseClosed());
    const path = tablePath(table, this.#client.address.project);
    return this.#explained(loadRows(this.#client, path, rows, options, this.#closing.signal));
  }

  async readOnly(
    sql: string,
    options: QueryOptions & { limit?: number } = {},
  ): Promise<{ columns: Column[]; rows: Row[] }> {
    const limited = { timeoutMs: 60_000, ...options };
    const planned = await this.#explained(this.#dryRun(sql, limited));
    if (planned.statistics?.query?.statementType !== 'SELECT') {
      throw new WarehouseError('Only one statement that reads is allowed here', {
        mend: 'Write one SELECT.',
      });
    }
    const limit = options.limit ?? 10_000;
    const run = await this.#start(sql, limited);
    try {
      let page = await this.#explained(run.results(Math.min(limit, pageRows)));
      const fields = page.schema?.fields ?? [];
      const read = rowReader(fields);
      const rows = read(page.rows ?? []);
      while (page.pageToken && rows.length < limit) {
        page = await run.page(Math.min(limit - rows.length, pageRows), page.pageToken);
        rows.push(...read(page.rows ?? []));
      }
      return { columns: fields.map(columnOf), rows: rows.slice(0, limit) };
    } finally {
      await run.end();
    }
  }

  async estimate(sql: string): Promise<Cost | null> {
    const { statistics } = await this.#explained(this.#dryRun(sql, {}));
    const bytes = statistics?.totalBytesProcessed ?? statistics?.query?.totalBytesProcessed;
    return { bytes: bytes === undefined ? null : Number(bytes), seconds: null, credits: null };
  }

  checkAccess(tables: readonly string[]): Promise<AccessCheck[]> {
    return checkAccess(this.#client, tables, {
      plan: async (sql) => void (await this.#dryRun(sql, {})),
      execute: (sql) => this.execute(sql),
    });
  }

  /** BigQuery does so itself. */
  maintain(): Promise<void> {
    return Promise.resolve();
  }

  tables(schema?: string): Promise<TableInfo[]> {
    return listTables(this.#client, schema);
  }

  versions(tables: readonly string[]): Promise<Map<string, string | null>> {
    return tableVersions(this.#client, tables);
  }

  columns(table: string): Promise<Column[]> {
    return listColumns(this.#client, table);
  }

  async close(): Promise<void> {
    this.#closing.abort(warehouseClosed());
    this.#client.close();
  }

  #configuration(sql: string, options: QueryOptions): bigquery.IJobConfiguration {
    const { maximumBytesBilled, priority } = this.#client.address;
    const limits = [maximumBytesBilled, options.maxBytes].filter((limit) => limit !== undefined).map(Number);
    const { query, parameters } = bindParameters(sql, options.values);
    return {
      query: {
        query,
        useLegacySql: false,
        priority: priority.toUpperCase(),
        ...(limits.length === 0 ? {} : { maximumBytesBilled: String(Math.min(...limits)) }),
        ...(parameters.length === 0 ? {} : { parameterMode: 'NAMED', queryParameters: parameters }),
      },
    };
  }

  async #start(sql: string, options: QueryOptions): Promise<JobRun> {
    if (this.#closing.signal.aborted) throw warehouseClosed();
    const run = new JobRun(this.#client, options, this.#closing.signal);
    try {
      const job = run.resource(this.#configuration(sql, options), options.tag);
      await this.#explained(run.start(() => this.#client.startJob(job)));
      return run;
    } catch (error) {
      await run.end();
      throw error;
    }
  }

  #dryRun(sql: string, options: QueryOptions): Promise<bigquery.IJob> {
    const { project, location } = this.#client.address;
    // Without a limit: the plan of a statement that would be refused says how much it would read.
    const { query = {} } = this.#configuration(sql, options);
    const { maximumBytesBilled: _limit, ...unlimited } = query;
    return this.#client.startJob({
      jobReference: { projectId: project, location },
      configuration: { query: unlimited, labels: labelsOf(this.#client, options.tag), dryRun: true },
    });
  }

  /** A dataset that is not found may be one of another location, which is another mend. */
  async #explained<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw (await whereIsIt(this.#client, error)) ?? error;
    }
  }

  /** Makes Weft's own dataset where a write finds that there is none. */
  async #writing<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      const none =
        error instanceof WarehouseError && error.missing !== null && ownDataset.test(error.missing);
      if (!none || !(await makeOwnDataset(this.#client))) throw error;
      return write();
    }
  }
}

export async function openBigQuery(settings: Settings): Promise<Warehouse> {
  const address = warehouseAddress(settings);
  if (address?.type !== 'bigquery') {
    throw new ConfigError('WEFT_WAREHOUSE_URL is not that of a BigQuery project', {
      mend: 'Write it as bigquery://PROJECT?location=EU',
    });
  }
  return new BigQueryWarehouse(new BigQueryClient(settings, address));
}
