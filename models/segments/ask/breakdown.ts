import type { QueryOptions, Value, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Generation } from '../../dbt/context.ts';
import { type Asked, asking, type Draft } from './population.ts';

export interface BreakdownPart {
  /** Null for the members of whom the column says nothing. */
  value: Value;
  members: number;
}

/** The members by one column of customer_360, most first; what is beyond `limit` is counted together. */
export interface Breakdown {
  column: string;
  parts: BreakdownPart[];
  others: { values: number; members: number };
}

export async function breakdown(
  warehouse: Warehouse,
  generation: Generation,
  draft: Draft,
  {
    column,
    limit = 20,
    query = {},
    ...asked
  }: Asked & { column: string; limit?: number; query?: QueryOptions },
): Promise<Breakdown> {
  const { dialect } = generation;
  const { compiler, with: parts, from } = asking(generation, asked);
  const by = `p.${dialect.ident(column)}`;
  const counted = `select ${by} as part, count(*) as members ${from(compiler.segment(draft))} group by ${by}`;
  const ranked = `select part, members, row_number() over (order by members desc, part) as place from (${counted}) as counted`;
  // One row more than is asked stands for all the others.
  const rows = await warehouse.query(
    `${parts}select case when place <= ${limit} then part end as part, least(place, ${limit + 1}) as place, sum(members) as members, count(*) as n
     from (${ranked}) as ranked group by 1, 2 order by 2`,
    query,
  );
  const others = rows.find(({ place }) => Number(place) > limit);
  return {
    column,
    parts: rows
      .filter((row) => row !== others)
      .map(({ part, members }) => ({ value: part ?? null, members: Number(members) })),
    others: { values: Number(others?.n ?? 0), members: Number(others?.members ?? 0) },
  };
}
