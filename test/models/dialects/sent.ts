import type { WarehouseName } from '../../fixtures/warehouses.ts';
import { refusedBySqlGlot } from './sqlglot.ts';
import { ZetaSql } from './zetasql.ts';

/**
 * What strict parsers refuse of the statements that a warehouse was sent, from its start on; an emulator takes more
 * than its engine does.
 */
export async function refusedOf(name: WarehouseName, sent: readonly string[]): Promise<string[]> {
  // The embedded engine is the real one.
  if (name === 'ducklake') return [];
  if (name === 'snowflake') {
    return refusedBySqlGlot(
      {},
      sent.map((sql, index) => ({ name: `statement ${index + 1}`, makes: null, sql })),
    );
  }
  const zetasql = await ZetaSql.start();
  const refused: string[] = [];
  for (const sql of sent) await zetasql.check(sql).catch((error: Error) => refused.push(error.message));
  zetasql.stop();
  return refused;
}
