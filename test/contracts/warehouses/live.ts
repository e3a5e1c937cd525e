import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../../connectors/settings.ts';
import { warehouseAddress } from '../../../connectors/warehouses/address.ts';
import type { Engine } from './engine.ts';
import { natures } from './natures.ts';

const kinds = {
  snowflake: { variable: 'WEFT_TEST_SNOWFLAKE_URL', title: 'Snowflake itself', secrets: /^SNOWFLAKE_/ },
  bigquery: { variable: 'WEFT_TEST_BIGQUERY_URL', title: 'BigQuery itself', secrets: /^BIGQUERY_/ },
} as const;

/**
 * The service itself, where its variable holds a URL as `WEFT_WAREHOUSE_URL` does; the credentials are the
 * product's own variables. The run makes a schema of its own there, and drops it.
 */
export function liveEngines(type: keyof typeof kinds): Engine[] {
  const { variable, title, secrets } = kinds[type];
  const url = process.env[variable];
  if (!url) return [];
  const credentials = Object.fromEntries(Object.entries(process.env).filter(([name]) => secrets.test(name)));
  return [
    {
      title,
      type,
      nature: natures[type],
      gaps: [],
      async start() {
        const home = await mkdtemp(join(tmpdir(), 'weft-contract-'));
        const settings = readSettings({ ...credentials, WEFT_HOME: home, WEFT_WAREHOUSE_URL: url });
        const address = warehouseAddress(settings);
        if (address?.type !== type) throw new Error(`${variable} is no URL of ${type}`);
        return {
          settings,
          database: address.type === 'snowflake' ? address.database : address.project,
          secrets: [
            settings.env.SNOWFLAKE_PASSWORD,
            settings.env.SNOWFLAKE_TOKEN,
            settings.env.BIGQUERY_TOKEN,
          ].filter((secret) => secret !== undefined),
          stop: () => rm(home, { recursive: true, force: true }),
        };
      },
    },
  ];
}
