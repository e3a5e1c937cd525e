import { z } from 'zod';
import { filter } from './filter.ts';
import { described, slug } from './shared.ts';

/** Whether a person agreed to something: what their last row about it says. */
export const consentSchema = z.strictObject({
  kind: z.literal('consent'),
  ...described,
  /** An entity with a person and a time, or an event source. */
  from: slug,
  /** Which of its rows are about this consent. */
  where: filter.optional(),
  /** What the last of them says where the person agreed. */
  granted: filter.refine((given) => Object.keys(given).length > 0, 'needs at least one column'),
  /** What counts for a person of whom no row is known. */
  default: z.enum(['granted', 'denied']).default('denied'),
});
