import { ConfigError } from '../errors.ts';
import { type PostgresAddress, parsePostgresUrl, type Settings } from '../settings.ts';

/** Snowflake: `snowflake://USER@ACCOUNT/DATABASE?warehouse=…&role=…`. Secrets come from `SNOWFLAKE_*` variables. */
export interface SnowflakeAddress {
  type: 'snowflake';
  /** `organization-account`. */
  account: string;
  user: string;
  /** The database in which Weft's schema is. */
  database: string;
  warehouse: string | undefined;
  role: string | undefined;
  /** Where the account is reached by a private link or a proxy: `https://host:port`. */
  accessUrl: string | undefined;
}

/** BigQuery: `bigquery://PROJECT?location=…`. Credentials come from `BIGQUERY_*` variables or Google's defaults. */
export interface BigQueryAddress {
  type: 'bigquery';
  /** The project in which Weft's dataset is and that pays for the queries. */
  project: string;
  location: string;
  priority: 'interactive' | 'batch';
  /** A query that would read more is refused by BigQuery. */
  maximumBytesBilled: string | undefined;
  /** Where the API is reached by a private endpoint: `https://host:port`. */
  apiEndpoint: string | undefined;
}

/** A DuckLake whose catalogue is in a PostgreSQL of one's own. */
export interface DuckLakeAddress {
  type: 'ducklake';
  catalog: PostgresAddress;
  /** A folder, or `s3://bucket/prefix/`. */
  dataPath: string;
}

export type WarehouseAddress = SnowflakeAddress | BigQueryAddress | DuckLakeAddress;

const fault = (message: string, mend: string): ConfigError =>
  new ConfigError(`WEFT_WAREHOUSE_URL ${message}`, { mend });

const forms = {
  snowflake: 'snowflake://USER@ORGANIZATION-ACCOUNT/DATABASE?warehouse=NAME&role=NAME',
  bigquery: 'bigquery://PROJECT?location=EU',
  ducklake: 'ducklake:postgres://USER:PASSWORD@HOST:PORT/DATABASE?data_path=/folder/',
};

/** The warehouse of `WEFT_WAREHOUSE_URL`; null: the embedded one. Throws ConfigError with the part at fault. */
export function warehouseAddress(settings: Settings): WarehouseAddress | null {
  const text = settings.env.WEFT_WAREHOUSE_URL;
  if (text === undefined) return null;
  if (text.startsWith('ducklake:')) return duckLakeAddress(text.slice('ducklake:'.length));
  const type = text.startsWith('snowflake:') ? 'snowflake' : 'bigquery';
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw fault('is not a URL', `Write it as ${forms[type]}`);
  }
  return type === 'snowflake' ? snowflakeAddress(url) : bigQueryAddress(url);
}

function duckLakeAddress(text: string): DuckLakeAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw fault('is not a URL', `Write it as ${forms.ducklake}`);
  }
  const dataPath = url.searchParams.get('data_path');
  if (!dataPath) {
    throw fault('names no data_path', 'Add ?data_path=/folder/ or ?data_path=s3://bucket/prefix/ to it.');
  }
  return { type: 'ducklake', catalog: parsePostgresUrl(text), dataPath };
}

/** A URL's parameters by name; an unknown one is a mistake that would otherwise be found at night. */
function parametersOf(url: URL, known: readonly string[]): Record<string, string | undefined> {
  for (const name of url.searchParams.keys()) {
    if (!known.includes(name)) {
      throw fault(`has a parameter that is not known: ${name}`, `It takes ${known.join(', ')}.`);
    }
  }
  return Object.fromEntries(known.map((name) => [name, url.searchParams.get(name) || undefined]));
}

function snowflakeAddress(url: URL): SnowflakeAddress {
  const given = parametersOf(url, ['warehouse', 'role', 'access_url']);
  if (url.password !== '') {
    throw fault('holds a password', 'Take it out and set SNOWFLAKE_PASSWORD, or better a key pair.');
  }
  const database = decodeURIComponent(url.pathname.replace(/^\/|\/$/g, ''));
  if (url.host === '' || url.username === '' || database === '' || database.includes('/'))
    throw fault('lacks the user, the account or the database', `Write it as ${forms.snowflake}`);
  return {
    type: 'snowflake',
    account: url.host.replace(/\.snowflakecomputing\.com$/, ''),
    user: decodeURIComponent(url.username),
    database,
    warehouse: given.warehouse,
    role: given.role,
    accessUrl: given.access_url,
  };
}

function bigQueryAddress(url: URL): BigQueryAddress {
  const given = parametersOf(url, ['location', 'priority', 'maximum_bytes_billed', 'api_endpoint']);
  if (url.host === '' || url.pathname.replace('/', '') !== '' || url.username !== '')
    throw fault('must name the project alone', `Write it as ${forms.bigquery}`);
  const priority = given.priority ?? 'interactive';
  if (priority !== 'interactive' && priority !== 'batch')
    throw fault(`has priority=${priority}`, 'Write interactive or batch.');
  if (given.maximum_bytes_billed !== undefined && !/^[1-9]\d*$/.test(given.maximum_bytes_billed))
    throw fault(`has maximum_bytes_billed=${given.maximum_bytes_billed}`, 'Write a number of bytes.');
  return {
    type: 'bigquery',
    project: url.host,
    location: given.location ?? 'US',
    priority,
    maximumBytesBilled: given.maximum_bytes_billed,
    apiEndpoint: given.api_endpoint,
  };
}
