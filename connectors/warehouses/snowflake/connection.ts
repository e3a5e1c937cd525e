import { AuthError, WarehouseError } from '../../errors.ts';
import { homeFolder, type Settings } from '../../settings.ts';
import { againOnConflict } from '../conflict.ts';
import type { AccessCheck, Column, Cost, QueryOptions, Row, TableInfo, Warehouse } from '../connection.ts';
import { weftSchema } from '../dialect.ts';
import { statementOrigin } from '../statement-origin.ts';
import { checkAccess } from './access.ts';
import { appendRows } from './append.ts';
import { columnsOf, tablesOf, versionsOf } from './catalogue.ts';
import { type SnowflakeLogin, snowflakeLogin } from './credentials.ts';
import { snowflakeDialect } from './dialect.ts';
import { makeOwnSchema } from './own-schema.ts';
import { statementsOf, withoutQuoted } from './parameters.ts';
import { SessionPool } from './pool.ts';
import { openSession, type Session } from './session.ts';
import { columnOf } from './values.ts';

/** A transaction that meets another writer. */
const conflict = { attempts: 8, waitMs: 100 };
/** Most rows that a person's statement gives. */
const rowsOfPeople = 10_000;

/** Opens the workspace's Snowflake and logs in once, so that wrong credentials are found here. */
export async function openSnowflake(settings: Settings): Promise<Warehouse> {
  const login = snowflakeLogin(settings);
  const pool = new SessionPool(() => openSession(login, statementOrigin(settings)));
  const { session } = await pool.take();
  await pool.give(session);
  return new SnowflakeWarehouse(settings, login, pool);
}

class SnowflakeWarehouse implements Warehouse {
  readonly dialect = snowflakeDialect;
  readonly #settings: Settings;
  readonly #login: SnowflakeLogin;
  readonly #pool: SessionPool;
  #schema: Promise<void> | undefined;

  constructor(settings: Settings, login: SnowflakeLogin, pool: SessionPool) {
    this.#settings = settings;
    this.#login = login;
    this.#pool = pool;
  }

  query(sql: string, options?: QueryOptions): Promise<Row[]> {
    return this.#pool.use((session) => session.rows(sql, options));
  }

  async *stream(sql: string, options?: QueryOptions): AsyncGenerator<Row[]> {
    const { session, statement } = await this.#pool.use(async (used) => ({
      session: used,
      statement: await used.run(sql, options),
    }));
    // The result is read from the cloud's storage, so the session is free again for others meanwhile.
    yield* session.read(statement, options);
  }

  async execute(sql: string, options?: QueryOptions): Promise<number> {
    await this.#ensureSchema();
    return this.#pool.use((session) => session.execute(sql, options));
  }

  async transaction(statements: readonly string[], options?: QueryOptions): Promise<void> {
    await this.#ensureSchema();
    const { attempts, waitMs } = conflict;
    await againOnConflict({ attempts, waitMs, signal: options?.signal }, () =>
      this.#pool.use((session) => transactionOf(session, statements, options)),
    );
  }

  async append(table: string, rows: readonly Row[], options: QueryOptions = {}): Promise<void> {
    if (rows.length === 0) return;
    await this.#ensureSchema();
    const folder = homeFolder(this.#settings, 'tmp', 'snowflake');
    await this.#pool.use((session) => appendRows(session, table, rows, folder, options));
  }

  readOnly(
    sql: string,
    { limit = rowsOfPeople, ...options }: QueryOptions & { limit?: number } = {},
  ): Promise<{ columns: Column[]; rows: Row[] }> {
    return this.#pool.use(async (session) => {
      const text = readingStatement(sql);
      // Only what reads can stand in a FROM; Snowflake itself says so, without running it.
      if (/^\s*(select|with|\()/i.test(withoutQuoted(text))) {
        await session.run(`select * from (\n${text}\n)`, { ...options, describeOnly: true });
      }
      const statement = await session.run(text, { timeoutMs: 60_000, ...options });
      const rows: Row[] = [];
      for await (const batch of session.read(statement, { signal: options.signal, limit })) {
        rows.push(...batch);
      }
      return { columns: (statement.getColumns() ?? []).map(columnOf), rows };
    });
  }

  async estimate(sql: string): Promise<Cost | null> {
    const [row] = await this.query(`explain using json ${sql}`);
    const plan: unknown = JSON.parse(String(Object.values(row ?? {})[0] ?? '{}'));
    const bytes = bytesAssigned(plan);
    return bytes === null ? null : { bytes, seconds: null, credits: null };
  }

  checkAccess(tables: readonly string[]): Promise<AccessCheck[]> {
    return checkAccess(this.#pool, this.#login, tables);
  }

  /** Snowflake does so by itself. */
  async maintain(): Promise<void> {}

  tables(schema?: string): Promise<TableInfo[]> {
    return this.#pool.use((session) => tablesOf(session, schema));
  }

  versions(tables: readonly string[]): Promise<Map<string, string | null>> {
    return this.#pool.use((session) => versionsOf(session, tables));
  }

  columns(table: string): Promise<Column[]> {
    return this.#pool.use((session) => columnsOf(session, table));
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  /** Weft's own schema, before the first write. */
  #ensureSchema(): Promise<void> {
    this.#schema ??= this.#pool.use(makeOwnSchema).catch((error: unknown) => {
      this.#schema = undefined;
      if (!(error instanceof AuthError)) throw error;
      const { database, role = '<role of the user>' } = this.#login.address;
      const schema = `${database}.${weftSchema}`;
      throw new AuthError(`Weft's schema ${schema} is not there, and the role may not make it`, {
        mend: `An administrator runs: create schema ${schema}; grant ownership on schema ${schema} to role ${role};`,
        cause: error,
      });
    });
    return this.#schema;
  }
}

async function transactionOf(
  session: Session,
  statements: readonly string[],
  options?: QueryOptions,
): Promise<void> {
  await session.run('begin', options && { ...options, values: [] });
  try {
    for (const statement of statements) await session.run(statement, options);
    await session.run('commit');
  } catch (error) {
    // Where even this fails the session is closed, which rolls back as well.
    await session.run('rollback').catch(() => {
      session.broken = true;
    });
    throw error;
  }
}

/** The one statement that may be run for a person; whether it really reads is for Snowflake to say. */
function readingStatement(sql: string): string {
  const [statement, ...more] = statementsOf(sql);
  const words = statement === undefined ? '' : withoutQuoted(statement);
  const reads = /^[\s(]*(select|with|show|describe|desc|explain)\b/i.test(words);
  // Functions of the system act on the account.
  if (statement !== undefined && more.length === 0 && reads && !/\bsystem\$/i.test(words)) return statement;
  throw new WarehouseError('Only one statement that reads is allowed here', { mend: 'Write one SELECT.' });
}

function bytesAssigned(plan: unknown): number | null {
  if (typeof plan !== 'object' || plan === null || !('GlobalStats' in plan)) return null;
  const stats = plan.GlobalStats;
  if (typeof stats !== 'object' || stats === null || !('bytesAssigned' in stats)) return null;
  return Number(stats.bytesAssigned);
}
