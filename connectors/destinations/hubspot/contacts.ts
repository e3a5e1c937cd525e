import { z } from 'zod';
import { propertyName } from './config.ts';
import { recordObject } from './record-object.ts';

export const contacts = recordObject({
  slug: 'contacts',
  title: 'Contacts',
  options: z.strictObject({
    match: propertyName
      .default('email')
      .describe('The property that contacts are known by: email, or one with unique values.'),
  }),
  target: ({ match }) => ({ type: 'contacts', match }),
});
