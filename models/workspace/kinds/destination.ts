import { z } from 'zod';
import { described, slug } from './shared.ts';

/** A connection to a tool. What `config` holds is the destination type's own schema. */
export const destinationSchema = z.strictObject({
  kind: z.literal('destination'),
  ...described,
  type: slug,
  config: z.record(z.string(), z.unknown()).default({}),
});
export type Destination = z.infer<typeof destinationSchema>;
