import { ConfigError, WarehouseError } from '../../../connectors/errors.ts';
import type { Row, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Identity } from '../../workspace/kinds/identity.ts';
import { mostLinks, nameNodes, readPersonGraph } from '../graph/person-graph.ts';
import { shortestPath } from '../graph/search.ts';
import { identityTable } from '../tables.ts';
import { type Carrier, carriersOf } from './carriers.ts';
import { endsOf } from './ends.ts';
import { type GraphData, graphOfPath } from './graph-data.ts';
import { type Joint, type RecordNode, type Rule, recordNode, rulesOf, type When } from './joins.ts';
import type { Subject } from './subject.ts';

/** By what one record of a path was joined to the next, and when. */
export interface Step {
  rule: Rule;
  when: When;
}

/** How two subjects come to be one person. */
export interface Path {
  weftId: string;
  /** How many joins lead from the one to the other. */
  joins: number;
  /** The first carries `from`, the last `to`; each is joined to the next by the step between them. */
  records: RecordNode[];
  /** One fewer than records. Of a long path the middle is left out: there the step says how many records. */
  steps: (Step | { omitted: number })[];
  graph: GraphData;
}

/**
 * The shortest path between two subjects of one person, over what joined its records; its first and last `most`
 * records. Null where the links in use no longer connect them, which the next refresh will act on.
 */
export async function explainPath(
  warehouse: Warehouse,
  identity: Identity,
  person: Carrier,
  [from, to]: [Subject, Subject],
  { most }: { most: number },
): Promise<Path | null> {
  const { weftId, personId } = person;
  const both = await recordOfBoth(warehouse, person, from, to);
  if (both) {
    return { weftId, joins: 0, records: [both], steps: [], graph: graphOfPath(from, to, [both], []) };
  }
  const { dialect } = warehouse;
  const graph = await readPersonGraph(warehouse, identity, personId, {
    starts: carriersOf(dialect, from),
    ends: carriersOf(dialect, to),
  });
  if (!graph) throw tooLarge(weftId);
  const nodes = shortestPath(graph, graph.starts, graph.ends);
  if (!nodes) return null;
  // Records and values alternate, and both ends are records.
  const joins = (nodes.length - 1) / 2;
  const { shown, after, omitted } = endsOf(joins + 1, most);
  const recordAt = (place: number) => nodes[place * 2] ?? 0;
  const valueAfter = (place: number) => nodes[place * 2 + 1] ?? 0;
  const joined = shown.slice(0, -1).filter((_, index) => index + 1 !== after);
  const named = await nameNodes(warehouse, identity, personId, {
    records: shown.map(recordAt),
    values: joined.map((place) => valueAfter(place) - graph.records),
  });
  const record = (place: number) => recordNode(present(named.records.get(recordAt(place))));
  const rules = await rulesOf(
    warehouse,
    identity,
    joined.map((place): Joint => {
      const value = valueAfter(place);
      const row = present(named.values.get(value - graph.records));
      const doubtful = graph.doubtful[graph.offsets[value] ?? 0] === 1;
      return {
        one: record(place),
        other: record(place + 1),
        type: String(row.type),
        value: String(row.value),
        doubtful,
      };
    }),
  );
  const records = shown.map(record);
  const steps: Path['steps'] = [...rules];
  if (omitted > 0) steps.splice(after - 1, 0, { omitted });
  return { weftId, joins, records, steps, graph: graphOfPath(from, to, records, steps) };
}

/** A node's name; numbers of nodes hold for one run only. */
function present(row: Row | undefined): Row {
  if (row) return row;
  throw new WarehouseError('the identities changed while they were read', {
    mend: 'Ask again.',
    retryable: true,
  });
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
