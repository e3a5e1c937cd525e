import type { Row } from '../../connectors/warehouses/connection.ts';
import type { Identity } from '../../models/workspace/kinds/identity.ts';
import { type Comparison, proposed, rowsOf, todays } from './comparison.ts';
import type { Sample, ShownIdentifier } from './report.ts';

const samplesShown = 10;
const partsShown = 6;
const identifiersShown = 4;

/** A merge has its parts today and is one with the proposed rules; a split is one today and has its parts then. */
interface Direction {
  change: 'merged' | 'split';
  /** Columns of the pairs of persons: the one, and the many. */
  one: 'weft_id' | 'previous_weft_id';
  many: 'weft_id' | 'previous_weft_id';
  /** Where the one and the many are. */
  ofOne: (comparison: Comparison, table: string) => string;
  ofMany: (comparison: Comparison, table: string) => string;
}

const directions: Record<Direction['change'], Direction> = {
  merged: { change: 'merged', one: 'weft_id', many: 'previous_weft_id', ofOne: proposed, ofMany: todays },
  split: { change: 'split', one: 'previous_weft_id', many: 'weft_id', ofOne: todays, ofMany: proposed },
};

/** The merges or splits of the plan that concern most persons, each with its largest parts and what joins them. */
export async function samplesOf(
  comparison: Comparison,
  change: Direction['change'],
  identity: Identity | undefined,
): Promise<Sample[]> {
  const direction = directions[change];
  const ones = await rowsOf(comparison, affected(comparison, direction));
  if (ones.length === 0) return [];
  const ids = ones.map((row) => String(row.weft_id));
  const parts = await rowsOf(comparison, partsOf(comparison, direction, ids));
  const identifiers = await rowsOf(
    comparison,
    identifiersOf(comparison, direction, [...new Set(parts.map((row) => String(row.part)))]),
  );
  const shared = await rowsOf(comparison, sharedOf(comparison, direction, ids, identity));
  return ones.map((one) => {
    const own = parts.filter((row) => row.one === one.weft_id);
    return {
      weft_id: String(one.weft_id),
      records: Number(one.records),
      persons: Number(own[0]?.persons ?? 0),
      parts: own.map((row) => ({
        weft_id: String(row.part),
        records: Number(row.records),
        identifiers: identifiers.filter((each) => each.weft_id === row.part).map(shown),
      })),
      shared: shared.filter((each) => each.one === one.weft_id).map(shown),
    };
  });
}

const shown = (row: Row): ShownIdentifier => ({ type: String(row.type), value: String(row.value) });

const listOf = ({ warehouse }: Comparison, ids: readonly string[]): string =>
  ids.map((id) => warehouse.dialect.literal(id)).join(', ');

const affected = (comparison: Comparison, { change, one, ofOne }: Direction): string => {
  const { dialect } = comparison.warehouse;
  return `select c.${one} as weft_id, count(*) as persons, max(p.records) as records
    from ${proposed(comparison, 'identity_changes')} as c
    join ${ofOne(comparison, 'identity_persons')} as p on p.weft_id = c.${one}
    where c.run_id = ${dialect.literal(comparison.planId)} and c.${dialect.ident('change')} = ${dialect.literal(change)}
    group by c.${one}
    order by persons desc, records desc, weft_id limit ${samplesShown}`;
};

const partsOf = (comparison: Comparison, { one, many }: Direction, ids: readonly string[]): string =>
  `select one, part, records, persons from (
     select ${one} as one, ${many} as part, records, count(*) over (partition by ${one}) as persons,
       row_number() over (partition by ${one} order by records desc, ${many}) as place
     from ${proposed(comparison, 'plan_pairs')} where ${one} in (${listOf(comparison, ids)})
   ) as ranked where place <= ${partsShown} order by one, place`;

const identifiersOf = (comparison: Comparison, { ofMany }: Direction, ids: readonly string[]): string =>
  `select weft_id, type, value from (
     select weft_id, type, value,
       row_number() over (partition by weft_id order by records desc, type, value) as place
     from ${ofMany(comparison, 'identity_identifiers')} where weft_id in (${listOf(comparison, ids)})
   ) as ranked where place <= ${identifiersShown} order by weft_id, place`;

/** Values that records of several parts carry and that join, by the side on which the parts are one. */
function sharedOf(
  comparison: Comparison,
  { ofOne, ofMany }: Direction,
  ids: readonly string[],
  identity: Identity | undefined,
): string {
  const { dialect } = comparison.warehouse;
  const weak = identity?.types.filter((each) => each.weak).map(({ type }) => dialect.literal(type)) ?? [];
  return `select one, type, value from (
     select o.weft_id as one, l.type, l.value,
       row_number() over (partition by o.weft_id order by count(distinct m.weft_id) desc, l.type, l.value) as place
     from ${ofOne(comparison, 'identity_members')} as o
     join ${ofOne(comparison, 'identity_edges')} as l on l.record_hash = o.record_hash
     join ${ofMany(comparison, 'identity_members')} as m on m.source = o.source and m.record_key = o.record_key
     left join ${ofOne(comparison, 'identity_dropped')} as d on d.type = l.type and d.value = l.value
     left join (select distinct type, value from ${ofOne(comparison, 'identity_conflicts')} where rule <> 'full') as c
       on c.type = l.type and c.value = l.value
     where o.weft_id in (${listOf(comparison, ids)}) and l.excluded is null and d.type is null and c.type is null
       and l.type not like '~different%'${weak.length > 0 ? ` and l.type not in (${weak.join(', ')})` : ''}
     group by o.weft_id, l.type, l.value having count(distinct m.weft_id) > 1
   ) as ranked where place <= ${identifiersShown} order by one, place`;
}
