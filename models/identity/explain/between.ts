import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Identity } from '../../workspace/kinds/identity.ts';
import { type Decision, listDecisions } from '../decisions.ts';
import { aloneType, differentPrefix, reservedMark } from '../graph/joined-links.ts';
import { graphOf as bipartite } from '../graph/person-graph.ts';
import { shortestPath } from '../graph/search.ts';
import type { RecordName } from '../record-name.ts';
import { identityTable } from '../tables.ts';
import type { Carrier } from './carriers.ts';
import { endsOf } from './ends.ts';
import { type GraphData, graphOfHeldBack } from './graph-data.ts';
import { type HeldBack, type IdentifierName, keyOfValue, nameOfValue, whyHeldBack } from './held-back.ts';
import type { Shown } from './person.ts';
import { exclusionWords } from './words.ts';

/** Why two persons are not one. */
export interface Between {
  one: string;
  other: string;
  /** Values that records of both carry, with what held each back. */
  shared: Shown<SharedValue>;
  /** Decisions in force that keep records of the two apart. */
  keptApart: Decision[];
  /** Records of either that stand alone by decision, so that their identifiers join nothing. */
  alone: RecordName[];
  /** For each type with a limit: how many values each has, and both together. */
  limits: { type: string; limit: number; one: number; other: number; together: number }[];
  /**
   * Whether they share no value but were connected through others before limits: by the persons of `chain`, each
   * with the value that was held back from joining it to the next. Of a long chain the middle is left out, after a
   * person with `omitted`. Null where no such chain was found, or where there is too much to search.
   */
  connected: boolean;
  chain: { weftId: string; next: HeldBack | null; omitted: number }[] | null;
  graph: GraphData;
}

export interface SharedValue extends IdentifierName {
  /** Records of the one and of the other that carry it. */
  one: number;
  other: number;
  heldBack: HeldBack | null;
  /** Why, or that it would join them at the next refresh. */
  text: string;
}

export async function explainBetween(
  warehouse: Warehouse,
  identity: Identity,
  one: Carrier,
  other: Carrier,
  { most }: { most: number },
): Promise<Between> {
  const keptApart = await keptApartBy(warehouse, one, other);
  const alone = await standingAlone(warehouse, one, other, most);
  const shared = await sharedValues(warehouse, identity, one, other, { most, keptApart });
  const limits = await limitsOf(warehouse, identity, one, other);
  const connected = shared.total === 0 && one.component === other.component;
  const chain = connected ? await chainOf(warehouse, identity, one, other, most) : null;
  const links = chain
    ? chain.flatMap(({ weftId, next }, index) =>
        next === null
          ? []
          : [weftId, chain[index + 1]?.weftId ?? other.weftId].map((weftId) => ({ weftId, held: next })),
      )
    : shared.shown.flatMap((held) => [one, other].map(({ weftId }) => ({ weftId, held })));
  return {
    one: one.weftId,
    other: other.weftId,
    shared,
    keptApart,
    alone,
    limits,
    connected,
    chain,
    graph: graphOfHeldBack(links, [one.weftId, other.weftId]),
  };
}

async function sharedValues(
  warehouse: Warehouse,
  identity: Identity,
  one: Carrier,
  other: Carrier,
  { most, keptApart }: { most: number; keptApart: readonly Decision[] },
): Promise<Shown<SharedValue>> {
  const { dialect } = warehouse;
  const of = ({ personId }: Carrier) => `m.person_id = ${BigInt(personId)}`;
  const rows = await warehouse.query(
    `select l.type, l.value, min(l.excluded) as excluded, count(l.excluded) as refused, count(*) as carried,
       count(case when ${of(one)} then 1 end) as mine, count(case when ${of(other)} then 1 end) as theirs,
       count(*) over () as total
     from ${identityTable(dialect, 'members')} as m
     join ${identityTable(dialect, 'edges')} as l on l.record_hash = m.record_hash
     where (${of(one)} or ${of(other)}) and substr(l.type, 1, 1) <> ${dialect.literal(reservedMark)}
     group by l.type, l.value
     having count(case when ${of(one)} then 1 end) > 0 and count(case when ${of(other)} then 1 end) > 0
     order by refused, carried desc, l.type, l.value limit ${most}`,
  );
  const held = await whyHeldBack(
    warehouse,
    identity,
    rows.filter((row) => row.excluded === null).map(nameOfValue),
  );
  return {
    total: Number(rows[0]?.total ?? 0),
    shown: rows.map((row) => {
      const name = nameOfValue(row);
      const reason = held.find((each) => keyOfValue(each) === keyOfValue(name)) ?? null;
      const text =
        row.excluded !== null
          ? `it is ${exclusionWords[String(row.excluded)] ?? row.excluded}`
          : reason?.rule === 'limit' && reason.passed.length === 0 && keptApart[0]
            ? `decision ${keptApart[0].id} keeps records of the two apart`
            : (reason?.text ?? 'nothing holds it back by the rules in force: the next refresh decides');
      return { ...name, one: Number(row.mine), other: Number(row.theirs), heldBack: reason, text };
    }),
  };
}

/** Decisions whose two sides lie in the two persons, by the marks that the run wrote. */
async function keptApartBy(warehouse: Warehouse, one: Carrier, other: Carrier): Promise<Decision[]> {
  const { dialect } = warehouse;
  const prefix = dialect.literal(differentPrefix);
  const rows = await warehouse.query(
    `select l.type
     from ${identityTable(dialect, 'members')} as m
     join ${identityTable(dialect, 'edges')} as l on l.record_hash = m.record_hash
     where m.person_id in (${BigInt(one.personId)}, ${BigInt(other.personId)}) and substr(l.type, 1, ${differentPrefix.length}) = ${prefix}
     group by l.type having count(distinct m.person_id) = 2 and count(distinct l.value) = 2 order by l.type`,
  );
  if (rows.length === 0) return [];
  const ids = new Set(rows.map((row) => String(row.type).slice(differentPrefix.length)));
  return (await listDecisions(warehouse)).filter(({ id }) => ids.has(id));
}

async function standingAlone(
  warehouse: Warehouse,
  one: Carrier,
  other: Carrier,
  most: number,
): Promise<RecordName[]> {
  const { dialect } = warehouse;
  const rows = await warehouse.query(
    `select m.source, m.record_key
     from ${identityTable(dialect, 'members')} as m
     join ${identityTable(dialect, 'edges')} as l on l.record_hash = m.record_hash
     where m.person_id in (${BigInt(one.personId)}, ${BigInt(other.personId)}) and l.type = ${dialect.literal(aloneType)}
     order by m.source, m.record_key limit ${most}`,
  );
  return rows.map((row) => ({ source: String(row.source), key: String(row.record_key) }));
}

async function limitsOf(
  warehouse: Warehouse,
  identity: Identity,
  one: Carrier,
  other: Carrier,
): Promise<Between['limits']> {
  const { dialect } = warehouse;
  const limited = identity.types.flatMap(({ type, limit }) => (limit === undefined ? [] : [{ type, limit }]));
  if (limited.length === 0) return [];
  const values = ({ personId }: Carrier) =>
    `count(distinct case when m.person_id = ${BigInt(personId)} then l.value end)`;
  const rows = await warehouse.query(
    `select l.type, ${values(one)} as mine, ${values(other)} as theirs, count(distinct l.value) as together
     from ${identityTable(dialect, 'members')} as m
     join ${identityTable(dialect, 'edges')} as l on l.record_hash = m.record_hash
     left join ${identityTable(dialect, 'dropped')} as d on d.type = l.type and d.value = l.value
     where m.person_id in (${BigInt(one.personId)}, ${BigInt(other.personId)})
       and l.excluded is null and d.type is null
       and l.type in (${limited.map(({ type }) => dialect.literal(type)).join(', ')})
     group by l.type`,
  );
  return limited.flatMap(({ type, limit }) => {
    const row = rows.find((each) => each.type === type);
    return row
      ? [{ type, limit, one: Number(row.mine), other: Number(row.theirs), together: Number(row.together) }]
      : [];
  });
}

/** Links of persons to values with conflicts, in one component: beyond, no chain is looked for. */
const searchedPairs = 1_000_000;

/**
 * The shortest chain of persons between two of one component, each held back from the next by a value with a
 * conflict. Persons and values leave the warehouse as numbers.
 */
async function chainOf(
  warehouse: Warehouse,
  identity: Identity,
  one: Carrier,
  other: Carrier,
  most: number,
): Promise<Between['chain']> {
  const { dialect } = warehouse;
  const linked = `select distinct m.person_id, m.weft_id, l.type, l.value
    from ${identityTable(dialect, 'members')} as m
    join ${identityTable(dialect, 'edges')} as l on l.record_hash = m.record_hash
    join (select distinct type, value from ${identityTable(dialect, 'conflicts')} where component = ${BigInt(one.component)}) as c
      on c.type = l.type and c.value = l.value
    where m.component = ${BigInt(one.component)} and l.excluded is null`;
  const numbered = `select person_id, weft_id, type, value, dense_rank() over (order by person_id) - 1 as p,
    dense_rank() over (order by type, value) - 1 as v from (${linked}) as linked`;
  const pairs: [number, number][] = [];
  const ends: [number, number] = [-1, -1];
  for await (const rows of warehouse.stream(`select person_id, p, v from (${numbered}) as n`)) {
    for (const row of rows) {
      pairs.push([Number(row.p), Number(row.v)]);
      [one, other].forEach(({ personId }, end) => {
        if (String(row.person_id) === personId) ends[end] = Number(row.p);
      });
    }
    if (pairs.length > searchedPairs) return null;
  }
  if (ends.includes(-1)) return null;
  pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const persons = (pairs.at(-1)?.[0] ?? 0) + 1;
  const graph = bipartite(persons, pairs.reduce((last, [, value]) => Math.max(last, value), 0) + 1, {
    records: pairs.map(([person]) => person),
    values: pairs.map(([, value]) => value),
  });
  const path = shortestPath(graph, [ends[0]], [ends[1]]);
  if (!path) return null;
  const { shown, after, omitted } = endsOf((path.length + 1) / 2, most);
  const personAt = (place: number) => path[place * 2] ?? 0;
  const valueAfter = (place: number) => (path[place * 2 + 1] ?? persons - 1) - persons;
  // With the value before each, since the person behind a gap is named by no other.
  const values = shown.flatMap((place) => [valueAfter(place - 1), valueAfter(place)]);
  const names = await warehouse.query(
    `select distinct p, v, weft_id, type, value from (${numbered}) as n
     where p in (${shown.map(personAt).join(', ')}) and v in (${values.join(', ')})`,
  );
  const nameAfter = (place: number) => {
    const row = names.find((each) => Number(each.v) === valueAfter(place));
    return row && nameOfValue(row);
  };
  const held = await whyHeldBack(
    warehouse,
    identity,
    shown.flatMap((place) => nameAfter(place) ?? []),
  );
  return shown.map((place, index) => {
    const name = nameAfter(place);
    const gap = omitted > 0 && index + 1 === after;
    const next = name && held.find((each) => keyOfValue(each) === keyOfValue(name));
    return {
      weftId: String(names.find((row) => Number(row.p) === personAt(place))?.weft_id),
      next: gap ? null : (next ?? null),
      omitted: gap ? omitted : 0,
    };
  });
}
