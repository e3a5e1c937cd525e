import type { QueryOptions, Warehouse } from '../../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../../connectors/warehouses/dialect.ts';
import type { Generation } from '../../dbt/context.ts';
import { asking, type Draft } from './population.ts';

/** Who would enter and leave a segment if a draft were put in force. */
export interface Turnover {
  /** Members by the last refresh; 0 of a segment that is new. */
  before: number;
  after: number;
  enter: number;
  leave: number;
}

/** A draft beside the members that the last refresh found. Needs `segment_members`. */
export async function turnover(
  warehouse: Warehouse,
  generation: Generation,
  draft: Draft,
  { query = {} }: { query?: QueryOptions } = {},
): Promise<Turnover> {
  const { dialect } = generation;
  const { compiler, from } = asking(generation);
  const [row] = await warehouse.query(
    `select count(case when was then 1 end) as n_before, count(case when is_now then 1 end) as n_after,
       count(case when is_now and not was then 1 end) as n_enter, count(case when was and not is_now then 1 end) as n_leave
     from (
       select ${compiler.segment(draft)} as is_now,
         p.weft_id in (select weft_id from ${dialect.table(`${weftSchema}.segment_members`)} where segment = ${dialect.literal(draft.slug)}) as was
       ${from()}
     ) as compared`,
    query,
  );
  return {
    before: Number(row?.n_before ?? 0),
    after: Number(row?.n_after ?? 0),
    enter: Number(row?.n_enter ?? 0),
    leave: Number(row?.n_leave ?? 0),
  };
}
