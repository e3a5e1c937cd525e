import { z } from 'zod';
import { ConfigError } from '../../errors.ts';
import { askedOnce } from '../asked-once.ts';
import { defineObject, isRemoval, type RowResult } from '../define.ts';
import { readAs } from './answer.ts';
import { batchSize } from './batch.ts';
import { call, type HubspotClient } from './client.ts';
import { propertyName } from './config.ts';
import { findRecords } from './records.ts';
import { normaliseKey } from './values.ts';

const listOptions = z.strictObject({
  list: z.string().regex(/^\d+$/, 'must be the number of a list').describe('The id of a static list.'),
  match: propertyName
    .default('email')
    .describe('The property that members are known by: email, or one with unique values.'),
});

const listSchema = z.object({ list: z.object({ objectTypeId: z.string(), processingType: z.string() }) });

/** What a list's members are, which must be one whose members HubSpot does not choose itself. */
async function membersType(client: HubspotClient, list: string, signal: AbortSignal): Promise<string> {
  const path = `/crm/v3/lists/${list}`;
  const answer = await call(client, { method: 'GET', path, signal });
  const { processingType, objectTypeId } = readAs(listSchema, client.config, answer).list;
  if (processingType === 'DYNAMIC') {
    throw new ConfigError(`list ${list} is an active list, whose members HubSpot chooses by its filters`, {
      mend: 'Name a static list.',
    });
  }
  return objectTypeId;
}

const changedSchema = z.object({ recordIdsMissing: z.array(z.string()).catch([]) });

/** Membership of records that HubSpot knows: a list makes no contacts. */
export const list = defineObject<HubspotClient, z.infer<typeof listOptions>>({
  slug: 'list',
  title: 'Members of a static list',
  options: listOptions,
  modes: ['audience', 'insert'],
  batchSize: () => batchSize,
  async fields(_client, { match }) {
    return [{ name: match, type: match === 'email' ? 'email' : 'text', identity: true, required: true }];
  },
  async perform(rows, client, options, { signal }) {
    signal.throwIfAborted();
    const [first] = rows;
    if (first === undefined) return [];
    const { match } = options;
    const type = await askedOnce(client.lists, options.list, () => membersType(client, options.list, signal));
    const keys = rows.map(({ key }) => key);
    const found = await findRecords(keys, [], client, { type, match }, signal);
    const ids = [...new Set([...found.values()].map(({ id }) => id))];
    const adds = !isRemoval(first);
    const missing = new Set(ids.length === 0 ? [] : await change(client, options.list, adds, ids, signal));
    return rows.map(({ key }): RowResult => {
      const id = found.get(normaliseKey(key, match))?.id;
      if (id !== undefined && !missing.has(id)) return { status: 'accepted' };
      if (!adds) return { status: 'accepted', response: 'HubSpot had no such member' };
      // The contact may come by another sync, so that the next run can succeed.
      const reason = `HubSpot has no record with this ${match}, and a list takes only records that are there`;
      return { status: 'rejected', reason, field: match, transient: true };
    });
  },
});

/** The ids among those to add or remove that HubSpot does not know. */
async function change(
  client: HubspotClient,
  listId: string,
  adds: boolean,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const body = { recordIdsToAdd: adds ? ids : [], recordIdsToRemove: adds ? [] : ids };
  const path = `/crm/v3/lists/${listId}/memberships/add-and-remove`;
  const answer = await call(client, { method: 'PUT', path, body, signal });
  return readAs(changedSchema, client.config, answer).recordIdsMissing;
}
