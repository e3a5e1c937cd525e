import { z } from 'zod';
import { ConfigError } from '../../errors.ts';
import { defineObject, isRemoval, type OutgoingRow } from '../define.ts';
import { templateText } from '../template.ts';
import { call, type SlackClient } from './client.ts';
import { compose } from './compose.ts';
import { channelFault, MessageFault } from './refusals.ts';

const defaultText = `*{{sync}}*: {{#if removed}}{{removed}} removed{{else}}{{written}} new or changed{{/if}}
{{#each rows}}• {{key}}
{{/each}}{{#if more}}and {{more}} more{{/if}}`;

const summaryOptions = z.strictObject({
  channel: z
    .string()
    .min(1)
    .describe('Where the messages go: the id of a channel or user, or the name of a public channel.'),
  text: templateText
    .default(defaultText)
    .describe(
      'Handlebars template in Slack’s mrkdwn; sees sync, run_id, written, removed, more and rows (key, operation, fields), all escaped.',
    ),
  blocks: templateText
    .optional()
    .describe(
      'Handlebars template of a JSON array of blocks; sees the same unescaped, and escaped as escaped.rows.',
    ),
  show: z
    .int()
    .min(0)
    .max(100)
    .default(10)
    .describe('How many rows `rows` has, the first ones of the batch.'),
});
type SummaryOptions = z.infer<typeof summaryOptions>;

/**
 * One message for each batch of a run, with counts and its first rows. No row is a message of its own: all of the
 * batch are accepted once it is posted, and what Slack says against it is never the fault of a row, which halving
 * would post again and again in part.
 */
export const summaryObject = defineObject<SlackClient, SummaryOptions>({
  slug: 'summary',
  title: 'Summary of a run',
  options: summaryOptions,
  modes: ['insert', 'update', 'upsert', 'mirror', 'audience', 'events'],
  batchSize: () => 50_000,
  concurrency: () => 1,
  async perform(rows, client, options, { sync, runId, signal }) {
    if (rows.length === 0) return [];
    const message = composed(options, { sync, run_id: runId, ...counted(rows, options.show) });
    const called = await call(client, 'chat.postMessage', { channel: options.channel, ...message }, signal);
    if (called.ok) return rows.map(() => ({ status: 'accepted' }));
    throw (
      channelFault(options.channel, called.refusal) ??
      new ConfigError(`Slack refused the summary: ${called.refusal.said}`, {
        mend: 'Check `text` and `blocks`, and let `show` be less where the message is too long.',
      })
    );
  },
});

function counted(rows: readonly OutgoingRow[], show: number) {
  const removed = rows.filter(isRemoval).length;
  return {
    written: rows.length - removed,
    removed,
    more: Math.max(0, rows.length - show),
    rows: rows.slice(0, show).map(({ key, operation, fields }) => ({ key, operation, fields })),
  };
}

function composed(options: SummaryOptions, seen: Record<string, unknown>) {
  try {
    return compose(options, seen);
  } catch (error) {
    if (!(error instanceof MessageFault)) throw error;
    throw new ConfigError(`the summary could not be made: ${error.message}`, {
      mend: error.mend ?? 'Check `text` and `blocks`, and let `show` be less where the message is too long.',
      cause: error,
    });
  }
}
