import { z } from 'zod';
import { parseJson, shown } from '../destinations/exchange.ts';
import type { Notice } from './define.ts';
import { postJson } from './post.ts';
import { bodyText } from './text.ts';

interface PagerDutySettings {
  /** The routing key of an integration. */
  pagerduty: string;
  url?: string | undefined;
}

const answerSchema = z.looseObject({ status: z.string(), message: z.string().optional() });

/** PagerDuty's limits, in characters. */
const longest = { dedupKey: 255, summary: 1024 };

/** Triggers or resolves an alert by the Events API v2; resolves to what it answered. A test is resolved at once. */
export async function sendPagerDuty(
  { pagerduty: key, url = 'https://events.pagerduty.com/v2/enqueue' }: PagerDutySettings,
  notice: Notice,
  signal: AbortSignal,
): Promise<string> {
  const post = (body: unknown) => postJson({ who: 'PagerDuty', url, body, secrets: [key], signal });
  const reply = await post(notice.state === 'normal' ? resolving(notice, key) : triggering(notice, key));
  if (notice.state === 'test') await post(resolving(notice, key));
  const answer = answerSchema.safeParse(parseJson(reply.text)).data;
  return shown(answer ? `${answer.status}: ${answer.message ?? ''}` : `${reply.status}`, [key]);
}

const named = ({ key }: Notice, routingKey: string) => ({
  routing_key: routingKey,
  dedup_key: key.slice(0, longest.dedupKey),
});

const resolving = (notice: Notice, routingKey: string) => ({
  ...named(notice, routingKey),
  event_action: 'resolve',
});

function triggering(notice: Notice, routingKey: string) {
  const { title, subject, kind, severity, at, link, lines, mend } = notice;
  return {
    ...named(notice, routingKey),
    event_action: 'trigger',
    client: 'Weft',
    ...(link === null ? {} : { client_url: link, links: [{ href: link, text: 'Open in Weft' }] }),
    payload: {
      summary: title.slice(0, longest.summary).toWellFormed(),
      source: 'weft',
      severity,
      timestamp: at.toISOString(),
      component: subject,
      class: kind,
      custom_details: { lines, mend, text: bodyText(notice) },
    },
  };
}
