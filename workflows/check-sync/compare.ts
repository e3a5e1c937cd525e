import type { CallContext } from '../../connectors/destinations/define.ts';
import { sameValue } from '../../connectors/destinations/same-value.ts';
import { cellText } from '../../connectors/destinations/values.ts';
import { ConfigError } from '../../connectors/errors.ts';
import type { Sync } from '../../models/workspace/kinds/sync.ts';
import type { OpenDestination } from '../run-sync/destination.ts';

/** A row as Weft knows it to be at the destination. */
export interface KnownRow {
  key: string;
  weftId: string | null;
  fields: Record<string, unknown>;
}

/** What is otherwise at the destination than was acknowledged: a record that is gone, or one field of it. */
export interface Finding {
  key: string;
  weftId: string | null;
  finding: 'missing' | 'changed';
  field: string | null;
  expected: string | null;
  found: string | null;
}

/** The records of these keys as they are now. Throws ConfigError where the destination cannot be read. */
export async function readBack(
  open: OpenDestination,
  sync: Sync,
  keys: readonly string[],
  context: CallContext,
): Promise<Map<string, Record<string, unknown>>> {
  const { object, client, options } = open;
  if (!object.read) {
    throw new ConfigError(
      `sync ${sync.slug}: its destination cannot be read (${object.title.toLowerCase()})`,
      {
        mend: 'What it holds is known by its acknowledgements alone; a full run sends everything anew.',
      },
    );
  }
  return object.read(keys, Object.keys(sync.map), client, options, context);
}

/** What differs between rows as they were acknowledged and as they were found. */
export function compareRows(
  rows: readonly KnownRow[],
  found: ReadonlyMap<string, Record<string, unknown>>,
): Finding[] {
  return rows.flatMap(({ key, weftId, fields }): Finding[] => {
    const there = found.get(key);
    if (!there) return [{ key, weftId, finding: 'missing', field: null, expected: null, found: null }];
    return Object.entries(fields)
      .filter(([field, sent]) => !sameValue(sent, there[field]))
      .map(([field, sent]) => ({
        ...{ key, weftId, finding: 'changed' as const, field },
        ...{ expected: cellText(sent), found: cellText(there[field]) },
      }));
  });
}
