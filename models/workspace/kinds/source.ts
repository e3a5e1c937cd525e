import { z } from 'zod';
import { columnDeclaration, columnName, described, keyInput, oneRelation, relation, slug } from './shared.ts';

/** A column that carries an identifier of a type that the identity rules declare. */
const identifier = z.strictObject({
  type: slug,
  column: columnName,
  /** A column with the ISO 3166 country by which a phone number is read. */
  region: columnName.optional(),
});

/** A table of the warehouse whose rows say something of persons. */
export const sourceSchema = z
  .strictObject({
    kind: z.literal('source'),
    ...described,
    ...relation,
    /** `events` is reduced to its distinct identifier tuples before identity is resolved. */
    shape: z.enum(['rows', 'events']).default('rows'),
    key: keyInput,
    time: columnName.optional(),
    /** Column of the event's name; for events. */
    event: columnName.optional(),
    identifiers: z.array(identifier).default([]),
    columns: z.record(columnName, columnDeclaration).default({}),
  })
  .refine(oneRelation, { message: 'needs either table or sql', path: ['table'] })
  .refine((source) => source.shape === 'rows' || (source.event && source.time), {
    message: 'events need the columns `event` (their name) and `time`',
    path: ['shape'],
  });
export type Source = z.infer<typeof sourceSchema>;
