import { z } from 'zod';
import { columnDeclaration, columnName, described, keyInput, oneRelation, relation, slug } from './shared.ts';

/** How a row finds its person: the identifier that one of its columns carries, or the person of the row that a join leads to. */
const person = z.union([
  z.strictObject({ type: slug, column: columnName, region: columnName.optional() }),
  z.strictObject({ through: slug }),
]);

const join = z.strictObject({
  entity: slug,
  /** The columns by which rows belong together: one of the same name in both, or `{ own: other }`; by default the key. */
  on: z
    .union([
      columnName,
      z
        .record(columnName, columnName)
        .refine((on) => Object.keys(on).length > 0, 'needs at least one column'),
    ])
    .optional(),
  many: z.boolean().default(false),
});

/** A thing that belongs to a person, such as an order: what traits are computed from. */
export const entitySchema = z
  .strictObject({
    kind: z.literal('entity'),
    ...described,
    ...relation,
    key: keyInput,
    time: columnName.optional(),
    /** Without it a row has the person of the one row that its joins lead to, if any. */
    person: person.optional(),
    joins: z.record(slug, join).default({}),
    columns: z.record(columnName, columnDeclaration).default({}),
  })
  .refine(oneRelation, { message: 'needs either table or sql', path: ['table'] });
export type Entity = z.infer<typeof entitySchema>;
