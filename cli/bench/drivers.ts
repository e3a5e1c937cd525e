import type { Settings } from '../../connectors/settings.ts';
import { warehouseAddress } from '../../connectors/warehouses/address.ts';
import type { Dialect } from '../../connectors/warehouses/dialect.ts';

/** An open session of an engine's own driver. */
export interface Driver {
  /** Reads a statement's rows as the driver streams them; resolves to their number. */
  read(sql: string): Promise<number>;
  close(): Promise<void>;
}

async function openDuckDb(): Promise<Driver> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  return {
    async read(sql) {
      let count = 0;
      for await (const rows of (await connection.stream(sql)).yieldRowObjects()) count += rows.length;
      return count;
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
    read: (sqlText) =>
      new Promise((resolve, reject) => {
        connection.execute({
          sqlText,
          streamResult: true,
          complete: (error, statement) => {
            if (error) return reject(error);
            let count = 0;
            statement
              .streamRows()
              .on('data', () => {
                count += 1;
              })
              .on('error', reject)
              .on('end', () => resolve(count));
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
    async read(query) {
      let count = 0;
      for await (const _ of client.createQueryStream({ query })) count += 1;
      return count;
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
