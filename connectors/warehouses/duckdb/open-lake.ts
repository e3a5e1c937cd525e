import { ConfigError } from '../../errors.ts';
import type { Settings } from '../../settings.ts';
import { warehouseAddress } from '../address.ts';
import type { Lake } from './connection.ts';

/** The workspace's warehouse where it is one that files and databases can be loaded into; a ConfigError where it is another. */
export async function openLake(settings: Settings): Promise<Lake> {
  refuseOtherWarehouse(settings);
  const { openDuckDb } = await import('./connection.ts');
  return openDuckDb(settings);
}

/** For a command to say so before it starts anything. */
export function refuseOtherWarehouse(settings: Settings): void {
  const type = warehouseAddress(settings)?.type ?? 'ducklake';
  if (type === 'ducklake') return;
  const name = { snowflake: 'Snowflake', bigquery: 'BigQuery' }[type];
  throw new ConfigError(
    `Weft loads data into the embedded warehouse or a DuckLake, and this one is ${name}`,
    {
      mend: `Load it with ${name}'s own tools and declare the table as a source, or unset WEFT_WAREHOUSE_URL to use the embedded warehouse.`,
    },
  );
}
