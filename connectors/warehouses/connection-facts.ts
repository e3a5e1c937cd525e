import { join } from 'node:path';
import type { Settings } from '../settings.ts';
import { type BigQueryAddress, type SnowflakeAddress, warehouseAddress } from './address.ts';

/** How Weft reaches its warehouse, for people: names and values in the order in which they read best. No secret. */
export interface ConnectionFacts {
  type: 'DuckLake' | 'Snowflake' | 'BigQuery';
  /** The embedded one of this home, or one of `WEFT_WAREHOUSE_URL`. */
  embedded: boolean;
  facts: { name: string; value: string }[];
}

/** Throws ConfigError where `WEFT_WAREHOUSE_URL` is wrong. */
export function connectionFacts(settings: Settings): ConnectionFacts {
  const address = warehouseAddress(settings);
  if (address?.type === 'snowflake') return of('Snowflake', snowflakeFacts(settings, address));
  if (address?.type === 'bigquery') return of('BigQuery', bigQueryFacts(settings, address));
  if (address === null) {
    return {
      ...of('DuckLake', { Catalogue: 'the embedded PostgreSQL', Files: join(settings.home, 'lake') }),
      embedded: true,
    };
  }
  const { catalog } = address;
  return of('DuckLake', {
    Catalogue: `${catalog.database} at ${catalog.host}:${catalog.port}, user ${catalog.user}`,
    Files: address.dataPath,
  });
}

const of = (type: ConnectionFacts['type'], facts: Record<string, string | undefined>): ConnectionFacts => ({
  type,
  embedded: false,
  facts: Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
});

function snowflakeFacts({ env }: Settings, address: SnowflakeAddress): Record<string, string | undefined> {
  const signIn = env.SNOWFLAKE_PRIVATE_KEY_PATH
    ? 'key pair, SNOWFLAKE_PRIVATE_KEY_PATH'
    : env.SNOWFLAKE_PASSWORD
      ? 'password, SNOWFLAKE_PASSWORD'
      : env.SNOWFLAKE_TOKEN
        ? 'OAuth token, SNOWFLAKE_TOKEN'
        : 'none is set';
  return {
    Account: address.account,
    User: address.user,
    'Signs in by': signIn,
    Role: address.role ?? "the user's default",
    Warehouse: address.warehouse ?? "the user's default",
    Database: address.database,
    'Writes to': `${address.database}.weft`,
    Address: address.accessUrl && hostOf(address.accessUrl),
  };
}

function bigQueryFacts({ env }: Settings, address: BigQueryAddress): Record<string, string | undefined> {
  const signIn = env.BIGQUERY_KEY_FILE
    ? 'service account, BIGQUERY_KEY_FILE'
    : env.BIGQUERY_TOKEN
      ? 'OAuth token, BIGQUERY_TOKEN'
      : "Google's application-default credentials";
  return {
    Project: address.project,
    Location: address.location,
    'Signs in by': signIn,
    'Writes to': `${address.project}.weft`,
    Priority: address.priority,
    'Most bytes a query': address.maximumBytesBilled ?? 'no limit in the URL',
    Address: address.apiEndpoint && hostOf(address.apiEndpoint),
  };
}

/** An address without what may be secret in it. */
const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : 'not a URL');
