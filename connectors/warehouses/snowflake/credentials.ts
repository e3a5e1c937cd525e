import { readFileSync } from 'node:fs';
import { ConfigError } from '../../errors.ts';
import type { Settings } from '../../settings.ts';
import { type SnowflakeAddress, warehouseAddress } from '../address.ts';

/** How a session logs in; the first of key pair, password and token that is set. */
export type Credentials =
  | { kind: 'key pair'; path: string; passphrase: string | undefined }
  | { kind: 'password'; password: string }
  | { kind: 'token'; token: string };

export interface SnowflakeLogin {
  address: SnowflakeAddress;
  credentials: Credentials;
}

/** The address and the credentials of the workspace's Snowflake, or a ConfigError with the variable to set. */
export function snowflakeLogin(settings: Settings): SnowflakeLogin {
  const address = warehouseAddress(settings);
  if (address?.type !== 'snowflake') throw new TypeError('the warehouse is no Snowflake');
  return { address, credentials: credentialsOf(settings) };
}

function credentialsOf({ env }: Settings): Credentials {
  if (env.SNOWFLAKE_PRIVATE_KEY_PATH !== undefined) {
    refuseUnreadable(env.SNOWFLAKE_PRIVATE_KEY_PATH);
    return {
      kind: 'key pair',
      path: env.SNOWFLAKE_PRIVATE_KEY_PATH,
      passphrase: env.SNOWFLAKE_PRIVATE_KEY_PASSPHRASE,
    };
  }
  if (env.SNOWFLAKE_PASSWORD !== undefined) return { kind: 'password', password: env.SNOWFLAKE_PASSWORD };
  if (env.SNOWFLAKE_TOKEN !== undefined) return { kind: 'token', token: env.SNOWFLAKE_TOKEN };
  throw new ConfigError('No credentials for Snowflake are set', {
    mend: 'Set SNOWFLAKE_PRIVATE_KEY_PATH (and SNOWFLAKE_PRIVATE_KEY_PASSPHRASE where the key has one), SNOWFLAKE_PASSWORD or SNOWFLAKE_TOKEN.',
  });
}

function refuseUnreadable(path: string): void {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`SNOWFLAKE_PRIVATE_KEY_PATH: ${path} cannot be read`, {
      mend: 'Write the path of the private key, and let the user who runs Weft read it.',
      cause,
    });
  }
  if (!/-----BEGIN (?:ENCRYPTED )?PRIVATE KEY-----/.test(text)) {
    throw new ConfigError(`SNOWFLAKE_PRIVATE_KEY_PATH: ${path} is no private key in PKCS #8`, {
      mend: 'Make one with: openssl genrsa 2048 | openssl pkcs8 -topk8 -inform PEM -out weft.p8',
    });
  }
}
