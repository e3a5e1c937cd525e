import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPlatform } from '../../cli/platform/platform.ts';
import { embeddedAddress, readSettings, type Settings } from '../../connectors/settings.ts';

export interface TestPostgres {
  /** Settings whose control database is a new, empty one. */
  freshDatabase(): Promise<Settings>;
  /** Runs one statement as its superuser. */
  execute(sql: string, database?: string): Promise<void>;
  url(database: string, change?: { user?: string; password?: string; port?: number }): string;
  stop(): Promise<void>;
}

/** A PostgreSQL of this test's own, in a home of its own, on any free port. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const home = await mkdtemp(join(tmpdir(), 'weft-control-'));
  const settings = readSettings({ WEFT_HOME: home, WEFT_POSTGRES_PORT: '0' });
  const platform = await startPlatform(settings, { parts: ['postgres'], purpose: 'a test' });
  const url: TestPostgres['url'] = (database, change = {}) => {
    const { host, port, user, password } = { ...embeddedAddress(settings, database), ...change };
    return `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
  };
  const execute = async (sql: string, database = 'postgres'): Promise<void> => {
    const client = new pg.Client({ connectionString: url(database) });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  let databases = 0;
  return {
    url,
    execute,
    async freshDatabase() {
      databases += 1;
      await execute(`create database fresh_${databases}`);
      return readSettings({ WEFT_HOME: home, WEFT_CONTROL_URL: url(`fresh_${databases}`) });
    },
    async stop() {
      await platform.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
