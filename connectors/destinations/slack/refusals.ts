import { ConfigError, RowRejected } from '../../errors.ts';
import type { RowResult } from '../define.ts';
import type { Refusal } from './client.ts';

/** A message that cannot be sent, and the part of it at fault. */
export class MessageFault extends RowRejected {
  readonly field: 'text' | 'blocks' | 'email';

  constructor(field: MessageFault['field'], message: string, options?: { mend?: string; cause?: unknown }) {
    super(message, options);
    this.field = field;
  }
}

/** Refusals that concern where a message goes, whatever it says. */
const ofChannel: Record<string, string> = {
  channel_not_found: 'Check `channel`: a private channel needs its id, and the app as a member.',
  not_in_channel: 'Invite the app into the channel, or give it the scope chat:write.public.',
  is_archived: 'Unarchive the channel, or name another.',
  ekm_access_denied: 'Ask the workspace’s administrators to let the app write there.',
  messages_tab_disabled: 'Turn the Messages tab on among the app’s features.',
  restricted_action: 'Ask the workspace’s administrators to let the app write there.',
  restricted_action_read_only_channel: 'Name a channel that apps may write to.',
  restricted_action_thread_only_channel: 'Name a channel that takes messages outside threads.',
};

const ofText = new Set(['msg_too_long', 'no_text']);
const ofBlocks = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'too_many_contact_cards',
]);

/** Why one row was refused, with the part of the message at fault. */
export function rejected({ error, said }: Refusal): RowResult {
  const field = fieldOf(error);
  return { status: 'rejected', reason: said, ...(field === undefined ? {} : { field }) };
}

function fieldOf(error: string): string | undefined {
  if (Object.hasOwn(ofChannel, error)) return 'channel';
  if (ofText.has(error)) return 'text';
  return ofBlocks.has(error) ? 'blocks' : undefined;
}

/** A refusal of a channel that the sync itself names: it is no row's fault. */
export function channelFault(channel: string, { error, said }: Refusal): ConfigError | undefined {
  const mend = Object.hasOwn(ofChannel, error) ? ofChannel[error] : undefined;
  return mend === undefined
    ? undefined
    : new ConfigError(`Slack takes no message in the channel "${channel}": ${said}`, { mend });
}
