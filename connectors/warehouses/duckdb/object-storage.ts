import { ConfigError } from '../../errors.ts';
import type { Settings } from '../../settings.ts';
import type { DuckLake } from './attach.ts';
import { duckdbDialect } from './dialect.ts';

const { literal } = duckdbDialect;

/** S3 or a storage that speaks its protocol, as the `AWS_*` variables describe it. */
export interface ObjectStorage {
  region: string;
  /** `host:port` of a storage other than Amazon S3. */
  endpoint: string | undefined;
  ssl: boolean;
  /** Undefined: what is read is open to all. */
  keyId: string | undefined;
  secret: string | undefined;
  sessionToken: string | undefined;
}

export const isObjectStorage = (path: string): boolean => path.startsWith('s3://');

/** The storage of the environment. Throws ConfigError where a part of it is missing. */
export function objectStorage({ env }: Settings): ObjectStorage {
  const url = env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL;
  const endpoint = url === undefined ? undefined : new URL(url);
  const [keyId, secret] = [env.AWS_ACCESS_KEY_ID, env.AWS_SECRET_ACCESS_KEY];
  if ((keyId === undefined) !== (secret === undefined)) {
    const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
    const [set, unset] = keyId === undefined ? names.reverse() : names;
    throw new ConfigError(`${set} is set and ${unset} is not`, { mend: `Set ${unset} as well.` });
  }
  return {
    region: env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1',
    // A path behind the host is no part of what the engine takes for an endpoint.
    endpoint: endpoint?.host,
    ssl: endpoint?.protocol !== 'http:',
    keyId,
    secret,
    sessionToken: keyId === undefined ? undefined : env.AWS_SESSION_TOKEN,
  };
}

/** The parameters of the engine's secret. Each part that is secret is written as `secret` gives it. */
export function storageSecret(
  storage: ObjectStorage,
  lake: DuckLake,
  secret: (variable: string, value: string) => string,
): Record<string, string | boolean> {
  const written = (variable: string, value: string | undefined) =>
    value === undefined ? undefined : secret(variable, value);
  const parameters = {
    region: storage.region,
    endpoint: storage.endpoint,
    use_ssl: storage.ssl,
    // A bucket's name in the host needs a certificate and a name server that most such storages lack.
    url_style: storage.endpoint === undefined ? 'vhost' : 'path',
    scope: lake.dataPath,
    key_id: written('AWS_ACCESS_KEY_ID', storage.keyId),
    secret: written('AWS_SECRET_ACCESS_KEY', storage.secret),
    session_token: written('AWS_SESSION_TOKEN', storage.sessionToken),
  };
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Statements that let an instance reach the lake's files where they are on S3. They hold secrets: not for a log. */
export function lakeStorageStatements(settings: Settings, lake: DuckLake): string[] {
  if (!isObjectStorage(lake.dataPath)) return [];
  const parameters = storageSecret(objectStorage(settings), lake, (_variable, value) => value);
  const list = Object.entries(parameters).map(([name, value]) => `${name} ${literal(value)}`);
  return [`create temporary secret weft_storage (type s3, provider config, ${list.join(', ')})`];
}
