import pg from 'pg';
import type { ConfigError } from '../errors.ts';
import { controlAddress, type PostgresAddress, type Settings } from '../settings.ts';
import { type Control, connectionOptions } from './connect.ts';
import { controlError } from './errors.ts';

/** The first keys of PostgreSQL's advisory locks, one for each kind of work; the second is the workspace. */
const locks = { identityPlan: 773_362 } as const;

/**
 * Runs work that only one process of a workspace may do at a time; throws `busy` where another one does. The lock
 * ends with its session, so that a process that was killed leaves none.
 */
export async function withLock<T>(
  settings: Settings,
  control: Control,
  { work: kind, busy }: { work: keyof typeof locks; busy: ConfigError },
  work: () => Promise<T>,
): Promise<T> {
  const address = controlAddress(settings);
  const client = new pg.Client(connectionOptions(settings, address));
  // Unheard, a connection that breaks would end the process.
  client.on('error', () => undefined);
  try {
    if (!(await take(client, locks[kind], control.workspaceId, address))) throw busy;
    return await work();
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function take(
  client: pg.Client,
  kind: number,
  workspaceId: number,
  address: PostgresAddress,
): Promise<boolean> {
  try {
    await client.connect();
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, $2) as taken', [
      kind,
      workspaceId,
    ]);
    return rows[0]?.taken === true;
  } catch (error) {
    throw controlError(error, address);
  }
}
