import { z } from 'zod';
import { columnName, described, slug } from './shared.ts';

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A person by one identifier: `{ user_id: u1 }`. */
const personBy = z
  .record(slug, z.union([z.string(), z.number()]))
  .refine((given) => Object.keys(given).length === 1, 'needs one identifier, such as { user_id: u1 }');

/** Exactly these persons are in a segment. */
const members = z.strictObject({ segment: slug, members: z.array(personBy) });

/** Columns of customer_360 of one person. */
const columns = z.strictObject({
  person: personBy,
  has: z.record(columnName, value).refine((given) => Object.keys(given).length > 0, 'needs a column'),
});

const expectation = z.union([members, columns]);

/** Rows in, and the members and traits that should come out. */
export const testSchema = z.strictObject({
  kind: z.literal('test'),
  ...described,
  /** The time at which it plays; a date alone is its midnight in the workspace's zone. */
  now: z.string().min(1),
  /** Rows by the slug of a source or entity; the others are empty. */
  given: z.record(slug, z.array(z.record(columnName, value)).min(1)),
  expect: z.union([expectation, z.array(expectation).min(1)]),
});
export type WorkspaceTest = z.infer<typeof testSchema>;
export type Expectation = z.infer<typeof expectation>;
export type GivenValue = z.infer<typeof value>;
export type PersonBy = z.infer<typeof personBy>;
