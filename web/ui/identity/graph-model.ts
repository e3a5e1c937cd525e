/** The graph of one person as the inspector draws it. Plain data: it goes to the browser, masked where it must be. */

export interface InspectorNode {
  /** Of this graph alone: it says nothing of what the node holds. */
  id: string;
  kind: 'record' | 'identifier' | 'decision' | 'pair' | 'more';
  /** Its source, its type, or how many more there are. */
  title: string;
  /** Key or value; null where this reader may not see it, or where there is none. */
  value: string | null;
  masked: boolean;
  /** When it is first known, ISO 8601; null where nothing says. */
  at: string | null;
  /** Of a record: slug of its source. */
  source: string | null;
  /** Of an identifier: why it joins nothing, or not all that carry it. */
  heldBack: { rule: string; text: string; persons: number | null } | null;
}

export interface InspectorEdge {
  id: string;
  source: string;
  target: string;
  joins: boolean;
  /** Why it does not join. */
  reason: string | null;
}

/** What a run does to persons, as `identity_changes` has it. */
export const changeKinds = ['created', 'merged', 'split', 'moved', 'retired'] as const;

/** Something that happened to the person or their graph. */
export interface Moment {
  at: string;
  /** Nodes that are first known then. */
  appears: string[];
  /** What the run of that time did to the person's id. */
  changes: { change: (typeof changeKinds)[number]; weftId: string; previous: string | null }[];
}

export interface InspectorGraph {
  nodes: InspectorNode[];
  edges: InspectorEdge[];
  moments: Moment[];
}

/** Most nodes that a picture holds; the rest is counted. */
export const mostNodes = 200;

const byTime = (one: string, other: string): number => Date.parse(one) - Date.parse(other);

/** What happened, oldest first: one moment for each time at which a node is first known or the id changed. */
export function momentsOf(
  nodes: readonly InspectorNode[],
  changes: readonly ({ at: string } & Moment['changes'][number])[],
): Moment[] {
  const moments = new Map<string, Moment>();
  const momentAt = (at: string): Moment => {
    const known = moments.get(at) ?? { at, appears: [], changes: [] };
    moments.set(at, known);
    return known;
  };
  for (const node of nodes) if (node.at !== null) momentAt(node.at).appears.push(node.id);
  for (const { at, ...change } of changes) momentAt(at).changes.push(change);
  return [...moments.values()].sort((one, other) => byTime(one.at, other.at));
}

/** Nodes that are known at a time; all of those without a time, and all where none is given. */
export function knownAt(nodes: readonly InspectorNode[], at: string | null): Set<string> {
  return new Set(
    nodes.filter((node) => at === null || node.at === null || byTime(node.at, at) <= 0).map(({ id }) => id),
  );
}

/** Into how many groups the links that join put the records that are known. */
export function groupsAmong(
  { nodes, edges }: Pick<InspectorGraph, 'nodes' | 'edges'>,
  known: ReadonlySet<string>,
): { records: number; groups: number } {
  const parents = new Map([...known].map((id) => [id, id]));
  const rootOf = (id: string): string => {
    let root = id;
    for (let up = parents.get(root); up !== undefined && up !== root; up = parents.get(root)) root = up;
    return root;
  };
  for (const { source, target, joins } of edges)
    if (joins && known.has(source) && known.has(target)) parents.set(rootOf(source), rootOf(target));
  const records = nodes.filter(({ id, kind }) => kind === 'record' && known.has(id));
  return { records: records.length, groups: new Set(records.map(({ id }) => rootOf(id))).size };
}

/** The nodes that edges lead to or come from, by the node at their other end. */
export function neighbours(edges: readonly { source: string; target: string }[]): Map<string, string[]> {
  const beside = new Map<string, string[]>();
  for (const { source, target } of edges) {
    beside.set(source, [...(beside.get(source) ?? []), target]);
    beside.set(target, [...(beside.get(target) ?? []), source]);
  }
  return beside;
}

/**
 * The edges, each leading away from the first node, so that a picture from left to right tells how one came to the
 * next. Parts that the first node does not reach begin at their own first.
 */
export function outwards({
  nodes,
  edges,
}: Pick<InspectorGraph, 'nodes' | 'edges'>): { source: string; target: string; id: string }[] {
  const distance = new Map<string, number>();
  const beside = neighbours(edges);
  for (const { id } of nodes) {
    if (distance.has(id)) continue;
    distance.set(id, 0);
    const queue = [id];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      for (const other of beside.get(next) ?? []) {
        if (distance.has(other)) continue;
        distance.set(other, (distance.get(next) ?? 0) + 1);
        queue.push(other);
      }
    }
  }
  return edges.map(({ id, source, target }) =>
    (distance.get(source) ?? 0) <= (distance.get(target) ?? 0)
      ? { id, source, target }
      : { id, source: target, target: source },
  );
}
