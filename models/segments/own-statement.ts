import type { Generation } from '../dbt/context.ts';
import { finish } from '../template/render.ts';
import { fillPlaceholders } from '../workspace/read-only-sql.ts';

/** A segment's own statement with Weft's models in the place of their names in braces. */
export const statementOf = ({ ref }: Generation, sql: string): string => fillPlaceholders(sql, ref);

/** The model of a segment's own statement: each person that it gives, once. */
export function ownStatement(generation: Generation, sql: string): string {
  const { ref, target } = generation;
  const own = `select weft_id from (\n${statementOf(generation, sql)}\n) as own`;
  return finish(target, `select p.weft_id\nfrom ${ref('customer_360')} as p\nwhere p.weft_id in (${own})\n`);
}
