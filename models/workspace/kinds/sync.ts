import { z } from 'zod';
import { syncAlert } from './alerts.ts';
import { keyValue, mapping, nullPolicies } from './mapping.ts';
import { percent } from './percent.ts';
import { described, duration, slug, tablePath } from './shared.ts';
import { blackout, fresh, hooks, when } from './sync-timing.ts';

/** Where the rows come from. */
const from = z.union([
  z.strictObject({ segment: slug }),
  z.strictObject({ list: slug }),
  z.strictObject({ table: tablePath }),
  /** An entity's rows. */
  z.strictObject({ entity: slug }),
  z.strictObject({ sql: z.string().min(1) }),
  /** Events of these names, or of all; of the last days alone, which bounds what a run reads. */
  z.strictObject({
    events: z.union([z.literal('all'), z.string().min(1), z.array(z.string().min(1)).min(1)]),
    within: duration.optional(),
  }),
]);

/** What a plan stops at until somebody approves it; of each the first run, which has nothing to compare with, is free. */
const breakers = z.strictObject({
  /** More than this share of what the destination holds would be removed. */
  removed_share: percent.optional(),
  /** The source has this share more or fewer rows than the destination holds. */
  size_change: percent.optional(),
  /** More than this share of the rows would empty a field that has a value there. */
  null_share: percent.optional(),
  /** The source has no row. */
  empty: z.boolean().optional(),
  /** More rows than this would be sent. */
  rows: z.int().min(1).optional(),
  /** The rows would cost more than `limit`, where the vendor charges `per_row` for each; both in the same currency. */
  cost: z.strictObject({ per_row: z.number().positive(), limit: z.number().positive() }).optional(),
});

/** What carries rows from the warehouse to a destination, and when. */
export const syncSchema = z.strictObject({
  kind: z.literal('sync'),
  ...described,
  from,
  /** `destination` and `object`; the other keys are that object's own options. */
  to: z.looseObject({ destination: slug, object: slug }),
  mode: z.enum(['insert', 'update', 'upsert', 'mirror', 'archive', 'audience', 'events']),
  /** What names a row at the destination, once made into what is sent. */
  key: keyValue,
  /** Destination field → column, a template such as `{{ traits.lifetime_value }}`, or either with what is made of it. */
  map: mapping,
  /** What a null does, where a field does not say so itself. */
  nulls: z.enum(nullPolicies).default('send'),
  /** Whether a first run sends what is there already, or only takes note of it. */
  first_run: z.enum(['send', 'record']).default('send'),
  stop_if: breakers.optional(),
  /** Whether each plan waits for somebody's approval, or those alone that a breaker stops; and how long it is good. */
  approval: z
    .strictObject({ every_run: z.boolean().default(false), within: duration.default('24 hours') })
    .default({ every_run: false, within: '24 hours' }),
  alert: syncAlert.optional(),
  when,
  blackout: z.array(blackout).default([]),
  /** A source that is older stops the run before anything is planned. */
  fresh: fresh.optional(),
  hooks: hooks.default({ before: [], after: [] }),
  paused: z.boolean().default(false),
});
export type Sync = z.infer<typeof syncSchema>;
