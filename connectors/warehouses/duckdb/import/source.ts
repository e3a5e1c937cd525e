import { ConfigError } from '../../../errors.ts';
import { duckdbDialect } from '../dialect.ts';

const { literal } = duckdbDialect;

/** A database whose tables are imported. */
export interface Source {
  type: 'postgres' | 'mysql';
  host: string;
  port: number;
  user: string;
  database: string;
  /** Undefined: libpq's password file, or none. */
  password: string | undefined;
  /** Of the driver's own parameters those that a URL may set, such as `sslmode`. */
  options: Record<string, string>;
}

/** The name under which an importing instance attaches it. */
export const sourceDatabase = 'weft_source';

const kinds = {
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
  'mysql:': 'mysql',
  'mariadb:': 'mysql',
} as const;
const isKind = (protocol: string): protocol is keyof typeof kinds => protocol in kinds;

const forms =
  'Write postgres://USER@HOST:PORT/DATABASE or mysql://USER@HOST:PORT/DATABASE, the password in PGPASSWORD or MYSQL_PWD.';

const passwordVariable = { postgres: 'PGPASSWORD', mysql: 'MYSQL_PWD' } as const;

const known = {
  postgres: ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'connect_timeout', 'channel_binding', 'options'],
  mysql: ['ssl_mode', 'ssl_ca', 'ssl_cert', 'ssl_key'],
} as const;

/**
 * Reads `postgres://…` or `mysql://…`. A password in the URL goes before the one of the environment, which no
 * other user of the machine can see. Throws ConfigError with the part at fault, and never with the password.
 */
export function parseSource(
  text: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Source {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new ConfigError('The database to import from is no URL', { mend: forms });
  }
  if (!isKind(url.protocol)) {
    throw new ConfigError(`Weft does not import from ${url.protocol.replace(':', '')}`, { mend: forms });
  }
  const type = kinds[url.protocol];
  const database = decoded(url.pathname.replace(/^\//, ''));
  if (url.hostname === '' || url.username === '' || database === '' || database.includes('/')) {
    throw new ConfigError('The URL must name the user, the host and the database', { mend: forms });
  }
  const options: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (!known[type].some((each) => each === name)) {
      throw new ConfigError(`The URL has a parameter that is not known: ${name}`, {
        mend: `It takes ${known[type].join(', ')}.`,
      });
    }
    options[name] = value;
  }
  return {
    type,
    // The brackets of an IPv6 address belong to the URL.
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (type === 'postgres' ? 5432 : 3306)),
    user: decoded(url.username),
    database,
    password: decoded(url.password) || environment[passwordVariable[type]] || undefined,
    options,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ConfigError('The URL holds a % that is not followed by two hex digits', {
      mend: 'Write a % in a name or a password as %25, or set the password in PGPASSWORD or MYSQL_PWD.',
    });
  }
}

/** What the source is called in messages. */
export const sourceName = ({ type, host, port, database }: Source): string =>
  `${type === 'postgres' ? 'PostgreSQL' : 'MySQL'} database ${database} on ${host}:${port}`;

/** Statements that attach the source for reading alone. They hold the password: not for a log. */
export function attachSource(source: Source): string[] {
  const { type, host, port, user, database, password = '' } = source;
  const settings = {
    // By default the scanner makes a TINYINT(1) of 7 `true`, ends a query after five minutes, and lets the server buffer it.
    mysql: [
      `set global mysql_session_time_zone = '+00:00'`,
      'set global mysql_tinyint1_as_boolean = false',
      'set global mysql_bit1_as_boolean = false',
      'set global mysql_query_timeout_enabled = false',
      'set global mysql_sql_buffer_result = false',
    ],
    postgres: [],
  }[type];
  // Within a minute a server that is gone without a word is noticed.
  const standing: Record<Source['type'], Record<string, string>> = {
    mysql: {},
    postgres: {
      application_name: 'weft import',
      connect_timeout: '15',
      keepalives_idle: '20',
      keepalives_interval: '10',
      keepalives_count: '3',
      tcp_user_timeout: '60000',
    },
  };
  // An empty password, as none at all would be the one that this process has for the catalogue.
  const parameters = { host, port, user, database, password };
  const secret = Object.entries(parameters).map(([name, value]) => `${name} ${literal(value)}`);
  return [
    `load ${type}_scanner`,
    ...settings,
    `create temporary secret weft_source (type ${type}, ${secret.join(', ')})`,
    `attach ${literal(dsn(type, { ...standing[type], ...source.options }))} as ${sourceDatabase} (type ${type}, read_only, secret weft_source)`,
  ];
}

const dsn = (type: Source['type'], options: Record<string, string>): string =>
  Object.entries(options)
    .map(([name, value]) =>
      type === 'postgres'
        ? `${name}='${value.replace(/[\\']/g, '\\$&')}'`
        : `${name}="${value.replace(/[\\"]/g, '\\$&')}"`,
    )
    .join(' ');
