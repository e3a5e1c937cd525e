import type { Settings } from '../../connectors/settings.ts';
import { warehouseAddress } from '../../connectors/warehouses/address.ts';
import type { Dialect } from '../../connectors/warehouses/dialect.ts';

/** An open session of an engine's own driver. */
export interface Driver {
  /** Reads a statement's rows as the driver streams them, and says how many have just come. */
  read(sql: string, onRows: (count: number) => void): Promise<void>;
  close(): Promise<void>;
}

async function openDuckDb(): Promise<Driver> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  return {
    async read(sql, onRows) {
      for await (const rows of (await connection.stream(sql)).yieldRowObjects()) onRows(rows.length);
    },
    async close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function openSnowflake(settings: Settings): Promise<Driver> {
  const [{ snowflakeLogin }, { snowflakeDriver }, { loginOptions }] = await Promise.all([
    import('../../connectors/warehouses/snowflake/credentials.ts'),
    import('../../connectors/warehouses/snowflake/driver.ts'),
    import('../../connectors/warehouses/snowflake/session.ts'),
  ]);
  const login = snowflakeLogin(settings);
  const { account, user, database, warehouse, role, accessUrl } = login.address;
  const driver = await snowflakeDriver();
  const connection = driver.createConnection({
    ...loginOptions(login),
    account,
    username: user,
    database,
    ...(warehouse === undefined ? {} : { warehouse }),
    ...(role === undefined ? {} : { role }),
    ...(accessUrl === undefined ? {} : { accessUrl }),
  });
  await connection.connectAsync();
  return {
    read: (sqlText, onRows) =>
      new Promise((resolve, reject) => {
        connection.execute({
          sqlText,
          streamResult: true,
          complete: (error, statement) => {
            if (error) return reject(error);
            statement
              .streamRows()
              .on('data', () => onRows(1))
              .on('error', reject)
              .on('end', () => resolve());
          },
        });
      }),
    close: () =>
      new Promise((resolve, reject) => connection.destroy((error) => (error ? reject(error) : resolve()))),
  };
}

async function openBigQuery(settings: Settings): Promise<Driver> {
  const [{ BigQuery }, { authClient }] = await Promise.all([
    import('@google-cloud/bigquery'),
    import('../../connectors/warehouses/bigquery/client.ts'),
  ]);
  const address = warehouseAddress(settings);
  if (address?.type !== 'bigquery') throw new TypeError('the warehouse is no BigQuery');
  const signIn = authClient(settings);
  const client = new BigQuery({
    projectId: address.project,
    location: address.location,
    ...(address.apiEndpoint === undefined ? {} : { apiEndpoint: address.apiEndpoint }),
    ...(signIn === undefined ? {} : { authClient: signIn }),
  });
  return {
    async read(query, onRows) {
      for await (const _ of client.createQueryStream({ query })) onRows(1);
    },
    close: () => Promise.resolve(),
  };
}

/** The engine's driver alone, with its own defaults, signed in as Weft signs in. */
export function openDriver(dialect: Dialect, settings: Settings): Promise<Driver> {
  switch (dialect.name) {
    case 'duckdb':
      return openDuckDb();
    case 'snowflake':
      return openSnowflake(settings);
    case 'bigquery':
      return openBigQuery(settings);
  }
}
