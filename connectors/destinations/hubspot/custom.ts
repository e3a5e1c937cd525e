import { z } from 'zod';
import { propertyName } from './config.ts';
import { recordObject } from './record-object.ts';

export const custom = recordObject({
  slug: 'custom',
  title: 'Records of another object',
  options: z.strictObject({
    type: z
      .string()
      .regex(/^[A-Za-z0-9_-]+$/)
      .describe('The object: its fully qualified name, as p123_subscriptions, or its id, as 2-4567 or 0-3.'),
    match: propertyName.describe('The property with unique values that records are known by.'),
  }),
  target: ({ type, match }) => ({ type, match }),
});
