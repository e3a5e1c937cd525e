import { ConfigError } from '../../errors.ts';
import type { SyncMode } from '../define.ts';
import type { SalesforceClient } from './client.ts';
import { describe, type SObjectField } from './describe.ts';

/** The records that a sync keeps, and the field by which it knows them. */
export interface Target {
  type: string;
  match: SObjectField;
  fields: ReadonlyMap<string, SObjectField>;
}

export async function targetOf(
  client: SalesforceClient,
  options: { type: string; match: string },
  signal: AbortSignal,
): Promise<Target> {
  const fields = await describe(client, options.type, signal);
  const match = fields.get(options.match);
  if (match?.externalId || match?.idLookup) return { type: options.type, match, fields };
  const usable = [...fields.values()].filter((field) => field.externalId || field.idLookup);
  const found = match === undefined ? 'has no field' : 'cannot be matched by';
  throw new ConfigError(`${options.type} ${found} ${options.match}`, {
    mend: `Let \`match\` name an external id: ${usable.map(({ name }) => name).join(', ')}.`,
  });
}

/** Refuses what Salesforce's own ids cannot do: they are given by it to new records. */
export function refuseUnlessMatched({ match }: Target, mode: SyncMode): void {
  if (match.name !== 'Id' || mode === 'update') return;
  throw new ConfigError('records that are matched by Id can only be updated', {
    mend: 'Use `mode: update`, or let `match` name an external id.',
  });
}
