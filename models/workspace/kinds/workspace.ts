import { z } from 'zod';
import { cron, zone } from './schedule.ts';
import { described } from './shared.ts';

/** The workspace as a whole; at most one. */
export const workspaceSchema = z.strictObject({
  kind: z.literal('workspace'),
  ...described,
  /** IANA zone of the schedules and of days in the app. */
  zone: zone.default('UTC'),
  /** When models are rebuilt; without it only on request. */
  refresh: z.strictObject({ cron }).optional(),
});
