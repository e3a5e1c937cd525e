import { z } from 'zod';
import { mappingFault, readAs } from './answer.ts';
import { type SalesforceClient, withConnection } from './client.ts';
import { queriesOf } from './soql.ts';
import type { Target } from './target.ts';
import { normaliseKey } from './values.ts';

const pageSchema = z.object({
  records: z.array(z.looseObject({ Id: z.string() })),
  done: z.boolean(),
  nextRecordsUrl: z.string().optional(),
});
type Found = z.infer<typeof pageSchema>['records'][number];

/** The records that have these keys, by key as Salesforce tells keys apart; several where the field is not unique. */
export async function findRecords(
  keys: readonly string[],
  names: readonly string[],
  client: SalesforceClient,
  { type, match, fields }: Target,
  signal: AbortSignal,
): Promise<Map<string, Found[]>> {
  const unknown = names.filter((name) => !fields.has(name));
  if (unknown.length > 0) throw mappingFault(`${type} has no ${unknown.join(', ')}`);
  const wanted = new Map(keys.map((key) => [normaliseKey(key, match), key]));
  const found = new Map<string, Found[]>();
  for (const query of queriesOf(
    type,
    match,
    [...wanted.values()],
    [...new Set(['Id', match.name, ...names])],
  )) {
    let next: string | undefined = `/query?q=${encodeURIComponent(query)}`;
    while (next !== undefined) {
      const page: z.infer<typeof pageSchema> = await pageOf(client, next, signal);
      for (const record of page.records) {
        const key = normaliseKey(String(record[match.name]), match);
        found.set(key, [...(found.get(key) ?? []), record]);
      }
      next = page.done ? undefined : page.nextRecordsUrl;
    }
  }
  return found;
}

async function pageOf(client: SalesforceClient, url: string, signal: AbortSignal) {
  const answer: unknown = await withConnection(client, signal, (connection) => connection.request(url));
  return readAs(pageSchema, answer);
}
