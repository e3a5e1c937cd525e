import pg from 'pg';
import { embeddedAddress } from '../../connectors/settings.ts';
import type { TestLake } from '../load/lake.ts';

/** Databases to import from, in the PostgreSQL server that also has the test lake's catalogue. */
export interface PostgresSource {
  url(database: string, user?: string, change?: { port?: number }): string;
  password: string;
  /** Runs statements as the server's superuser. */
  execute(database: string, ...statements: string[]): Promise<pg.QueryResultRow[]>;
  /** Runs a statement in a transaction that stays open until it is released. */
  hold(database: string, statement: string): Promise<{ release(): Promise<void> }>;
}

export async function postgresSource(lake: TestLake): Promise<PostgresSource> {
  const { host, port, user, password } = embeddedAddress(lake.settings, 'postgres');
  return {
    password,
    url: (database, as = user, change = {}) =>
      `postgres://${encodeURIComponent(as)}@${host}:${change.port ?? port}/${database}`,
    async hold(database, statement) {
      const client = new pg.Client({ host, port, user, password, database });
      await client.connect();
      await client.query('begin');
      await client.query(statement);
      return { release: () => client.end() };
    },
    async execute(database, ...statements) {
      const client = new pg.Client({ host, port, user, password, database });
      await client.connect();
      try {
        let rows: pg.QueryResultRow[] = [];
        for (const statement of statements) rows = (await client.query(statement)).rows;
        return rows;
      } finally {
        await client.end();
      }
    },
  };
}
