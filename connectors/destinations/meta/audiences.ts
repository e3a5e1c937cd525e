import { z } from 'zod';
import { ConfigError } from '../../errors.ts';
import { askedOnce } from '../asked-once.ts';
import { ask, type MetaClient } from './client.ts';

const audienceSchema = z.looseObject({ id: z.string(), name: z.string(), subtype: z.string().optional() });
type Audience = z.infer<typeof audienceSchema>;

const pageSchema = z.looseObject({
  data: z.array(audienceSchema),
  paging: z
    .looseObject({ cursors: z.looseObject({ after: z.string() }).optional(), next: z.string().optional() })
    .optional(),
});

/** The audiences of the ad account that hold people of a customer list; only to these members can be sent. */
export async function listAudiences(client: MetaClient, signal: AbortSignal): Promise<Audience[]> {
  const found: Audience[] = [];
  let after: string | undefined;
  do {
    const page = await ask(client, {
      method: 'GET',
      path: `act_${client.config.ad_account_id}/customaudiences`,
      query: { fields: 'id,name,subtype', limit: '200', ...(after === undefined ? {} : { after }) },
      answer: pageSchema,
      signal,
    });
    found.push(...page.data);
    // An empty page may have a next one; only where `next` is missing is it the last.
    const next = page.paging?.next === undefined ? undefined : page.paging.cursors?.after;
    after = next === after ? undefined : next;
  } while (after !== undefined);
  return found.filter(({ subtype }) => subtype === undefined || subtype === 'CUSTOM');
}

export interface NamedAudience {
  audience_id?: string | undefined;
  audience?: string | undefined;
  customer_file_source: string;
}

/** The id of the audience that a sync sends to; one that is named is made where there is none of this name. */
export function audienceId(client: MetaClient, named: NamedAudience, signal: AbortSignal): Promise<string> {
  if (named.audience_id !== undefined) return Promise.resolve(named.audience_id);
  const name = named.audience ?? '';
  return askedOnce(client.audiences, name, () =>
    findOrCreate(client, name, named.customer_file_source, signal),
  );
}

async function findOrCreate(
  client: MetaClient,
  name: string,
  source: string,
  signal: AbortSignal,
): Promise<string> {
  const [found, another] = (await listAudiences(client, signal)).filter((audience) => audience.name === name);
  if (another) {
    throw new ConfigError(`the ad account has more than one audience named "${name}"`, {
      mend: `Name one of them by its id: \`audience_id: "${found?.id}"\` or "${another.id}".`,
    });
  }
  if (found) return found.id;
  const made = await ask(client, {
    method: 'POST',
    path: `act_${client.config.ad_account_id}/customaudiences`,
    body: { name, subtype: 'CUSTOM', customer_file_source: source, description: 'Kept by Weft.' },
    answer: z.looseObject({ id: z.string() }),
    signal,
  });
  return made.id;
}
