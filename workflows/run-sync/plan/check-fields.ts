import type { CallContext, Field } from '../../../connectors/destinations/define.ts';
import { ConfigError } from '../../../connectors/errors.ts';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import { nearest } from '../../../models/workspace/nearest.ts';
import type { OpenDestination } from '../destination.ts';

/**
 * Compares a mapping with the fields that the destination has now, where it tells them. Throws ConfigError before
 * anything is sent: a field that is gone would be every row's fault, and no row shall count as refused for it.
 */
export async function checkFields(sync: Sync, open: OpenDestination, context: CallContext): Promise<void> {
  const { object, client, options } = open;
  if (!object.fields) return;
  const known = await object.fields(client, options, context);
  const names = known.map(({ name }) => name);
  const place = `${sync.to.destination}, ${object.title.toLowerCase()}`;
  for (const field of Object.keys(sync.map)) {
    if (names.includes(field)) continue;
    const meant = nearest(field, names);
    throw new ConfigError(`sync ${sync.slug}: the destination (${place}) has no field ${field}`, {
      mend: `${meant === undefined ? '' : `Did you mean ${meant}? `}Correct \`map\`, or make the field there.`,
    });
  }
  if (sync.mode === 'update') return;
  const lacking = known.filter((field) => mustBeMapped(field) && !Object.hasOwn(sync.map, field.name));
  if (lacking.length === 0) return;
  throw new ConfigError(
    `sync ${sync.slug}: the destination (${place}) makes no new record without ${lacking.map(({ name }) => name).join(', ')}`,
    { mend: 'Map these fields, or use `mode: update` if records are only to be changed.' },
  );
}

const mustBeMapped = ({ required, identity }: Field): boolean => required === true && identity !== true;
