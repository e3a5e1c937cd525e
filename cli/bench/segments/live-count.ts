import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Generation } from '../../../models/dbt/context.ts';
import { countSql } from '../../../models/segments/ask/count.ts';
import { asked } from './company.ts';

/** Milliseconds of one question asked again and again, by how it was written. */
export interface Timed {
  weft: number[];
  byHand: Record<string, number[]>;
}

/** Statements that an engineer would write for `asked`, who knows the tables and the integer surrogate. */
function byHand(windowStart: string): Record<string, string> {
  const viewed = `select person_id from weft.events where event = 'product_viewed' and category = 'tents' and "at" >= ${windowStart}`;
  const people = `select count(*) as members from weft.customer_360 as p`;
  const own = `p.spent >= 300 and p.country in ('DE', 'AT')`;
  return {
    semi_join: `${people} semi join (${viewed}) as e on e.person_id = p.person_id where ${own}`,
    exists: `${people} where ${own} and exists (${viewed} and events.person_id = p.person_id)`,
    distinct_join: `${people} join (select distinct person_id from (${viewed})) as e on e.person_id = p.person_id where ${own}`,
    join_then_distinct: `select count(distinct p.person_id) as members from weft.customer_360 as p join weft.events as e on e.person_id = p.person_id where ${own} and e.event = 'product_viewed' and e.category = 'tents' and e."at" >= ${windowStart}`,
  };
}

/** Asks by turns, so that what else the machine does falls on all alike. Throws where two answers differ. */
export async function timeCounts(warehouse: Warehouse, context: Generation, runs: number): Promise<Timed> {
  const start = `timezone('Europe/Berlin', date_trunc('day', timezone('Europe/Berlin', now()))) - interval 90 days`;
  const others = Object.entries(byHand(start));
  const timed: Timed = { weft: [], byHand: Object.fromEntries(others.map(([name]) => [name, []])) };
  const ask = async (sql: string): Promise<{ members: number; milliseconds: number }> => {
    const started = performance.now();
    const [row] = await warehouse.query(sql);
    return { members: Number(row?.members), milliseconds: performance.now() - started };
  };
  // The first of each is not counted: it reads what the engine then keeps.
  for (let run = -1; run < runs; run++) {
    const started = performance.now();
    const sql = countSql(context, { slug: 'asked', where: asked });
    const { members } = await ask(sql);
    if (run >= 0) timed.weft.push(performance.now() - started);
    for (const [name, statement] of others) {
      const found = await ask(statement);
      if (found.members !== members) throw new Error(`${name} counts ${found.members}, Weft ${members}`);
      if (run >= 0) timed.byHand[name]?.push(found.milliseconds);
    }
  }
  return timed;
}

/** The value that a share of the measurements do not exceed, by nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)] ?? Number.NaN;
}
