import type { Settings } from '../../settings.ts';
import {
  attachOptions,
  catalogDsn,
  catalogEnvironment,
  duckLake,
  extensionFolder,
  extensions,
  lakeDatabase,
} from './attach.ts';

/** dbt's profile for the lake, and what its process needs in the environment; no secret is in the profile. */
export function dbtProfile(settings: Settings): {
  profile: Record<string, unknown>;
  environment: Record<string, string>;
} {
  const lake = duckLake(settings);
  return {
    profile: {
      target: 'warehouse',
      outputs: {
        warehouse: {
          type: 'duckdb',
          path: ':memory:',
          database: lakeDatabase,
          schema: 'weft',
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
    environment: catalogEnvironment(lake),
  };
}
