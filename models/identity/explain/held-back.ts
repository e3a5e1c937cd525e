import type { Row, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Dialect } from '../../../connectors/warehouses/dialect.ts';
import type { Identity } from '../../workspace/kinds/identity.ts';
import { aloneType } from '../graph/joined-links.ts';
import { typesOf } from '../rules.ts';
import { identityTable } from '../tables.ts';
import { countOf, exclusionWords, weakWords } from './words.ts';

export interface IdentifierName {
  type: string;
  value: string;
}

/** A value that joined nothing, or not all that carry it, and why. */
export interface HeldBack extends IdentifierName {
  rule:
    | 'limit'
    | 'full'
    | 'undecided'
    | 'max_records'
    | 'weak'
    | 'placeholder'
    | 'invalid'
    | 'blocked'
    | 'outside'
    | 'alone';
  /** Records and persons that carry it; of an excluded value only the records, persons is null. */
  records: number;
  persons: number | null;
  /** For `limit`: what those persons would hold together, for each limit that is passed. */
  passed: { type: string; limit: number; together: number }[];
  /** The reason as a sentence. */
  text: string;
}

/** The stage of each type, 1 the strongest. */
export const priorityOf = (identity: Identity, name: string): number | null =>
  typesOf(identity).find(({ type }) => type === name)?.priority ?? null;

/** (type, value) pairs as a relation of these two columns. */
export const valueList = (dialect: Dialect, values: readonly IdentifierName[]): string =>
  values
    .map(
      ({ type, value }) =>
        `select ${dialect.cast(dialect.literal(type), 'text')} as type, ${dialect.cast(dialect.literal(value), 'text')} as value`,
    )
    .join(' union all ');

/** Why each of some values in use is held back; those that are not are left out. */
export async function whyHeldBack(
  warehouse: Warehouse,
  identity: Identity,
  values: readonly IdentifierName[],
): Promise<HeldBack[]> {
  if (values.length === 0) return [];
  const { dialect } = warehouse;
  const table = (name: string) => identityTable(dialect, name);
  const wanted = valueList(dialect, values);
  const rows = await warehouse.query(
    `select w.type, w.value, c.rule, c.clusters, d.records as dropped, n.records, n.persons
     from (${wanted}) as w
     left join ${table('conflicts')} as c on c.type = w.type and c.value = w.value
     left join ${table('dropped')} as d on d.type = w.type and d.value = w.value
     left join (
       select l.type, l.value, count(*) as records, count(distinct m.person_id) as persons
       from (${wanted}) as asked
       join ${table('edges')} as l on l.type = asked.type and l.value = asked.value
       join ${table('members')} as m on m.record_hash = l.record_hash
       where l.excluded is null group by l.type, l.value
     ) as n on n.type = w.type and n.value = w.value
     order by w.type, w.value, c.rule`,
  );
  const limited = rows.filter((row) => row.rule === 'limit').map(nameOfValue);
  const passed = await passedLimits(warehouse, identity, limited);
  return rows.flatMap((row): HeldBack[] => {
    const type = identity.types.find((each) => each.type === row.type);
    const rule =
      row.dropped !== null
        ? 'max_records'
        : row.rule !== null
          ? (String(row.rule) as HeldBack['rule'])
          : type?.weak
            ? 'weak'
            : null;
    if (rule === null) return [];
    const name = nameOfValue(row);
    const held = {
      ...name,
      rule,
      records: Number(row.dropped ?? row.records ?? 0),
      persons: Number(row.persons ?? 0),
      passed: rule === 'limit' ? (passed.get(keyOfValue(name)) ?? []) : [],
    };
    return [{ ...held, text: reasonOf(held, identity) }];
  });
}

export const nameOfValue = (row: Row): IdentifierName => ({
  type: String(row.type),
  value: String(row.value),
});
export const keyOfValue = ({ type, value }: IdentifierName): string => `${type}:${value}`;

/** For each value the limits that the persons who carry it would pass together, of its own stage or a stronger one. */
async function passedLimits(
  warehouse: Warehouse,
  identity: Identity,
  values: readonly IdentifierName[],
): Promise<Map<string, HeldBack['passed']>> {
  const passed = new Map<string, HeldBack['passed']>();
  const limits = identity.types.filter(({ limit }) => limit !== undefined);
  if (values.length === 0 || limits.length === 0) return passed;
  const { dialect } = warehouse;
  const table = (name: string) => identityTable(dialect, name);
  const rows = await warehouse.query(
    `select carried.type, carried.value, k.type as limited, count(distinct k.value) as together
     from (
       select distinct w.type, w.value, m.person_id
       from (${valueList(dialect, values)}) as w
       join ${table('edges')} as l on l.type = w.type and l.value = w.value
       join ${table('members')} as m on m.record_hash = l.record_hash
       where l.excluded is null
     ) as carried
     join ${table('members')} as m on m.person_id = carried.person_id
     join ${table('edges')} as k on k.record_hash = m.record_hash
     left join ${table('dropped')} as d on d.type = k.type and d.value = k.value
     where k.excluded is null and d.type is null and k.type in (${limits.map(({ type }) => dialect.literal(type)).join(', ')})
     group by carried.type, carried.value, k.type order by carried.type, carried.value, k.type`,
  );
  for (const row of rows) {
    const limit = limits.find(({ type }) => type === row.limited)?.limit ?? 0;
    const stage = priorityOf(identity, String(row.type)) ?? Number.POSITIVE_INFINITY;
    if (Number(row.together) <= limit || (priorityOf(identity, String(row.limited)) ?? 0) > stage) continue;
    const key = keyOfValue(nameOfValue(row));
    passed.set(key, [
      ...(passed.get(key) ?? []),
      { type: String(row.limited), limit, together: Number(row.together) },
    ]);
  }
  return passed;
}

function reasonOf(held: Omit<HeldBack, 'text'>, identity: Identity): string {
  const { rule, records, persons, passed } = held;
  const type = identity.types.find((each) => each.type === held.type);
  switch (rule) {
    case 'limit':
      return passed.length > 0
        ? `joining the ${countOf(persons ?? 0, 'person')} that carry it would make one person of ${passed
            .map((each) => `${countOf(each.together, 'value')} of ${each.type}, whose limit is ${each.limit}`)
            .join(', and of ')}`
        : 'its join would have broken a limit, or a decision that two records differ, at its turn';
    case 'full':
      return 'some of those that carry it were over a limit before its turn, so it did not join these';
    case 'undecided':
      return `not decided after ${identity.max_rounds} rounds (max_rounds), so it joined nothing`;
    case 'max_records':
      return `carried by ${countOf(records, 'record')}, over max_records ${type?.max_records ?? ''}`.trim();
    case 'weak':
      return weakWords;
    default:
      return `it is ${exclusionWords[rule] ?? rule}`;
  }
}

/** The values of one person's records that are no identifiers, most records first; and how many there are. */
export async function excludedOf(
  warehouse: Warehouse,
  identity: Identity,
  personId: string,
  most: number,
): Promise<{ shown: HeldBack[]; total: number }> {
  const { dialect } = warehouse;
  const rows = await warehouse.query(
    `select l.type, l.value, l.excluded, count(*) as records, count(*) over () as total
     from ${identityTable(dialect, 'members')} as m
     join ${identityTable(dialect, 'edges')} as l on l.record_hash = m.record_hash
     where m.person_id = ${BigInt(personId)} and l.excluded is not null and l.type <> ${dialect.literal(aloneType)}
     group by l.type, l.value, l.excluded order by records desc, l.type, l.value limit ${most}`,
  );
  return {
    total: Number(rows[0]?.total ?? 0),
    shown: rows.map((row) => {
      const held = {
        ...nameOfValue(row),
        rule: String(row.excluded) as HeldBack['rule'],
        records: Number(row.records),
        persons: null,
        passed: [],
      };
      return { ...held, text: reasonOf(held, identity) };
    }),
  };
}

/** The values in use of one person's records that are held back, most shared first; and how many there are. */
export async function heldBackOf(
  warehouse: Warehouse,
  identity: Identity,
  personId: string,
  most: number,
): Promise<{ shown: HeldBack[]; total: number }> {
  const { dialect } = warehouse;
  const table = (name: string) => identityTable(dialect, name);
  const rows = await warehouse.query(
    `select held.type, held.value, max(held.weight) as shared, count(*) over () as total
     from (
       select type, value, clusters as weight from ${table('conflicts')}
       union all select type, value, records as weight from ${table('dropped')}
     ) as held
     join (
       select distinct l.type, l.value from ${table('members')} as m
       join ${table('edges')} as l on l.record_hash = m.record_hash
       where m.person_id = ${BigInt(personId)} and l.excluded is null
     ) as mine on mine.type = held.type and mine.value = held.value
     group by held.type, held.value order by shared desc, held.type, held.value limit ${most}`,
  );
  return {
    total: Number(rows[0]?.total ?? 0),
    shown: await whyHeldBack(warehouse, identity, rows.map(nameOfValue)),
  };
}
