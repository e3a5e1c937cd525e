import type { QueryOptions, Warehouse } from '../../connectors/warehouses/connection.ts';
import type { Dialect } from '../../connectors/warehouses/dialect.ts';
import { identityTable } from './tables.ts';

/** More merges one after the other than a person has. */
const mostMerges = 100;

const merges = (dialect: Dialect): string =>
  `(select previous_weft_id, weft_id from ${identityTable(dialect, 'changes')} where change = 'merged')`;

/**
 * A part of a WITH RECURSIVE, `name`, of the ids in `from` and those that they merged into, one after the other:
 * `weft_id`, `heir` and `step`, which is 0 for the id itself.
 */
export const heirsPart = (dialect: Dialect, name: string, from: string): string =>
  `${name} as (
    select weft_id, weft_id as heir, 0 as step from ${from}
    union all
    select h.weft_id, m.weft_id, h.step + 1 from ${name} as h
    join ${merges(dialect)} as m on m.previous_weft_id = h.heir where h.step < ${mostMerges}
  )`;

/** A part of a WITH RECURSIVE, `name`, of a person's id and those that merged into it, one after the other: `weft_id`, `step`. */
export const forebearsPart = (dialect: Dialect, name: string, weftId: string): string =>
  `${name} as (
    select ${dialect.cast(dialect.literal(weftId), 'text')} as weft_id, 0 as step
    union all
    select m.previous_weft_id, f.step + 1 from ${name} as f
    join ${merges(dialect)} as m on m.weft_id = f.weft_id where f.step < ${mostMerges}
  )`;

/** Whom an id has merged into, in the end; null for one that has not merged. */
export async function heirOf(
  warehouse: Warehouse,
  weftId: string,
  query: QueryOptions = {},
): Promise<string | null> {
  const { dialect } = warehouse;
  const id = `(select ${dialect.cast(dialect.literal(weftId), 'text')} as weft_id) as given`;
  const [last] = await warehouse.query(
    `with recursive ${heirsPart(dialect, 'heirs', id)} select heir from heirs where step > 0 order by step desc limit 1`,
    query,
  );
  return last === undefined ? null : String(last.heir);
}
