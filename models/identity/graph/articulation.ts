import type { PersonGraph } from './person-graph.ts';

type Graph = Pick<PersonGraph, 'records' | 'values' | 'offsets' | 'targets'>;

/** A value without which the person would fall into parts. */
export interface Articulation {
  /** The value's number in the graph, from 0. */
  value: number;
  /** Records in each part, most first. */
  parts: number[];
}

/**
 * The values whose removal splits the records that they hold together (articulation points of the bipartite graph;
 * Hopcroft and Tarjan, "Efficient algorithms for graph manipulation", CACM 1973), with the parts that would be left.
 * Depth-first without recursion, as chains are long. The value that cuts off most records comes first.
 */
export function articulations(graph: Graph): Articulation[] {
  const nodes = graph.records + graph.values;
  const entered = new Int32Array(nodes).fill(-1);
  const low = new Int32Array(nodes);
  const parent = new Int32Array(nodes).fill(-1);
  const weight = new Int32Array(nodes);
  const next = Int32Array.from(graph.offsets.subarray(0, nodes));
  const cut = new Map<number, number[]>();
  let clock = 0;
  const stack: number[] = [];

  for (let root = 0; root < graph.records; root += 1) {
    if (entered[root] !== -1) continue;
    const found: number[] = [];
    stack.push(root);
    enter(root);
    while (stack.length > 0) {
      const node = stack[stack.length - 1] ?? 0;
      const link = next[node] ?? 0;
      if (link < (graph.offsets[node + 1] ?? 0)) {
        next[node] = link + 1;
        const target = graph.targets[link] ?? 0;
        if (entered[target] === -1) {
          parent[target] = node;
          stack.push(target);
          enter(target);
        } else if (target !== parent[node]) {
          low[node] = Math.min(low[node] ?? 0, entered[target] ?? 0);
        }
        continue;
      }
      stack.pop();
      const above = parent[node] ?? -1;
      if (above === -1) continue;
      weight[above] = (weight[above] ?? 0) + (weight[node] ?? 0);
      low[above] = Math.min(low[above] ?? 0, low[node] ?? 0);
      // A value is never the root, so each part below that reaches nothing above falls off.
      if (above >= graph.records && (low[node] ?? 0) >= (entered[above] ?? 0)) {
        const parts = cut.get(above);
        if (parts) parts.push(weight[node] ?? 0);
        else {
          cut.set(above, [weight[node] ?? 0]);
          found.push(above);
        }
      }
    }
    const all = weight[root] ?? 0;
    for (const value of found) {
      const parts = cut.get(value) ?? [];
      parts.push(all - parts.reduce((sum, part) => sum + part, 0));
    }
  }

  function enter(node: number): void {
    entered[node] = clock;
    low[node] = clock;
    clock += 1;
    weight[node] = node < graph.records ? 1 : 0;
  }

  const cutOff = ({ parts }: Articulation) => parts.slice(1).reduce((sum, part) => sum + part, 0);
  return [...cut]
    .map(([node, parts]) => ({ value: node - graph.records, parts: parts.sort((a, b) => b - a) }))
    .sort((a, b) => cutOff(b) - cutOff(a) || a.value - b.value);
}
