import { z } from 'zod';
import { traitKindOf } from './kind.ts';

/**
 * A statement of the data team's own that gives `weft_id` and `value`, one row for a person. `{events}`, `{profiles}`,
 * `{identity_members}` and `{entity_SLUG}` in it are Weft's tables.
 */
export const sql = traitKindOf({
  schema: z.string().min(1),
  reads: 'persons',
  outputs: () => [{ suffix: '', kind: null, description: '' }],
});
