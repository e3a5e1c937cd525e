import { z } from 'zod';
import { cron, zone } from './schedule.ts';
import { columnName, duration, durationHours, slug, tablePath } from './shared.ts';

/** What happens to a run that is due while one is under way: it is left out, it waits, or it takes its place. */
const overlap = z.enum(['skip', 'queue', 'replace']).default('skip');

const interval = duration.refine((text) => durationHours(text) >= 1 / 60, 'must be a minute or more');

const after = z.union([
  z.literal('refresh'),
  /** After each of these syncs has run anew, whatever became of single rows. */
  z.strictObject({ syncs: z.array(slug).min(1) }),
  /** After a dbt run elsewhere in which these models succeeded: see `weft trigger dbt`. */
  z.strictObject({ dbt: z.array(z.string().min(1)).min(1) }),
]);

/** When a sync runs. */
export const when = z
  .union([
    z.literal('manual'),
    z.strictObject({ after }),
    z.strictObject({ cron, zone: zone.default('UTC'), overlap }),
    z.strictObject({ every: interval, overlap }),
  ])
  .default('manual');
export type When = z.infer<typeof when>;

/** The syncs after which one runs. */
export const precedingSyncs = ({ when: due }: { when: When }): string[] =>
  typeof due === 'object' && 'after' in due && due.after !== 'refresh' && 'syncs' in due.after
    ? due.after.syncs
    : [];

/** The dbt models after which one runs. */
export const precedingModels = ({ when: due }: { when: When }): string[] =>
  typeof due === 'object' && 'after' in due && due.after !== 'refresh' && 'dbt' in due.after
    ? due.after.dbt
    : [];

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as "22:30"');
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Hours in which nothing is sent: a run that is due waits, and one under way rests. Past midnight where `to` is earlier. */
export const blackout = z.strictObject({
  from: clock,
  to: clock,
  /** The days on which it begins; all by default. */
  days: z.array(z.enum(weekdays)).min(1).optional(),
  zone: zone.default('UTC'),
});
export type Blackout = z.infer<typeof blackout>;

/** How new the source must be: the newest value of a time column of it, or of another table. */
export const fresh = z.strictObject({ column: columnName, within: duration, table: tablePath.optional() });

const http = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .or(z.string().startsWith('${env:')),
  method: z.enum(['GET', 'POST', 'PUT']).default('POST'),
  headers: z.record(z.string().min(1), z.string()).default({}),
});

/** What is done before or after a run: a statement in the warehouse, or a request that tells of the run. */
const hook = z.union([z.strictObject({ sql: z.string().min(1) }), z.strictObject({ http })]);
export type Hook = z.infer<typeof hook>;

/** `before` must succeed for the run to begin; what fails `after` a run is told in it, and takes nothing back. */
export const hooks = z.strictObject({
  before: z.array(hook).default([]),
  after: z.array(hook).default([]),
});
