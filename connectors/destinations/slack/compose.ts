import { messageOf } from '../../errors.ts';
import { escapeText } from '../mrkdwn.ts';
import { templateOf } from '../template.ts';
import { MessageFault } from './refusals.ts';

/** Slack cuts a longer text off without a word (chat.postMessage, "Truncating content"). */
const longestText = 40_000;

export interface Templates {
  text?: string | undefined;
  blocks?: string | undefined;
}

/** All text in a value, however deep, escaped. */
export function escapedIn(value: unknown): unknown {
  if (typeof value === 'string') return escapeText(value);
  if (Array.isArray(value)) return value.map(escapedIn);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [escapeText(name), escapedIn(inner)]),
  );
}

/**
 * A message of its templates. The text sees all values escaped, so that none of them can mention or link; blocks
 * see them as they are, since a button's address must not be escaped, and escaped below `escaped`.
 * Throws `MessageFault` for what Slack would cut or not take.
 */
export function compose({ text, blocks }: Templates, seen: Record<string, unknown>): Record<string, string> {
  const safe = Object.fromEntries(Object.entries(seen).map(([name, value]) => [name, escapedIn(value)]));
  const message: Record<string, string> = {};
  if (text !== undefined) message.text = textOf(render('text', text, safe));
  if (blocks !== undefined) message.blocks = blocksOf(render('blocks', blocks, { ...seen, escaped: safe }));
  return message;
}

function textOf(text: string): string {
  const length = [...text].length;
  if (length <= longestText) return text;
  throw new MessageFault('text', `the text has ${length} characters, and Slack cuts it at ${longestText}`);
}

function render(part: keyof Templates, template: string, seen: Record<string, unknown>): string {
  try {
    return templateOf(template)(seen);
  } catch (error) {
    const [line = ''] = messageOf(error).split('\n');
    throw new MessageFault(part, `the ${part} could not be made: ${line.trim()}`, { cause: error });
  }
}

function blocksOf(text: string): string {
  let made: unknown;
  try {
    made = JSON.parse(text);
  } catch (error) {
    throw new MessageFault('blocks', `the blocks are not valid JSON: ${messageOf(error)}`, {
      mend: 'Write values into the template with the json helper, as in {{json row.fields.email}}.',
      cause: error,
    });
  }
  if (Array.isArray(made)) return text;
  throw new MessageFault('blocks', 'the blocks are not a JSON array, as in [{"type": "section", …}]');
}
