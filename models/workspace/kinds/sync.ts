import { z } from 'zod';
import { cron, zone } from './schedule.ts';
import { columnName, described, slug, tablePath } from './shared.ts';

/** What carries rows from the warehouse to a destination, and when. */
export const syncSchema = z.strictObject({
  kind: z.literal('sync'),
  ...described,
  from: z.union([z.strictObject({ segment: slug }), z.strictObject({ table: tablePath })]),
  /** `destination` and `object`; the other keys are that object's own options. */
  to: z.looseObject({ destination: slug, object: slug }),
  /** `upsert` sends what is new or changed; `mirror` also removes what Weft sent and is gone. */
  mode: z.enum(['upsert', 'mirror']),
  /** The column whose value names a row at the destination. */
  key: columnName,
  /** Destination field → column, or a template such as `{{ traits.lifetime_value }}`. */
  map: z.record(z.string().min(1), z.string().min(1)),
  when: z
    .union([
      z.strictObject({ after: z.literal('refresh') }),
      z.strictObject({ cron, zone: zone.default('UTC') }),
      z.literal('manual'),
    ])
    .default('manual'),
  paused: z.boolean().default(false),
});
export type Sync = z.infer<typeof syncSchema>;
