import { z } from 'zod';
import { propertyName } from './config.ts';
import { recordObject } from './record-object.ts';

/** `match` has no default, because HubSpot keeps neither the domain of companies nor their names unique. */
export const companies = recordObject({
  slug: 'companies',
  title: 'Companies',
  options: z.strictObject({
    match: propertyName.describe('The property with unique values that companies are known by.'),
  }),
  target: ({ match }) => ({ type: 'companies', match }),
});
