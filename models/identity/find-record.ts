import { ConfigError } from '../../connectors/errors.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { nearest } from '../workspace/nearest.ts';
import type { RecordName } from './record-name.ts';

const members = `${weftSchema}.identity_members`;

/** Whether the last refresh resolved a record. */
export async function recordExists(warehouse: Warehouse, { source, key }: RecordName): Promise<boolean> {
  const { dialect } = warehouse;
  const rows = await warehouse.query(
    `select record_key from ${dialect.table(members)} where source = ${dialect.literal(source)} and record_key = ${dialect.literal(key)}`,
  );
  return rows.length > 0;
}

/** Keys of a source that someone may have meant: near in order, and of those near in writing. At most three. */
export async function nearKeys(warehouse: Warehouse, { source, key }: RecordName): Promise<string[]> {
  const { dialect } = warehouse;
  const [table, of, given] = [dialect.table(members), dialect.literal(source), dialect.literal(key)];
  const ask = async (condition: string, order: string) =>
    (
      await warehouse.query(
        `select record_key from ${table} where source = ${of} and ${condition} order by record_key ${order} limit 200`,
      )
    ).map((row) => String(row.record_key));
  const keys = new Set([
    ...(await ask(`lower(record_key) = lower(${given})`, 'asc')),
    ...(await ask(`record_key < ${given}`, 'desc')),
    ...(await ask(`record_key > ${given}`, 'asc')),
  ]);
  const near: string[] = [];
  while (near.length < 3) {
    const meant = nearest(key, keys);
    if (meant === undefined) break;
    near.push(meant);
    keys.delete(meant);
  }
  return near;
}

/** Throws ConfigError where no run has resolved identities yet. */
export async function requireResolved(warehouse: Warehouse): Promise<void> {
  if ((await warehouse.columns(members)).length > 0) return;
  throw new ConfigError('identities were never resolved here', { mend: 'Run `./weft run` first.' });
}
