import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { controlAddress, projectRoot, type Settings } from '../settings.ts';
import { connectionOptions, defaultWorkspace } from './connect.ts';
import { controlError } from './errors.ts';
import { workspaces } from './schema.ts';

/** The lock of those who migrate: any number that nothing else in the database uses. */
const migrationLock = 7_733_610_021;

/** Brings the control database to this release. Does nothing the second time; several processes may call it at once. */
export async function migrate(settings: Settings): Promise<void> {
  const address = controlAddress(settings);
  const client = new pg.Client(connectionOptions(settings, address));
  // Reported by the query that is running; unheard, it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    // Ends with the session, also when this process is killed.
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    const database = drizzle(client);
    await runMigrations(database, {
      migrationsFolder: join(projectRoot, 'connectors', 'control', 'migrations'),
      migrationsSchema: 'weft_migrations',
      migrationsTable: 'control',
    });
    await database.insert(workspaces).values({ slug: defaultWorkspace }).onConflictDoNothing();
  } catch (error) {
    throw controlError(error, address);
  } finally {
    await client.end().catch(() => undefined);
  }
}
