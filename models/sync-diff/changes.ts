import type { Dialect } from '../../connectors/warehouses/dialect.ts';

/** The text of one field before and after, as SQL over a row of a plan or of `sync_rows`; null where it has no value. */
export function jsonChanges(dialect: Dialect, field: string): { before: string; after: string } {
  const textIn = (column: string) => dialect.jsonText(dialect.parsedJson(column), [field]);
  return { before: textIn('previous_fields'), after: textIn('fields') };
}

/** SQL of two numbers, `n` and `total`, of which one changes with any row of a plan that is sent: what was approved is known again by it. */
export function planHash(dialect: Dialect, plan: string): string {
  const columns = ['key', 'operation', 'fields', 'previous_key'];
  const digest = dialect.rowDigest(columns.map((expression) => ({ expression, kind: 'text' })));
  // A sum of whole digests would not fit into 64 bits. The divisor is prime.
  const total = `cast(coalesce(sum(mod(${digest}, 17592186044399)), 0) as ${dialect.type('text')})`;
  return `select count(*) as n, ${total} as total from ${plan} where place is not null`;
}
