import type { Dialect } from '../../connectors/warehouses/dialect.ts';

/** The text of one field before and after, as SQL over a row of a plan or of `sync_rows`; null where it has no value. */
export function jsonChanges(dialect: Dialect, field: string): { before: string; after: string } {
  const textIn = (column: string) => dialect.jsonText(dialect.parsedJson(column), [field]);
  return { before: textIn('previous_fields'), after: textIn('fields') };
}

/** SQL of two numbers, `n` and `total`, of which one changes with any row of a plan that is sent: what was approved is known again by it. */
export const planHash = (dialect: Dialect, plan: string): string =>
  `select count(*) as n, cast(coalesce(sum(${dialect.digest(['key', 'operation', 'fields', 'previous_key'])}), 0) as ${dialect.type('text')}) as total from ${plan} where place is not null`;
