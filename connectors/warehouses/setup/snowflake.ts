import { ConfigError } from '../../errors.ts';
import { weftSchema } from '../dialect.ts';
import { snowflakeDialect } from '../snowflake/dialect.ts';
import { oneLine, type Setup, type SetupStep, sourceParts } from './setup.ts';

export interface SnowflakeSetup {
  user: string;
  role: string;
  warehouse: string;
  database: string;
  /** `schema` in that database, or `database.schema`. */
  sources: readonly string[];
  /** Credits a month after which the warehouse is suspended. */
  credits: number;
  /** `organization-account`; without it the URL has a place for it. */
  account?: string | undefined;
  /** In PEM; without it the statement has a place for it. */
  publicKey?: string | undefined;
}

const { ident, literal } = snowflakeDialect;

/** A statement of Weft that runs longer is ended by Snowflake. */
const longestStatementSeconds = 4 * 3600;

/** Statements that give Weft a user, a role, a warehouse of its own and nothing else but reading the sources. */
export function snowflakeSetup(options: SnowflakeSetup): Setup {
  for (const name of ['user', 'role', 'warehouse', 'database'] as const) oneLine(`--${name}`, options[name]);
  const role = ident(options.role);
  const user = ident(options.user);
  const warehouse = ident(options.warehouse);
  const database = ident(options.database);
  const own = `${database}.${ident(weftSchema)}`;
  const monitor = ident(`${snowflakeDialect.storedName(options.warehouse)}_MONTHLY`);
  const steps: SetupStep[] = [
    {
      purpose: 'A role for Weft; administrators inherit it, so that they see what it makes',
      commands: [
        'use role accountadmin',
        `create role if not exists ${role}`,
        `grant role ${role} to role sysadmin`,
      ],
    },
    {
      purpose: `A warehouse of its own, asleep when idle, with a limit of ${options.credits} credits a month`,
      commands: [
        `create warehouse if not exists ${warehouse} warehouse_size = 'XSMALL' auto_suspend = 60 auto_resume = true ` +
          `initially_suspended = true statement_timeout_in_seconds = ${longestStatementSeconds}`,
        `create resource monitor if not exists ${monitor} with credit_quota = ${options.credits} frequency = monthly ` +
          'start_timestamp = immediately triggers on 80 percent do notify on 100 percent do suspend',
        `alter warehouse ${warehouse} set resource_monitor = ${monitor}`,
        `grant usage on warehouse ${warehouse} to role ${role}`,
      ],
    },
    {
      purpose: 'The one schema that Weft writes to, which its role owns',
      commands: [
        `create database if not exists ${database}`,
        `grant usage on database ${database} to role ${role}`,
        `create schema if not exists ${own}`,
        `grant ownership on schema ${own} to role ${role} copy current grants`,
      ],
    },
    ...options.sources.map((source) => readSource(source, options)),
    {
      purpose: 'A user without a password, who signs in with a key pair',
      commands: [
        `create user if not exists ${user} type = service`,
        `alter user ${user} set rsa_public_key = ${literal(keyText(options.publicKey))} default_role = ${role} ` +
          `default_warehouse = ${warehouse} timezone = 'UTC'`,
        `grant role ${role} to user ${user}`,
      ],
    },
  ];
  return {
    language: 'SQL',
    runAs: 'ACCOUNTADMIN, in a worksheet or with snow sql',
    steps,
    environment: {
      WEFT_WAREHOUSE_URL: urlOf(options),
      SNOWFLAKE_PRIVATE_KEY_PATH: '/path/to/weft_key.p8',
    },
  };
}

function readSource(source: string, options: SnowflakeSetup): SetupStep {
  const [database, schema] = sourceParts(source, options.database);
  const role = ident(options.role);
  const path = `${ident(database)}.${ident(schema)}`;
  const grants = ['all tables', 'future tables', 'all views', 'future views'].map(
    (objects) => `grant select on ${objects} in schema ${path} to role ${role}`,
  );
  return {
    purpose: `Reading ${database}.${schema}, what it holds and what will be added`,
    commands: [
      // The database of Weft's own schema is granted with it.
      ...(ident(database) === ident(options.database)
        ? []
        : [`grant usage on database ${ident(database)} to role ${role}`]),
      `grant usage on schema ${path} to role ${role}`,
      ...grants,
    ],
  };
}

/** The key as Snowflake takes it: the base64 of a PEM file without its first and last line. */
function keyText(pem: string | undefined): string {
  if (pem === undefined) return '<the public key, without its first and last line>';
  const [, base64] =
    /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(pem.trim()) ?? [];
  if (base64 === undefined) {
    throw new ConfigError('--public-key is not a public key in PEM', {
      mend: 'Make it of the private key: openssl rsa -in weft_key.p8 -pubout -out weft_key.pub',
    });
  }
  return base64.replace(/\s/g, '');
}

function urlOf({ account, user, database, warehouse, role }: SnowflakeSetup): string {
  if (account !== undefined && !/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(account)) {
    throw new ConfigError(`--account ${account} is not an account`, {
      mend: "Write organization-account, as in the account's address before .snowflakecomputing.com.",
    });
  }
  const query = new URLSearchParams({ warehouse: shown(warehouse), role: shown(role) });
  return `snowflake://${encodeURIComponent(shown(user))}@${account ?? 'ORGANIZATION-ACCOUNT'}/${encodeURIComponent(shown(database))}?${query}`;
}

/** A plain name as Snowflake itself shows it. */
const shown = (name: string): string => (/^[a-z_]/.test(name) ? snowflakeDialect.storedName(name) : name);
