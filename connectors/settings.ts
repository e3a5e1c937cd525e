import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ConfigError } from './errors.ts';

/** The repository's root, wherever the process was started. */
export const projectRoot = resolve(
  process.env.WEFT_PROJECT_ROOT ?? join(dirname(fileURLToPath(import.meta.url)), '..'),
);

/**
 * What the wrapper installs and builds (Python, DuckDB's extensions, the workflow bundle): `.weft` in the
 * project, or `$WEFT_TOOLCHAIN`, so that several homes can share it. Absolute.
 */
export const toolchainFolder = (): string =>
  resolve(process.env.WEFT_TOOLCHAIN || join(projectRoot, '.weft'));

/** A program of the Python environment: `python`, `dbt`, `temporal`. */
export const pythonProgram = (name: string): string => join(toolchainFolder(), 'python', 'bin', name);

const port = z.coerce.number().int().min(0).max(65_535);

/**
 * What the environment may set. A port of 0 means "any free one"; a port that is unset starts from its
 * default and moves on where that is taken, one that is set is taken or refused.
 */
const environmentSchema = z.object({
  WEFT_HOME: z.string().min(1).optional(),
  WEFT_WORKSPACE: z.string().min(1).optional(),
  WEFT_HOST: z.string().min(1).default('127.0.0.1'),
  WEFT_WEB_PORT: port.optional(),
  WEFT_POSTGRES_PORT: port.optional(),
  WEFT_TEMPORAL_PORT: port.optional(),
  WEFT_TEMPORAL_UI_PORT: port.optional(),
  /** PostgreSQL of the control database; unset: the embedded one. */
  WEFT_CONTROL_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** `ducklake:postgres://…`, `snowflake://…` or `bigquery://…`, see `warehouseAddress`; unset: the embedded one. */
  WEFT_WAREHOUSE_URL: z
    .string()
    .regex(
      /^(ducklake:postgres(ql)?|snowflake|bigquery):\/\//,
      'must start with snowflake://, bigquery:// or ducklake:postgres://',
    )
    .optional(),
  /** The most memory that the embedded engine takes in one process, as `512MB` or `4GB`; unset: a quarter of the machine's. */
  WEFT_WAREHOUSE_MEMORY: z
    .string()
    .regex(/^[1-9]\d{0,5}\s?[MG]B$/, 'must be a size, as 512MB or 4GB')
    .optional(),
  /** Of Snowflake: a key pair, a password or an OAuth token; the first that is set is used. */
  SNOWFLAKE_PRIVATE_KEY_PATH: z.string().min(1).optional(),
  SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: z.string().min(1).optional(),
  SNOWFLAKE_PASSWORD: z.string().min(1).optional(),
  SNOWFLAKE_TOKEN: z.string().min(1).optional(),
  /** Of BigQuery: the key file of a service account, or an OAuth token; unset: Google's application-default credentials. */
  BIGQUERY_KEY_FILE: z.string().min(1).optional(),
  BIGQUERY_TOKEN: z.string().min(1).optional(),
  /** Of S3, for a DuckLake whose files are there: as Amazon's own tools read them. */
  AWS_ACCESS_KEY_ID: z.string().min(1).optional(),
  AWS_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  AWS_SESSION_TOKEN: z.string().min(1).optional(),
  AWS_REGION: z.string().min(1).optional(),
  AWS_DEFAULT_REGION: z.string().min(1).optional(),
  AWS_ENDPOINT_URL: z.url({ protocol: /^https?$/ }).optional(),
  AWS_ENDPOINT_URL_S3: z.url({ protocol: /^https?$/ }).optional(),
  /** `host:port` of a Temporal cluster; unset: the embedded one. */
  WEFT_TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^:/\s]+:\d+$/, 'must be host:port')
    .optional(),
  WEFT_TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  WEFT_TEMPORAL_API_KEY: z.string().min(1).optional(),
  /** Web UI of that cluster, for links. */
  WEFT_TEMPORAL_UI_URL: z.url().optional(),
  /** Comma-separated `host` or `host:port` that syncs may reach although they are private addresses. */
  WEFT_EGRESS_ALLOW: z.string().default(''),
  /** Where people reach the app, for links in alerts; unset: where the app listens. */
  WEFT_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** How often a chunk of a sync is tried while its destination is away, each time with tries of its own. */
  WEFT_SYNC_ATTEMPTS: z.coerce.number().int().min(1).max(1000).default(20),
  /** By which other systems may start syncs through the app's API; unset: they may not. */
  WEFT_API_TOKEN: z.string().min(16, 'must have 16 characters at least').optional(),
  /** What signs sessions and encrypts second factors; unset: made once for the home. Replicas of the app share it. */
  WEFT_SECRET: z.string().min(32, 'must have 32 characters at least').optional(),
  /** Single sign-on by OpenID Connect: the issuer's address and the client that it knows Weft by. */
  WEFT_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  WEFT_OIDC_CLIENT_ID: z.string().min(1).optional(),
  WEFT_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** What the button is called. */
  WEFT_OIDC_NAME: z.string().min(1).default('single sign-on'),
  /** Comma-separated domains whose people need no invitation, and the role that they get. */
  WEFT_OIDC_DOMAINS: z.string().default(''),
  WEFT_OIDC_ROLE: z.enum(['data_engineer', 'marketer', 'viewer']).default('viewer'),
  WEFT_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

/** The endpoints in force, as the supervisor wrote them when it started the embedded parts. */
export const endpointsSchema = z.object({
  postgres: z.object({ host: z.string(), port: z.number(), user: z.string() }).optional(),
  temporal: z.object({ address: z.string(), uiUrl: z.string().optional() }).optional(),
  web: z.object({ url: z.string() }).optional(),
});
export type Endpoints = z.infer<typeof endpointsSchema>;

export interface Settings {
  /** Runtime state: `.weft` in the project, or `$WEFT_HOME`. Absolute. */
  home: string;
  /** The folder of the workspace's YAML, absolute; `workspace` in the home by default. */
  workspaceFolder: string;
  env: z.infer<typeof environmentSchema>;
}

export function readSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Settings {
  // An empty variable is one that was not set: shells and CI systems write `X=` for "none".
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? 'environment');
    throw new ConfigError(`${name}: ${issue?.message ?? 'not valid'}`, {
      mend: `Correct the environment variable ${name}, or unset it to use the embedded part.`,
    });
  }
  const env = parsed.data;
  const home = resolve(env.WEFT_HOME ?? join(projectRoot, '.weft'));
  return { home, env, workspaceFolder: resolve(env.WEFT_WORKSPACE ?? join(home, 'workspace')) };
}

export const endpointsFile = (home: string): string => join(home, 'run', 'endpoints.json');

/** The embedded parts' endpoints, or none where nothing was ever started. */
export function readEndpoints(home: string): Endpoints {
  try {
    return endpointsSchema.parse(JSON.parse(readFileSync(endpointsFile(home), 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new ConfigError(`${endpointsFile(home)} cannot be read`, {
      mend: 'Stop Weft with `./weft down`, delete that file and start again.',
      cause: error,
    });
  }
}

/** A folder below the home, made if need be. */
export function homeFolder(settings: Settings, ...parts: string[]): string {
  const folder = join(settings.home, ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Where PostgreSQL is and who Weft is there. `passfile` is in libpq's format; it keeps the password out of arguments. */
export interface PostgresAddress {
  host: string;
  port: number;
  user: string;
  database: string;
  password: string;
  passfile?: string;
}

export const embeddedDatabases = { control: 'weft_control', catalog: 'weft_catalog' } as const;

/** Files of the embedded PostgreSQL, written by the supervisor at its first start. */
export const embeddedPostgres = (home: string) => ({
  data: join(home, 'postgres', 'data'),
  password: join(home, 'postgres', 'password'),
  passfile: join(home, 'postgres', 'pgpass'),
});

/** The embedded PostgreSQL's address, or a ConfigError where it was never started. */
export function embeddedAddress(settings: Settings, database: string): PostgresAddress {
  const postgres = readEndpoints(settings.home).postgres;
  if (!postgres) {
    throw new ConfigError('Weft is not running', {
      mend: 'Start it with `./weft up`, or set the URL of a server of your own.',
    });
  }
  const files = embeddedPostgres(settings.home);
  return {
    ...postgres,
    database,
    password: readFileSync(files.password, 'utf8').trim(),
    passfile: files.passfile,
  };
}

/** PostgreSQL of the control database: `WEFT_CONTROL_URL`, or the embedded one. */
export function controlAddress(settings: Settings): PostgresAddress {
  if (settings.env.WEFT_CONTROL_URL === undefined)
    return embeddedAddress(settings, embeddedDatabases.control);
  return parsePostgresUrl(settings.env.WEFT_CONTROL_URL);
}

export function parsePostgresUrl(text: string): PostgresAddress {
  const url = new URL(text);
  return {
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username || 'postgres'),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1) || 'postgres'),
  };
}
