import type { ChannelSettings, Notice } from './define.ts';
import { sendEmail } from './email.ts';
import { sendPagerDuty } from './pagerduty.ts';
import { sendSlack } from './slack.ts';
import { sendWebhook } from './webhook.ts';

/**
 * Tells a channel; resolves to what came back, in words. Throws `AuthError` and `ConfigError` for what somebody must
 * mend, `RateLimited` and `Unavailable` for what may be tried again.
 */
export function sendNotice(settings: ChannelSettings, notice: Notice, signal: AbortSignal): Promise<string> {
  if ('email' in settings) return sendEmail(settings, notice, signal);
  if ('slack' in settings) return sendSlack(settings, notice, signal);
  if ('pagerduty' in settings) return sendPagerDuty(settings, notice, signal);
  return sendWebhook(settings, notice, signal);
}
