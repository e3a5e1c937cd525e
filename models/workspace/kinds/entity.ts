import { z } from 'zod';
import { columnDeclaration, columnName, described, keyInput, oneRelation, relation, slug } from './shared.ts';

/** A thing that belongs to a person, such as an order: what traits are computed from. */
export const entitySchema = z
  .strictObject({
    kind: z.literal('entity'),
    ...described,
    ...relation,
    key: keyInput,
    time: columnName.optional(),
    /** How a row finds its person: the identifier that one of its columns carries. */
    person: z.strictObject({ type: slug, column: columnName, region: columnName.optional() }).optional(),
    joins: z
      .record(slug, z.strictObject({ entity: slug, on: columnName, many: z.boolean().default(false) }))
      .default({}),
    columns: z.record(columnName, columnDeclaration).default({}),
  })
  .refine(oneRelation, { message: 'needs either table or sql', path: ['table'] });
export type Entity = z.infer<typeof entitySchema>;
