import { sameValue } from '../../connectors/destinations/same-value.ts';
import { jsonText } from '../../connectors/destinations/values.ts';
import { parseFields } from '../run-sync/send/outgoing.ts';

/**
 * What a record that was found counts as: where it says all that would be sent, the very text that would be sent, so
 * that the next run finds nothing to do; else what was found, in the mapping's order.
 */
export function baselineRow(
  planned: string,
  found: Readonly<Record<string, unknown>>,
): { fields: string; same: boolean } {
  const fields = parseFields(planned);
  const same = Object.entries(fields).every(([name, value]) => sameValue(value, found[name]));
  if (same) return { fields: planned, same };
  const there = Object.keys(fields).map((name) => [name, found[name] ?? null]);
  return { fields: jsonText(Object.fromEntries(there)), same };
}
