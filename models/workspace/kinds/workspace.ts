import { z } from 'zod';
import { alertChannel } from './alerts.ts';
import { byteSize } from './bytes.ts';
import { percent } from './percent.ts';
import { cron, zone } from './schedule.ts';
import { described, duration, slug } from './shared.ts';

/** What the warehouse may cost. What would go beyond is refused before it starts. */
const budget = z
  .strictObject({
    /** What one model of a refresh, one query of a person and one statement of the app may read. */
    bytes_per_query: byteSize.optional(),
    /** What all refreshes of a day may read; a day begins at midnight in the workspace's zone. */
    bytes_per_day: byteSize.optional(),
    /** What all refreshes of a day may use of Snowflake's credits. */
    credits_per_day: z
      .number()
      .refine((credits) => credits > 0, 'must be more than 0')
      .optional(),
  })
  .refine((given) => Object.keys(given).length > 0, 'names no limit');

/** By how many persons a size moves at least to be told, where nothing says otherwise. */
export const leastMoved = 50;

const alerts = z
  .strictObject({
    /** A refresh warns of a segment whose size moves by more than this share, and by at least so many persons. */
    swing: percent.optional(),
    at_least: z.int().min(1).default(leastMoved),
    /** Where alerts are told; without it they stand in the runs and in `weft alerts list`. */
    to: z.array(alertChannel).min(1).optional(),
  })
  .refine(({ swing, to }) => swing !== undefined || to !== undefined, 'needs `swing`, `to` or both');

/** The workspace as a whole; at most one. */
export const workspaceSchema = z.strictObject({
  kind: z.literal('workspace'),
  ...described,
  /** IANA zone of the schedules and of days in the app. */
  zone: zone.default('UTC'),
  /** When models are rebuilt; without it only on request. */
  refresh: z.strictObject({ cron }).optional(),
  budget: budget.optional(),
  alerts: alerts.optional(),
  /** How long what syncs sent is kept: the fields and answers of rows (90 days), and the rows themselves (3 years). */
  keep: z.strictObject({ payloads: duration.optional(), rows: duration.optional() }).optional(),
  /** Segments whose members are in no list: employees, those under legal hold. */
  exclude: z.array(slug).default([]),
});
export type WorkspaceResource = z.infer<typeof workspaceSchema>;
