import { WarehouseError } from '../errors.ts';
import type { Row, Warehouse } from './connection.ts';

/** Credits of an hour by size, of standard warehouses: https://docs.snowflake.com/en/user-guide/cost-understanding-compute */
const creditsOfSize: Record<string, number> = {
  'X-Small': 1,
  Small: 2,
  Medium: 4,
  Large: 8,
  'X-Large': 16,
  '2X-Large': 32,
  '3X-Large': 64,
  '4X-Large': 128,
  '5X-Large': 256,
  '6X-Large': 512,
};

/**
 * Credits that an hour of the session's warehouse costs on Snowflake; null on engines that are billed otherwise,
 * and where Snowflake does not tell the warehouse's size.
 */
export async function creditsPerHour(warehouse: Warehouse): Promise<number | null> {
  if (warehouse.dialect.name !== 'snowflake') return null;
  try {
    const [current] = await warehouse.query('select current_warehouse() as warehouse');
    const name = String(current?.warehouse ?? '');
    const shown = await warehouse.query(`show warehouses like ${warehouse.dialect.literal(name)}`);
    // In the pattern of `like` an underscore is any character, so others may be found as well.
    const found = shown.find((row) => shownValue(row, 'name') === name);
    return (found && creditsOfSize[String(shownValue(found, 'size'))]) ?? null;
  } catch (error) {
    if (error instanceof WarehouseError && !error.retryable) return null;
    throw error;
  }
}

/** SHOW names its columns in lower case, which Weft writes in quotes. */
const shownValue = (row: Row, name: string) => row[`"${name}"`] ?? row[name];
