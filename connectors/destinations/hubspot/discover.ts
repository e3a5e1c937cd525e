import { z } from 'zod';
import type { Discovered } from '../define.ts';
import { parseJson } from '../exchange.ts';
import { refuseUnlessSuccess, unreadable } from './answer.ts';
import { ask, call, type HubspotClient } from './client.ts';

const schemasSchema = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      fullyQualifiedName: z.string(),
      labels: z.object({ plural: z.string().optional() }).catch({}),
    }),
  ),
});

const listsSchema = z.object({
  lists: z.array(z.object({ listId: z.string(), name: z.string() })),
  hasMore: z.boolean(),
  offset: z.int(),
});

/** The account's custom objects; none for a token that may not read them, or a plan without them. */
async function customObjects(client: HubspotClient, signal: AbortSignal): Promise<Discovered[]> {
  const reply = await ask(client, { method: 'GET', path: '/crm/v3/schemas', signal });
  if (reply.status === 403) return [];
  refuseUnlessSuccess(client.config, reply);
  const parsed = schemasSchema.safeParse(parseJson(reply.text));
  if (!parsed.success) throw unreadable(client.config, z.prettifyError(parsed.error));
  return parsed.data.results.map(({ name, fullyQualifiedName, labels }) => ({
    object: 'custom',
    options: { type: fullyQualifiedName },
    title: labels.plural ?? name,
  }));
}

const pageSize = 500;

async function staticLists(client: HubspotClient, signal: AbortSignal): Promise<Discovered[]> {
  const found: Discovered[] = [];
  for (let offset = 0; ; ) {
    const body = { processingTypes: ['MANUAL', 'SNAPSHOT'], count: pageSize, offset };
    const answer = await call(client, { method: 'POST', path: '/crm/v3/lists/search', body, signal });
    const parsed = listsSchema.safeParse(answer);
    if (!parsed.success) throw unreadable(client.config, z.prettifyError(parsed.error));
    found.push(
      ...parsed.data.lists.map(({ listId, name }) => ({
        object: 'list',
        options: { list: listId },
        title: name,
      })),
    );
    if (!parsed.data.hasMore || parsed.data.offset <= offset) return found;
    offset = parsed.data.offset;
  }
}

export async function discover(client: HubspotClient, signal: AbortSignal): Promise<Discovered[]> {
  return [...(await customObjects(client, signal)), ...(await staticLists(client, signal))];
}
