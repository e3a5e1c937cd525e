import { z } from 'zod';
import type { Discovered } from '../define.ts';
import { parseJson } from '../exchange.ts';
import { readAs, refuseUnlessSuccess } from './answer.ts';
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
  const { results } = readAs(schemasSchema, client.config, parseJson(reply.text));
  return results.map(({ name, fullyQualifiedName, labels }) => ({
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
    const answer = await call(client, {
      ...{ method: 'POST' as const, path: '/crm/v3/lists/search', body, signal },
      reads: true,
    });
    const page = readAs(listsSchema, client.config, answer);
    found.push(
      ...page.lists.map(({ listId, name }) => ({
        object: 'list',
        options: { list: listId },
        title: name,
      })),
    );
    if (!page.hasMore || page.offset <= offset) return found;
    offset = page.offset;
  }
}

export async function discover(client: HubspotClient, signal: AbortSignal): Promise<Discovered[]> {
  return [...(await customObjects(client, signal)), ...(await staticLists(client, signal))];
}
