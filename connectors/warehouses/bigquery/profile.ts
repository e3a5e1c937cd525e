import { ConfigError } from '../../errors.ts';
import type { Settings } from '../../settings.ts';
import { warehouseAddress } from '../address.ts';
import { weftSchema } from '../dialect.ts';
import type { DbtProfile } from '../registry.ts';

/** Masked by dbt in its logs, as every variable with this prefix. */
const tokenVariable = 'DBT_ENV_SECRET_BIGQUERY_TOKEN';

/** dbt's profile for BigQuery, and what its process needs in the environment; no secret is in the profile. */
export function dbtProfile(settings: Settings): DbtProfile {
  const address = warehouseAddress(settings);
  if (address?.type !== 'bigquery') {
    throw new ConfigError('WEFT_WAREHOUSE_URL is not that of a BigQuery project', {
      mend: 'Write it as bigquery://PROJECT?location=EU',
    });
  }
  const { BIGQUERY_TOKEN: token, BIGQUERY_KEY_FILE: keyFile } = settings.env;
  const signIn =
    token !== undefined
      ? { method: 'oauth-secrets', token: `{{ env_var('${tokenVariable}') }}` }
      : keyFile !== undefined
        ? { method: 'service-account', keyfile: keyFile }
        : { method: 'oauth' };
  return {
    profile: {
      target: 'warehouse',
      outputs: {
        warehouse: {
          type: 'bigquery',
          ...signIn,
          project: address.project,
          dataset: weftSchema,
          location: address.location,
          priority: address.priority,
          threads: 4,
          job_retries: 2,
          job_execution_timeout_seconds: 3600,
          ...(address.maximumBytesBilled === undefined
            ? {}
            : { maximum_bytes_billed: Number(address.maximumBytesBilled) }),
          ...(address.apiEndpoint === undefined ? {} : { api_endpoint: address.apiEndpoint }),
        },
      },
    },
    environment: token === undefined ? {} : { [tokenVariable]: token },
  };
}
