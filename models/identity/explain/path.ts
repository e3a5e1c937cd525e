import { ConfigError } from '../../../connectors/errors.ts';
import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Identity } from '../../workspace/kinds/identity.ts';
import { mostLinks, nameNodes, readPersonGraph } from '../graph/person-graph.ts';
import { shortestPath } from '../graph/search.ts';
import { identityTable } from '../tables.ts';
import { type Carrier, carriersOf } from './carriers.ts';
import { type GraphData, graphOfPath } from './graph-data.ts';
import { type Joint, type RecordNode, type Rule, recordNode, rulesOf, type When } from './joins.ts';
import type { Subject } from './subject.ts';

/** How two subjects come to be one person. */
export interface Path {
  weftId: string;
  /** The first carries `from`, the last `to`; each is joined to the next by the step between them. */
  records: RecordNode[];
  /** One fewer than records. */
  steps: { rule: Rule; when: When }[];
  graph: GraphData;
}

/**
 * The shortest path between two subjects of one person, over what joined its records. Null where the links in use
 * no longer connect them, which the next refresh will act on.
 */
export async function explainPath(
  warehouse: Warehouse,
  identity: Identity,
  person: Carrier,
  from: Subject,
  to: Subject,
): Promise<Path | null> {
  const records = (await recordOfBoth(warehouse, person, from, to)) ?? null;
  if (records)
    return {
      weftId: person.weftId,
      records: [records],
      steps: [],
      graph: graphOfPath(from, to, [records], []),
    };
  const { dialect } = warehouse;
  const graph = await readPersonGraph(warehouse, identity, person.personId, {
    starts: carriersOf(dialect, from),
    ends: carriersOf(dialect, to),
  });
  if (!graph) throw tooLarge(person.weftId);
  const nodes = shortestPath(graph, graph.starts, graph.ends);
  if (!nodes) return null;
  const named = await nameNodes(warehouse, identity, person.personId, {
    records: nodes.filter((node) => node < graph.records),
    values: nodes.filter((node) => node >= graph.records).map((node) => node - graph.records),
  });
  const path = nodes
    .filter((node) => node < graph.records)
    .map((node) => recordNode(named.records.get(node) ?? {}));
  const joints = nodes
    .filter((node) => node >= graph.records)
    .map((node, index): Joint => {
      const row = named.values.get(node - graph.records);
      const [one, other] = [path[index], path[index + 1]];
      if (!one || !other || !row)
        throw new TypeError('the identities changed while their path was read; ask again');
      const doubtful = graph.doubtful[graph.offsets[node] ?? 0] === 1;
      return { one, other, type: String(row.type), value: String(row.value), doubtful };
    });
  const steps = await rulesOf(warehouse, identity, joints);
  return { weftId: person.weftId, records: path, steps, graph: graphOfPath(from, to, path, steps) };
}

const tooLarge = (weftId: string): ConfigError =>
  new ConfigError(`weft_id:${weftId} has more than ${mostLinks} links, which are not searched`, {
    mend: 'So large a person is a wrong join: `./weft identity audit` shows the values that hold most records together.',
  });

/** The oldest record of a person that carries both subjects itself. */
async function recordOfBoth(
  warehouse: Warehouse,
  person: Carrier,
  from: Subject,
  to: Subject,
): Promise<RecordNode | undefined> {
  const { dialect } = warehouse;
  const [row] = await warehouse.query(
    `select m.source, m.record_key, m.recorded_at, m.seen_run
     from ${identityTable(dialect, 'members')} as m
     join (${carriersOf(dialect, from)}) as a on a.source = m.source and a.record_key = m.record_key
     join (${carriersOf(dialect, to)}) as b on b.source = m.source and b.record_key = m.record_key
     where m.person_id = ${BigInt(person.personId)}
     order by m.seen_run, case when m.recorded_at is null then 1 else 0 end, m.recorded_at, m.source, m.record_key limit 1`,
  );
  return row ? recordNode(row) : undefined;
}
