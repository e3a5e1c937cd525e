import type { Settings } from '../../settings.ts';
import { weftSchema } from '../dialect.ts';
import {
  attachOptions,
  catalogDsn,
  catalogEnvironment,
  type DuckLake,
  duckLake,
  extensionFolder,
  extensions,
  lakeDatabase,
} from './attach.ts';
import { isObjectStorage, objectStorage, storageSecret } from './object-storage.ts';

/** dbt's profile for the lake, and what its process needs in the environment; no secret is in the profile. */
export function dbtProfile(settings: Settings): {
  profile: Record<string, unknown>;
  environment: Record<string, string>;
} {
  const lake = duckLake(settings);
  const storage = dbtStorage(settings, lake);
  return {
    profile: {
      target: 'warehouse',
      outputs: {
        warehouse: {
          type: 'duckdb',
          path: ':memory:',
          database: lakeDatabase,
          schema: weftSchema,
          // Commits of one process must not meet; see WriteTurn. The engine itself uses every core.
          threads: 1,
          extensions: [...extensions],
          config_options: {
            extension_directory: extensionFolder(),
            autoinstall_known_extensions: false,
            autoload_known_extensions: false,
          },
          // A declaration's own SQL names tables as schema.table, as it does in Weft's sessions.
          settings: { TimeZone: 'UTC', ducklake_max_retry_count: 50, search_path: `${lakeDatabase}.main` },
          ...(storage.secret === undefined ? {} : { secrets: [storage.secret] }),
          attach: [
            {
              path: `ducklake:postgres:${catalogDsn(lake)}`,
              alias: lakeDatabase,
              is_ducklake: true,
              options: attachOptions(lake),
            },
          ],
        },
      },
    },
    environment: { ...catalogEnvironment(lake), ...storage.environment },
  };
}

/** The lake's storage where it is on S3, its secrets by reference to the environment. */
function dbtStorage(
  settings: Settings,
  lake: DuckLake,
): { secret?: Record<string, unknown>; environment: Record<string, string> } {
  if (!isObjectStorage(lake.dataPath)) return { environment: {} };
  const environment: Record<string, string> = {};
  const parameters = storageSecret(objectStorage(settings), lake, (variable, value) => {
    environment[variable] = value;
    return `{{ env_var('${variable}') }}`;
  });
  return { secret: { type: 's3', name: 'weft_storage', provider: 'config', ...parameters }, environment };
}
