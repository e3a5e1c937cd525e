import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import type { IdentifierType } from '../workspace/kinds/identity.ts';
import { normalizerSteps, steppedText } from './normalize.ts';
import { identityTable } from './tables.ts';

/** The person who has a value of a type, however it is written: it is normalised as the models do. Null for nobody. */
export async function weftIdOf(
  warehouse: Warehouse,
  type: IdentifierType,
  value: string,
): Promise<string | null> {
  const { dialect } = warehouse;
  const typed = steppedText(dialect, value, { value: normalizerSteps(dialect, type, { fold: true }) });
  const [row] = await warehouse.query(
    `select l.weft_id from (${typed}) as n join ${identityTable(dialect, 'lookup')} as l on l.type = ${dialect.literal(type.type)} and l.value = n.value`,
  );
  return row === undefined ? null : String(row.weft_id);
}
