import { z } from 'zod';
import { RateLimited, Unavailable } from '../../errors.ts';
import { defineObject, type OutgoingRow, type RowResult } from '../define.ts';
import { templateText } from '../template.ts';
import { call, type SlackClient } from './client.ts';
import { compose } from './compose.ts';
import { channelFault, MessageFault, rejected } from './refusals.ts';

const messageOptions = z
  .strictObject({
    channel: z
      .string()
      .min(1)
      .optional()
      .describe('The channel that all messages go to: its id, or the name of a public one.'),
    to: z
      .enum(['channel', 'user_by_email'])
      .optional()
      .describe(
        'Without `channel`, what the row’s key is: the id of a channel or user (or the name of a public channel), or the address of a member, who gets a direct message.',
      ),
    text: templateText
      .optional()
      .describe(
        'Handlebars template in Slack’s mrkdwn; sees row (key, operation, fields), sync and run_id, all escaped. Beside `blocks` it is the notification.',
      ),
    blocks: templateText
      .optional()
      .describe(
        'Handlebars template of a JSON array of Block Kit blocks; sees the same unescaped, and escaped for mrkdwn as escaped.row.',
      ),
  })
  .refine(({ channel, to }) => (channel === undefined) !== (to === undefined), {
    error: 'needs either `channel`, one for all messages, or `to`, which says what the key is',
  })
  .refine(({ text, blocks }) => text !== undefined || blocks !== undefined, {
    error: 'needs `text`, `blocks` or both',
  });
type MessageOptions = z.infer<typeof messageOptions>;

/**
 * Each row as one message. Slack has no idempotency key: what was posted and not acknowledged is posted again, so
 * a batch is one row, and nothing that was acknowledged can be concerned.
 */
export const messageObject = defineObject<SlackClient, MessageOptions>({
  slug: 'message',
  title: 'Message',
  options: messageOptions,
  modes: ['insert', 'events'],
  batchSize: () => 1,
  // One channel takes about a message a second; several at once would only be told to wait.
  concurrency: ({ channel }) => (channel === undefined ? 4 : 1),
  async perform(rows, client, options, context) {
    const results: RowResult[] = [];
    for (const row of rows) {
      try {
        results.push(await post(row, client, options, context));
      } catch (error) {
        const passing = error instanceof RateLimited || error instanceof Unavailable;
        if (results.length === 0 || !passing) throw error;
        // Those before it are posted: this one is tried again by itself.
        const afterMs = error instanceof RateLimited ? error.retryAfterMs : undefined;
        results.push({
          status: 'retry',
          reason: error.message,
          ...(afterMs === undefined ? {} : { afterMs }),
        });
      }
    }
    return results;
  },
});

async function post(
  row: OutgoingRow,
  client: SlackClient,
  options: MessageOptions,
  { sync, runId, signal }: { sync: string; runId: string; signal: AbortSignal },
): Promise<RowResult> {
  const { key, operation, fields } = row;
  try {
    const message = compose(options, { sync, run_id: runId, row: { key, operation, fields } });
    const channel = options.channel ?? (options.to === 'channel' ? key : await userOf(key, client, signal));
    const called = await call(client, 'chat.postMessage', { channel, ...message }, signal);
    if (called.ok) return { status: 'accepted' };
    if (options.channel !== undefined) {
      const fault = channelFault(options.channel, called.refusal);
      if (fault) throw fault;
    }
    return rejected(called.refusal);
  } catch (error) {
    if (!(error instanceof MessageFault)) throw error;
    return { status: 'rejected', reason: error.message, field: error.field };
  }
}

const lookupSchema = z.looseObject({
  user: z.looseObject({ id: z.string(), deleted: z.boolean().optional() }),
});

/** The id of the member with this address; a message to it is a direct one. */
async function userOf(email: string, client: SlackClient, signal: AbortSignal): Promise<string> {
  const known = client.users.get(email);
  if (known !== undefined) return known;
  const called = await call(client, 'users.lookupByEmail', { email }, signal);
  if (!called.ok)
    throw new MessageFault('email', `${called.refusal.said}: the workspace has no member with this address`);
  const found = lookupSchema.safeParse(called.answer);
  if (!found.success) {
    throw new Unavailable('Slack answered users.lookupByEmail without a user', {
      mend: 'It is tried again.',
    });
  }
  if (found.data.user.deleted) throw new MessageFault('email', 'the member with this address is deactivated');
  client.users.set(email, found.data.user.id);
  return found.data.user.id;
}
