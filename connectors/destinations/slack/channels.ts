import { z } from 'zod';
import { AuthError, Unavailable } from '../../errors.ts';
import type { Discovered } from '../define.ts';
import { call, type SlackClient } from './client.ts';

const pageSchema = z.looseObject({
  channels: z.array(z.looseObject({ id: z.string(), name: z.string(), is_member: z.boolean().optional() })),
});

/** Slack recommends no more than 200 a page, and may give fewer while there are more. */
const pageSize = '200';

/** The channels that the app sees, those it is a member of first. */
export async function channels(client: SlackClient, signal: AbortSignal): Promise<Discovered[]> {
  const found: z.infer<typeof pageSchema>['channels'] = [];
  let cursor = '';
  do {
    const given = {
      types: 'public_channel,private_channel',
      exclude_archived: 'true',
      limit: pageSize,
      ...(cursor === '' ? {} : { cursor }),
    };
    const called = await call(client, 'conversations.list', given, signal);
    if (!called.ok) {
      throw new AuthError(`Slack does not list channels: ${called.refusal.said}`, {
        mend: 'Give the app the scopes channels:read and groups:read.',
      });
    }
    const page = pageSchema.safeParse(called.answer);
    if (!page.success) throw new Unavailable('Slack answered conversations.list without channels');
    found.push(...page.data.channels);
    const next = called.answer.response_metadata?.next_cursor ?? '';
    // A proxy that repeats one answer would be asked for ever.
    cursor = next === cursor ? '' : next;
  } while (cursor !== '');
  return found
    .sort((a, b) => Number(b.is_member ?? false) - Number(a.is_member ?? false) || (a.name < b.name ? -1 : 1))
    .flatMap(({ id, name }) =>
      ['message', 'summary'].map((object) => ({ object, options: { channel: id }, title: `#${name}` })),
    );
}
