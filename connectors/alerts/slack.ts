import { z } from 'zod';
import { parseJson, shown } from '../destinations/exchange.ts';
import { escapeText } from '../destinations/mrkdwn.ts';
import { secretsOfAddress } from '../destinations/secrets-of-address.ts';
import { AuthError, ConfigError, Unavailable } from '../errors.ts';
import type { Notice } from './define.ts';
import { postJson } from './post.ts';

interface SlackSettings {
  /** The address of an incoming webhook, or a bot token and a channel. */
  slack: string | { token: string; channel: string };
  api_url?: string | undefined;
}

const answerSchema = z.looseObject({ ok: z.boolean(), error: z.string().optional() });

/** The most characters of a section's text. */
const sectionLength = 3000;

/** Posts a notice; resolves to what Slack answered. */
export async function sendSlack(
  { slack, api_url: apiUrl = 'https://slack.com/api' }: SlackSettings,
  notice: Notice,
  signal: AbortSignal,
): Promise<string> {
  const message = messageOf(notice);
  if (typeof slack === 'string') {
    const secrets = [slack, ...secretsOfAddress(slack)];
    const reply = await postJson({ who: 'Slack', url: slack, body: message, secrets, signal });
    return shown(reply.text, secrets);
  }
  const { token, channel } = slack;
  const reply = await postJson({
    who: 'Slack',
    url: `${apiUrl.replace(/\/$/, '')}/chat.postMessage`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
    body: { channel, ...message },
    secrets: [token],
    signal,
  });
  const answer = answerSchema.safeParse(parseJson(reply.text));
  if (!answer.success)
    throw new Unavailable('Slack answered chat.postMessage with what cannot be read', {
      mend: 'It is tried again; if it stays, check `api_url`.',
    });
  if (answer.data.ok) return 'ok';
  const error = answer.data.error ?? 'no reason';
  const said = `Slack answered chat.postMessage with ${shown(error, [token])}`;
  if (/auth|token|scope|account_inactive/.test(error))
    throw new AuthError(said, { mend: 'Check the token, and that the app has the scope chat:write.' });
  if (/fatal_error|internal_error|ratelimited|timeout|unavailable/.test(error)) throw new Unavailable(said);
  throw new ConfigError(said, {
    mend: 'Check `channel`: a private one needs its id, and the app as a member.',
  });
}

const signs = { error: ':red_circle:', warning: ':large_orange_circle:', info: ':large_blue_circle:' };

function messageOf({ title, lines, mend, link, state, severity }: Notice) {
  const sign = state === 'normal' ? ':large_green_circle:' : signs[severity];
  const head = link === null ? `*${escapeText(title)}*` : `*<${link}|${escapeText(title)}>*`;
  const text = [
    `${sign} ${head}`,
    ...lines.map(escapeText),
    ...(mend === null ? [] : [`_What to do:_ ${escapeText(mend)}`]),
  ].join('\n');
  return {
    // Read by notifications and screen readers in place of the blocks.
    text: escapeText(title),
    unfurl_links: false,
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: cut(text) } }],
  };
}

const cut = (text: string): string =>
  text.length <= sectionLength ? text : `${text.slice(0, sectionLength - 1).toWellFormed()}…`;
