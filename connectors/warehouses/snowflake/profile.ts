import type { Settings } from '../../settings.ts';
import { weftSchema } from '../dialect.ts';
import type { DbtProfile } from '../registry.ts';
import { statementOrigin } from '../statement-origin.ts';
import { type Credentials, snowflakeLogin } from './credentials.ts';

/** dbt hides the values of variables that start so. */
const secret = (name: string): string => `DBT_ENV_SECRET_${name}`;
const reference = (name: string): string => `{{ env_var('${secret(name)}') }}`;

/** dbt's profile for Snowflake; its secrets are in the environment, the profile names them. */
export function dbtProfile(settings: Settings): DbtProfile {
  const { address, credentials } = snowflakeLogin(settings);
  const { profile, environment } = signIn(credentials);
  return {
    profile: {
      target: 'warehouse',
      outputs: {
        warehouse: {
          type: 'snowflake',
          account: address.account,
          user: address.user,
          ...profile,
          database: address.database,
          schema: weftSchema,
          ...(address.warehouse === undefined ? {} : { warehouse: address.warehouse }),
          ...(address.role === undefined ? {} : { role: address.role }),
          ...place(address.accessUrl),
          threads: 4,
          query_tag: JSON.stringify(statementOrigin(settings)),
          client_session_keep_alive: false,
          connect_retries: 3,
          connect_timeout: 10,
          retry_on_database_errors: false,
        },
      },
    },
    environment,
  };
}

function signIn(credentials: Credentials): {
  profile: Record<string, string>;
  environment: Record<string, string>;
} {
  switch (credentials.kind) {
    case 'key pair':
      return {
        profile: {
          private_key_path: credentials.path,
          ...(credentials.passphrase === undefined
            ? {}
            : { private_key_passphrase: reference('SNOWFLAKE_PRIVATE_KEY_PASSPHRASE') }),
        },
        environment:
          credentials.passphrase === undefined
            ? {}
            : { [secret('SNOWFLAKE_PRIVATE_KEY_PASSPHRASE')]: credentials.passphrase },
      };
    case 'password':
      return {
        profile: { password: reference('SNOWFLAKE_PASSWORD') },
        environment: { [secret('SNOWFLAKE_PASSWORD')]: credentials.password },
      };
    case 'token':
      return {
        profile: { authenticator: 'oauth', token: reference('SNOWFLAKE_TOKEN') },
        environment: { [secret('SNOWFLAKE_TOKEN')]: credentials.token },
      };
  }
}

/** Where the account is reached by another address than its own. */
function place(accessUrl: string | undefined): Record<string, unknown> {
  if (accessUrl === undefined) return {};
  const url = new URL(accessUrl);
  const protocol = url.protocol.replace(':', '');
  return {
    host: url.hostname,
    port: Number(url.port || (protocol === 'http' ? 80 : 443)),
    protocol,
    // Without TLS there is no certificate whose revocation could be asked for.
    ...(protocol === 'http' ? { insecure_mode: true } : {}),
  };
}
