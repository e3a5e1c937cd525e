import type { PersonGraph } from './person-graph.ts';

type Graph = Pick<PersonGraph, 'records' | 'values' | 'offsets' | 'targets' | 'doubtful'>;

/** Breadth first: each node's distance from the nearest of `from` and the node before it; -1 where not reached. */
export interface Search {
  distance: Int32Array;
  before: Int32Array;
  /** Nodes in the order in which they were reached. */
  order: Int32Array;
}

export function search(
  graph: Graph,
  from: Iterable<number>,
  options: { doubtful?: boolean; until?: (node: number) => boolean } = {},
): Search {
  const nodes = graph.records + graph.values;
  const distance = new Int32Array(nodes).fill(-1);
  const before = new Int32Array(nodes).fill(-1);
  const queue = new Int32Array(nodes);
  let end = 0;
  for (const node of from) {
    if (distance[node] !== -1) continue;
    distance[node] = 0;
    queue[end++] = node;
  }
  for (let at = 0; at < end; at += 1) {
    const node = queue[at] ?? 0;
    if (options.until?.(node)) break;
    for (let link = graph.offsets[node] ?? 0; link < (graph.offsets[node + 1] ?? 0); link += 1) {
      const target = graph.targets[link] ?? 0;
      if (distance[target] !== -1 || (options.doubtful === false && graph.doubtful[link] === 1)) continue;
      distance[target] = (distance[node] ?? 0) + 1;
      before[target] = node;
      queue[end++] = target;
    }
  }
  return { distance, before, order: queue.subarray(0, end) };
}

/**
 * The shortest path from one of `from` to one of `to`, as nodes; records and values alternate. Doubtful links are
 * used only where no path does without. Null where there is none.
 */
export function shortestPath(graph: Graph, from: Iterable<number>, to: Iterable<number>): number[] | null {
  const starts = [...from];
  const goals = new Set(to);
  for (const doubtful of [false, true]) {
    const { distance, before, order } = search(graph, starts, { doubtful, until: (node) => goals.has(node) });
    const goal = order.find((node) => goals.has(node));
    if (goal === undefined || distance[goal] === -1) continue;
    const path = [goal];
    for (let node = before[goal] ?? -1; node !== -1; node = before[node] ?? -1) path.push(node);
    return path.reverse();
  }
  return null;
}

/**
 * The most joins between any two records. Exact up to `most` records, by a search from each; above, two searches
 * from the farthest record found so far, whose answer is a lower bound (and exact in a tree).
 */
export function diameter(graph: Graph, most = 500): { joins: number; exact: boolean } {
  const farthest = (from: number) => {
    const { distance } = search(graph, [from]);
    let best = from;
    for (let node = 0; node < graph.records; node += 1)
      if ((distance[node] ?? -1) > (distance[best] ?? -1)) best = node;
    return { node: best, joins: Math.max(0, (distance[best] ?? 0) / 2) };
  };
  if (graph.records <= most) {
    let joins = 0;
    for (let node = 0; node < graph.records; node += 1) joins = Math.max(joins, farthest(node).joins);
    return { joins, exact: true };
  }
  let joins = 0;
  for (let round = 0, from = 0; round < 4; round += 1) {
    const found = farthest(from);
    joins = Math.max(joins, found.joins);
    from = found.node;
  }
  return { joins, exact: false };
}
