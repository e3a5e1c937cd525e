import pg from 'pg';
import { readState } from '../../cli/platform/records.ts';
import { controlAddress, type Settings } from '../../connectors/settings.ts';
import { duckLake } from '../../connectors/warehouses/duckdb/attach.ts';

async function withPostgres<T>(
  settings: Settings,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const { host, port, user, password } = controlAddress(settings);
  const client = new pg.Client({ host, port, user, password, database });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Does something while the warehouse takes every statement and answers none: its catalogue is locked. */
export async function whileWarehouseIsSlow<T>(settings: Settings, work: () => Promise<T>): Promise<T> {
  return withPostgres(settings, duckLake(settings).catalog.database, async (client) => {
    await client.query('begin');
    await client.query(
      'lock table ducklake.ducklake_snapshot, ducklake.ducklake_table in access exclusive mode',
    );
    try {
      return await work();
    } finally {
      await client.query('rollback');
    }
  });
}

/** Does something while the warehouse is away: its catalogue ends who is connected, and lets nobody in. */
export async function whileWarehouseIsAway<T>(settings: Settings, work: () => Promise<T>): Promise<T> {
  const { database } = duckLake(settings).catalog;
  return withPostgres(settings, controlAddress(settings).database, async (client) => {
    const open = (let_in: boolean) =>
      client.query(`alter database ${client.escapeIdentifier(database)} with allow_connections ${let_in}`);
    await open(false);
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      database,
    ]);
    try {
      return await work();
    } finally {
      await open(true);
    }
  });
}

/** Does something while Temporal does not answer: its process is there, and stopped. */
export async function whileTemporalIsAway<T>(settings: Settings, work: () => Promise<T>): Promise<T> {
  const pid = readState(settings)?.parts.temporal?.process?.pid;
  if (pid === undefined) throw new Error('Temporal does not run');
  process.kill(pid, 'SIGSTOP');
  try {
    return await work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}
