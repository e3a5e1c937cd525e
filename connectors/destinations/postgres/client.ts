import { setMaxListeners } from 'node:events';
import pg from 'pg';
import { guardedSocket } from '../../egress.ts';
import type { ConnectContext, Settled } from '../define.ts';
import type { Table } from './catalog.ts';
import { addressOf, type PostgresConfig } from './config.ts';
import { postgresError } from './errors.ts';

export interface PostgresClient extends Settled<PostgresConfig> {
  pool: pg.Pool;
  /** What is known of tables, by the name that the options give. */
  tables: Map<string, Promise<Table>>;
}

export type Query = (sql: string, values?: unknown[]) => Promise<pg.QueryResultRow[]>;

/** At most so many batches of one run are under way at once. */
export const connections = 4;

export function openClient(config: PostgresConfig, throttle: ConnectContext['throttle']): PostgresClient {
  const address = addressOf(config);
  const pool = new pg.Pool({
    // Each of these is given, since the driver reads what is not from the environment of Weft's own process.
    host: address.host,
    port: address.port,
    database: address.database,
    user: address.user,
    password: address.password,
    ssl: tlsOptions(config),
    application_name: 'weft',
    stream: () => guardedSocket({ host: address.host, port: address.port }),
    connectionTimeoutMillis: 10_000,
    // The server keeps the time limit itself; this is for one that is not heard of any more.
    query_timeout: config.timeout_ms + 2000,
    idleTimeoutMillis: 10_000,
    keepAlive: true,
    max: connections,
  });
  // A connection that breaks while nothing is asked of it is replaced; unheard, its error ends the process.
  pool.on('error', () => undefined);
  pool.on('connect', (connection) => connection.on('error', () => undefined));
  return { config, throttle, pool, tables: new Map() };
}

function tlsOptions({ ssl, ca }: PostgresConfig): pg.PoolConfig['ssl'] {
  if (ssl === 'disable') return false;
  return {
    rejectUnauthorized: ssl !== 'require',
    ...(ca === undefined ? {} : { ca }),
    ...(ssl === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  };
}

/**
 * Runs `work` in one transaction, undone when it throws. Its time zone is UTC, so that a timestamp with a zone is
 * the same instant in a column without one. What the driver throws leaves as one of Weft's errors; once the signal
 * is aborted the connection is cut, which undoes the transaction too.
 */
export async function transaction<T>(
  { pool, config, throttle }: PostgresClient,
  signal: AbortSignal,
  work: (query: Query) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const leave = await throttle(signal);
  let held: pg.PoolClient | undefined;
  const release = (broken: boolean) => {
    held?.release(broken);
    held = undefined;
  };
  const cut = () => release(true);
  setMaxListeners(0, signal);
  signal.addEventListener('abort', cut, { once: true });
  try {
    const connection = await pool.connect();
    held = connection;
    signal.throwIfAborted();
    await connection.query(
      `begin; set local timezone to 'UTC'; set local statement_timeout to ${config.timeout_ms}`,
    );
    const result = await work(async (sql, values) => (await connection.query(sql, values)).rows);
    await connection.query('commit');
    release(false);
    return result;
  } catch (error) {
    // Only a connection whose server answers, also to the rollback, is used again.
    if (error instanceof pg.DatabaseError) {
      await held?.query('rollback').then(
        () => release(false),
        () => release(true),
      );
    }
    release(true);
    signal.throwIfAborted();
    throw postgresError(error, config);
  } finally {
    signal.removeEventListener('abort', cut);
    leave();
  }
}
