import type { QueryOptions, Warehouse } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import type { List } from '../workspace/kinds/list.ts';

/** How many of a group did what the list is for. */
export interface Group {
  persons: number;
  converted: number;
  /** 0 to 1; null of an empty group. */
  rate: number | null;
}

export interface Lift {
  treated: Group;
  heldOut: Group;
  /** The treated's rate less the held out's, with its 95 % interval; null where a group is empty. */
  difference: { value: number; low: number; high: number } | null;
  /** The difference by the held out's rate; null where that is 0. */
  relative: number | null;
  /** Whether the interval leaves out 0. */
  significant: boolean;
}

/** What contacting a list has changed: who did an event between two times, of those contacted and those held out. */
export async function measureLift(
  warehouse: Warehouse,
  list: List,
  { did, since, until, query = {} }: { did: string; since: Date; until: Date; query?: QueryOptions },
): Promise<Lift> {
  const { dialect } = warehouse;
  const table = (name: string) => dialect.table(`${weftSchema}.${name}`);
  const at = dialect.ident('at');
  const rows = await warehouse.query(
    `select l.held_out, count(*) as persons, count(e.weft_id) as converted
     from ${table('list_members')} as l
     left join (
       select distinct weft_id from ${table('events')}
       where event = ${dialect.literal(did)} and ${at} >= ${dialect.literal(since)} and ${at} < ${dialect.literal(until)}
     ) as e on e.weft_id = l.weft_id
     where l.list = ${dialect.literal(list.slug)} group by l.held_out`,
    query,
  );
  const group = (held: boolean): Group => {
    const row = rows.find(({ held_out }) => held_out === held);
    const [persons, converted] = [Number(row?.persons ?? 0), Number(row?.converted ?? 0)];
    return { persons, converted, rate: persons === 0 ? null : converted / persons };
  };
  return liftOf(group(false), group(true));
}

export function liftOf(treated: Group, heldOut: Group): Lift {
  if (treated.rate === null || heldOut.rate === null)
    return { treated, heldOut, difference: null, relative: null, significant: false };
  const value = treated.rate - heldOut.rate;
  const { low, high } = newcombe(treated, heldOut);
  return {
    treated,
    heldOut,
    difference: { value, low, high },
    relative: heldOut.rate === 0 ? null : value / heldOut.rate,
    significant: low > 0 || high < 0,
  };
}

const wilson = ({ persons, converted }: Group) => ({
  rate: converted / persons,
  ...wilsonInterval(converted, persons),
});

/** The 95 % interval of the difference of two shares, by their Wilson intervals (Newcombe 1998, method 10). */
function newcombe(a: Group, b: Group): { low: number; high: number } {
  const [first, second] = [wilson(a), wilson(b)];
  const difference = first.rate - second.rate;
  return {
    low: difference - Math.hypot(first.rate - first.low, second.high - second.rate),
    high: difference + Math.hypot(first.high - first.rate, second.rate - second.low),
  };
}
