import { ConfigError } from '../../../connectors/errors.ts';
import { type Row, textOrNull, type Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Identity } from '../../workspace/kinds/identity.ts';
import { type Decision, listDecisions } from '../decisions.ts';
import { aloneType, reservedMark } from '../graph/joined-links.ts';
import { mostLinks, nameNodes, readPersonGraph } from '../graph/person-graph.ts';
import { search } from '../graph/search.ts';
import { compareRecords, nameOfRecord, type RecordName } from '../record-name.ts';
import { identityTable } from '../tables.ts';
import { GraphBuilder, type GraphData } from './graph-data.ts';
import { excludedOf, type HeldBack, heldBackOf, keyOfValue } from './held-back.ts';
import { type Joint, type RecordNode, type Rule, recordNode, rulesOf, type When } from './joins.ts';
import { weakWords } from './words.ts';

/** A list that may be longer than what is shown of it. */
export interface Shown<T> {
  shown: T[];
  total: number;
}

export interface PersonExplanation {
  weftId: string;
  personId: string;
  createdAt: string | null;
  /** Oldest first. */
  records: Shown<RecordNode>;
  /** Most records first. */
  identifiers: Shown<{
    type: string;
    value: string;
    records: number;
    firstSeen: string | null;
    lastSeen: string | null;
  }>;
  /**
   * How each record was joined, breadth first from the oldest: by `rule` to `parent`, which comes before it. The
   * first has neither. Null where the person has more links than are searched; `treeRefused` says so.
   */
  tree: { record: RecordNode; parent: RecordName | null; join: { rule: Rule; when: When } | null }[];
  treeRefused: string | null;
  /** Values in use that joined nothing, or not all that carry them. */
  heldBack: Shown<HeldBack>;
  /** Values that are no identifiers. */
  excluded: Shown<HeldBack>;
  /** What people decided about records of the person, in force. */
  decisions: Shown<Decision>;
  graph: GraphData;
}

/** Why the records of one person are one, at most `most` of each list. Throws ConfigError where there is none. */
export async function explainPerson(
  warehouse: Warehouse,
  identity: Identity,
  personId: string,
  { most }: { most: number },
): Promise<PersonExplanation> {
  const { dialect } = warehouse;
  const person = `person_id = ${BigInt(personId)}`;
  const [row] = await warehouse.query(
    `select weft_id, created_at, records from ${identityTable(dialect, 'persons')} where ${person}`,
  );
  if (!row)
    throw new ConfigError(`no person has the number ${personId}`, { mend: 'Refresh with `./weft run`.' });
  const records = await warehouse.query(
    `select source, record_key, recorded_at, seen_run from ${identityTable(dialect, 'members')} where ${person}
     order by seen_run, case when recorded_at is null then 1 else 0 end, recorded_at, source, record_key limit ${most}`,
  );
  const identifiers = await warehouse.query(
    `select type, value, records, first_seen, last_seen, count(*) over () as total
     from ${identityTable(dialect, 'identifiers')} where ${person} order by records desc, type, value limit ${most}`,
  );
  const shown = records.map(recordNode);
  const tree = await treeOf(warehouse, identity, personId, shown, most);
  const heldBack = await heldBackOf(warehouse, identity, personId, most);
  const excluded = await excludedOf(warehouse, identity, personId, most);
  const inTree = tree.joins.map(({ record }) => record);
  return {
    weftId: String(row.weft_id),
    personId,
    createdAt: textOrNull(row.created_at),
    records: { shown, total: Number(row.records) },
    identifiers: {
      total: Number(identifiers[0]?.total ?? 0),
      shown: identifiers.map((each) => ({
        type: String(each.type),
        value: String(each.value),
        records: Number(each.records),
        firstSeen: textOrNull(each.first_seen),
        lastSeen: textOrNull(each.last_seen),
      })),
    },
    tree: tree.joins,
    treeRefused: tree.refused,
    heldBack,
    excluded,
    decisions: await decisionsAbout(warehouse, personId, most),
    graph: await graphOf(warehouse, identity, inTree.length > 0 ? inTree : shown, tree.joins, [
      ...heldBack.shown,
      ...excluded.shown,
    ]),
  };
}

async function treeOf(
  warehouse: Warehouse,
  identity: Identity,
  personId: string,
  oldest: readonly RecordNode[],
  most: number,
): Promise<{ joins: PersonExplanation['tree']; refused: string | null }> {
  const root = oldest[0];
  if (!root) return { joins: [], refused: null };
  const graph = await readPersonGraph(warehouse, identity, personId);
  if (!graph) return { joins: [], refused: `they have more than ${mostLinks} links, which are not searched` };
  // One record alone has no link to another.
  if (graph.records === 0) return { joins: [{ record: root, parent: null, join: null }], refused: null };
  const { before, order } = search(graph, [0]);
  const nodes = [...order.filter((node) => node < graph.records)].slice(0, most);
  const named = await nameNodes(warehouse, identity, personId, {
    records: nodes,
    values: nodes.slice(1).map((node) => (before[node] ?? 0) - graph.records),
  });
  const record = (node: number) => recordNode(named.records.get(node) ?? {});
  const joints = nodes.slice(1).map((node): Joint => {
    const via = before[node] ?? 0;
    const value = named.values.get(via - graph.records);
    return {
      one: record(before[via] ?? 0),
      other: record(node),
      type: String(value?.type),
      value: String(value?.value),
      doubtful: graph.doubtful[graph.offsets[via] ?? 0] === 1,
    };
  });
  const rules = await rulesOf(warehouse, identity, joints);
  return {
    refused: null,
    joins: nodes.map((node, index) => {
      const joint = joints[index - 1];
      return joint
        ? {
            record: joint.other,
            parent: { source: joint.one.source, key: joint.one.key },
            join: rules[index - 1] ?? null,
          }
        : { record: record(node), parent: null, join: null };
    }),
  };
}

async function decisionsAbout(
  warehouse: Warehouse,
  personId: string,
  most: number,
): Promise<Shown<Decision>> {
  const standing = (await listDecisions(warehouse)).filter(({ state }) => state === 'in force');
  if (standing.length === 0) return { shown: [], total: 0 };
  const { dialect } = warehouse;
  const rows = await warehouse.query(
    `select distinct d.decision_id from ${identityTable(dialect, 'decisions')} as d
     join ${identityTable(dialect, 'members')} as m
       on (m.source = d.source and m.record_key = d.record_key) or (m.source = d.other_source and m.record_key = d.other_record_key)
     where m.person_id = ${BigInt(personId)}`,
  );
  const about = new Set(rows.map((row) => String(row.decision_id)));
  const found = standing.filter(({ id }) => about.has(id));
  return { shown: found.slice(0, most), total: found.length };
}

/** The links of the records that are shown, those that join nothing with their reason. */
async function graphOf(
  warehouse: Warehouse,
  identity: Identity,
  records: readonly RecordNode[],
  tree: PersonExplanation['tree'],
  held: readonly HeldBack[],
): Promise<GraphData> {
  const { dialect } = warehouse;
  const graph = new GraphBuilder();
  for (const record of records) graph.record(record);
  const reasons = new Map(held.map((each) => [keyOfValue(each), each.text]));
  const weak = new Set(identity.types.filter((each) => each.weak).map(({ type }) => type));
  if (records.length > 0) {
    const wanted = records
      .map(
        ({ source, key }) =>
          `select ${dialect.literal(source)} as source, ${dialect.literal(key)} as record_key`,
      )
      .join(' union all ');
    const links = await warehouse.query(
      `select l.source, l.record_key, l.type, l.value from (${wanted}) as w
       join ${identityTable(dialect, 'links')} as l on l.source = w.source and l.record_key = w.record_key
       where substr(l.type, 1, 1) <> ${dialect.literal(reservedMark)} or l.type = ${dialect.literal(aloneType)}
       order by l.source, l.record_key, l.type, l.value limit 2000`,
    );
    const nameOf = (row: Row) => ({ source: String(row.source), key: String(row.record_key) });
    const alone = new Set(
      links.filter(({ type }) => type === aloneType).map((row) => nameOfRecord(nameOf(row))),
    );
    for (const row of links) {
      const [type, value] = [String(row.type), String(row.value)];
      if (type === aloneType) continue;
      const reason = alone.has(nameOfRecord(nameOf(row)))
        ? 'the record stands alone by decision'
        : (reasons.get(keyOfValue({ type, value })) ?? (weak.has(type) ? weakWords : undefined));
      graph.edge(graph.record(nameOf(row)), graph.identifier(type, value), reason);
    }
  }
  for (const { record, parent, join } of tree) {
    if (!join || !parent || join.rule.by === 'identifier') continue;
    const via = graph.rule(join.rule);
    graph.edge(graph.record(parent), via);
    graph.edge(graph.record(record), via);
  }
  return graph.build();
}

/** How the two records of a decision are written. */
export const subjectOfDecision = ({ record, other }: Decision): string =>
  other === null
    ? nameOfRecord(record)
    : [record, other]
        .sort(compareRecords)
        .map((each) => nameOfRecord(each))
        .join(' and ');
