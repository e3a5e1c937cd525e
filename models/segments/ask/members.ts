import type { QueryOptions, Row, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Generation } from '../../dbt/context.ts';
import { type Asked, asking, type Draft } from './population.ts';

/** Some members, the same ones each time that nothing has changed: those with the least hash of their id. */
export async function sampleMembers(
  warehouse: Warehouse,
  generation: Generation,
  draft: Draft,
  {
    columns,
    limit,
    query = {},
    ...asked
  }: Asked & { columns: readonly string[]; limit: number; query?: QueryOptions },
): Promise<Row[]> {
  const { dialect } = generation;
  const { compiler, with: parts, from } = asking(generation, asked);
  const selected = ['weft_id', ...columns].map((name) => `p.${dialect.ident(name)}`).join(', ');
  return warehouse.query(
    `${parts}select ${selected} ${from(compiler.segment(draft))} order by ${dialect.md5('p.weft_id')} limit ${limit}`,
    query,
  );
}
