import type { Row, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Identity } from '../../workspace/kinds/identity.ts';
import { typesOf } from '../rules.ts';
import { integer, joinedLinks, sameType } from './joined-links.ts';

/**
 * Records and the values that joined them, as a bipartite graph of integers: node 0 to `records` - 1 is a record,
 * the oldest first; node `records` + i is value i, the strongest rule first. Values of one record alone are left out. The
 * neighbours of node n are `targets[offsets[n]]` to `targets[offsets[n + 1] - 1]`, ascending.
 */
export interface PersonGraph {
  readonly records: number;
  readonly values: number;
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  /** 1 for a link of a value that is doubtful, see `joinedLinks`; in step with `targets`. */
  readonly doubtful: Uint8Array;
  /** Records that were marked when the graph was read. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Some forty bytes each while they are read. A person of more is a wrong join, which the audit shows. */
export const mostLinks = 5_000_000;

/** SQL of records (source, record_key) to find again in the graph. */
export interface Marks {
  starts: string;
  ends: string;
}

/**
 * Reads one person's graph. Only integers leave the warehouse, two for each link, so a person of half a million
 * records is some megabytes; names are asked for afterwards, of the nodes that are shown. Null above `most` links.
 */
export async function readPersonGraph(
  warehouse: Warehouse,
  identity: Identity,
  personId: string,
  marks: Marks | null = null,
  most = mostLinks,
): Promise<PersonGraph | null> {
  const numbered = numberedLinks(warehouse, identity, personId);
  const sql =
    marks === null
      ? `select r, v, doubtful, 0 as mark from (${numbered}) as n`
      : `select n.r, n.v, n.doubtful, (case when s.source is null then 0 else 1 end) + (case when e.source is null then 0 else 2 end) as mark
        from (${numbered}) as n
        left join (${marks.starts}) as s on s.source = n.source and s.record_key = n.record_key
        left join (${marks.ends}) as e on e.source = n.source and e.record_key = n.record_key`;
  const links = new GrowingLinks();
  const starts = new Set<number>();
  const ends = new Set<number>();
  for await (const rows of warehouse.stream(sql)) {
    for (const row of rows) {
      const record = Number(row.r) - 1;
      links.add(record, Number(row.v) - 1, Number(row.doubtful));
      const mark = Number(row.mark);
      if (mark & 1) starts.add(record);
      if (mark & 2) ends.add(record);
    }
    if (links.length > most) return null;
  }
  return { ...links.graph(), starts: ascending(starts), ends: ascending(ends) };
}

/**
 * The links with the numbers of their nodes, from 1: r, v and what `joinedLinks` has. Values go by the strength of
 * their rule, decisions first, so that of paths of one length the one by the strongest rule is found.
 */
function numberedLinks(warehouse: Warehouse, identity: Identity, personId: string): string {
  const age = 'seen_run, case when recorded_at is null then 1 else 0 end, recorded_at, source, record_key';
  const { dialect } = warehouse;
  const stages = [{ type: sameType, priority: 0 }, ...typesOf(identity)].map(
    ({ type, priority }) => `when ${dialect.literal(type)} then ${priority}`,
  );
  const strength = `case type ${stages.join(' ')} else ${stages.length + 1000} end`;
  return `select source, record_key, recorded_at, seen_run, type, value, doubtful,
      dense_rank() over (order by ${age}) as r, dense_rank() over (order by ${strength}, type, value) as v
    from (
      select j.*, count(*) over (partition by type, value) as carriers
      from (${joinedLinks(dialect, identity, personId)}) as j
    ) as counted
    where carriers > 1`;
}

/** What the nodes of a graph are, by their numbers in it: records of members, values as (type, value). */
export async function nameNodes(
  warehouse: Warehouse,
  identity: Identity,
  personId: string,
  nodes: { records: Iterable<number>; values: Iterable<number> },
): Promise<{ records: Map<number, Row>; values: Map<number, Row> }> {
  const numbered = numberedLinks(warehouse, identity, personId);
  const ask = async (wanted: Iterable<number>, number: 'r' | 'v', columns: string) => {
    const named = new Map<number, Row>();
    const list = [...new Set(wanted)];
    for (let at = 0; at < list.length; at += 5000) {
      const some = list.slice(at, at + 5000).map((node) => integer(String(node + 1)));
      const rows = await warehouse.query(
        `select distinct ${number} as node, ${columns} from (${numbered}) as n where ${number} in (${some.join(', ')})`,
      );
      for (const row of rows) named.set(Number(row.node) - 1, row);
    }
    return named;
  };
  return {
    records: await ask(nodes.records, 'r', 'source, record_key, recorded_at, seen_run'),
    values: await ask(nodes.values, 'v', 'type, value'),
  };
}

const ascending = (nodes: Set<number>): Int32Array => Int32Array.from(nodes).sort();

/** Links as they arrive, in typed arrays that double. */
class GrowingLinks {
  length = 0;
  private ends = new Int32Array(2048);
  private flags = new Uint8Array(1024);
  private records = 0;
  private values = 0;

  add(record: number, value: number, doubtful: number): void {
    if (this.length === this.flags.length) {
      const ends = new Int32Array(this.ends.length * 2);
      ends.set(this.ends);
      this.ends = ends;
      const flags = new Uint8Array(this.flags.length * 2);
      flags.set(this.flags);
      this.flags = flags;
    }
    this.ends[this.length * 2] = record;
    this.ends[this.length * 2 + 1] = value;
    this.flags[this.length] = doubtful;
    this.length += 1;
    this.records = Math.max(this.records, record + 1);
    this.values = Math.max(this.values, value + 1);
  }

  /** Sorted by record and value, so that neighbours ascend and a path never depends on the order of rows. */
  graph(): Omit<PersonGraph, 'starts' | 'ends'> {
    const { records, values, length } = this;
    const keys = new Float64Array(length);
    for (let at = 0; at < length; at += 1) {
      const [record = 0, value = 0] = [this.ends[at * 2], this.ends[at * 2 + 1]];
      keys[at] = (record * values + value) * 2 + (this.flags[at] ?? 0);
    }
    keys.sort();
    const from = new Int32Array(length);
    const to = new Int32Array(length);
    const flags = new Uint8Array(length);
    keys.forEach((key, at) => {
      const pair = Math.floor(key / 2);
      from[at] = Math.floor(pair / values);
      to[at] = pair % values;
      flags[at] = key % 2;
    });
    return graphOf(records, values, { records: from, values: to, doubtful: flags });
  }
}

/** A graph of links, which are sorted by record and value; the three arrays are in step. */
export function graphOf(
  records: number,
  values: number,
  links: { records: ArrayLike<number>; values: ArrayLike<number>; doubtful?: ArrayLike<number> },
): Omit<PersonGraph, 'starts' | 'ends'> {
  const count = links.records.length;
  const offsets = new Int32Array(records + values + 1);
  const end = (link: number): [record: number, value: number] => [
    links.records[link] ?? 0,
    records + (links.values[link] ?? 0),
  ];
  for (let link = 0; link < count; link += 1)
    for (const node of end(link)) offsets[node + 1] = (offsets[node + 1] ?? 0) + 1;
  for (let node = 0; node < records + values; node += 1)
    offsets[node + 1] = (offsets[node + 1] ?? 0) + (offsets[node] ?? 0);
  const next = offsets.slice();
  const targets = new Int32Array(count * 2);
  const doubtful = new Uint8Array(count * 2);
  const put = (from: number, to: number, flag: number) => {
    const at = next[from] ?? 0;
    targets[at] = to;
    doubtful[at] = flag;
    next[from] = at + 1;
  };
  for (let link = 0; link < count; link += 1) {
    const [record, value] = end(link);
    put(record, value, links.doubtful?.[link] ?? 0);
    put(value, record, links.doubtful?.[link] ?? 0);
  }
  return { records, values, offsets, targets, doubtful };
}
