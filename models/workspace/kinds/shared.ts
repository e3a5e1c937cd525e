import { z } from 'zod';

/** Names a resource: lower case, digits and underscores; it becomes part of table and column names. */
export const slug = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,62}$/,
    'must start with a letter and hold only a-z, 0-9 and _, at most 63 characters',
  );

/** A table as `schema.table` or `database.schema.table`. */
export const tablePath = z
  .string()
  .regex(/^[^.\s][^.]*(\.[^.]+){1,2}$/, 'must be schema.table or database.schema.table');

export const columnName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'must not hold line breaks or other control characters');

const durationPattern = /^(\d+) (minute|hour|day|week|month|year)s?$/;

/** `90 days`, `1 hour`; months are 30 days and years 365, so that a window has one length everywhere. */
export const duration = z.string().regex(durationPattern, 'must be a number and a unit, such as "90 days"');

const unitHours = { minute: 1 / 60, hour: 1, day: 24, week: 168, month: 720, year: 8760 } as const;

/** The length of a duration in hours. */
export function durationHours(text: string): number {
  const [, amount, unit] = durationPattern.exec(text) ?? [];
  const hours = Object.entries(unitHours).find(([name]) => name === unit)?.[1];
  if (amount === undefined || hours === undefined) throw new TypeError(`not a duration: ${text}`);
  return Number(amount) * hours;
}

/** What every resource may say about itself. */
export const described = {
  slug,
  name: z.string().min(1).max(200).optional(),
  description: z.string().max(5000).optional(),
};

/** Where rows come from: a table, or a statement of the data team's own. */
export const relation = {
  table: tablePath.optional(),
  sql: z.string().min(1).optional(),
};

export const oneRelation = (value: { table?: unknown; sql?: unknown }): boolean =>
  (value.table === undefined) !== (value.sql === undefined);

export const columnDeclaration = z.strictObject({
  kind: z.enum(['id', 'money', 'category', 'text', 'number', 'boolean', 'date', 'timestamp']).optional(),
  personal: z.boolean().optional(),
  description: z.string().optional(),
});

/** One column, or several that are a key together. */
export const keyInput = z.union([columnName, z.array(columnName).min(1)]);
