/**
 * The cycles of a graph of names, each spelled out from its first member in order of the map back to that
 * member: `['a', 'b', 'a']`. One cycle is reported for each way back that a depth-first walk meets.
 */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  for (const start of graph.keys()) {
    // A walk with a stack of its own: a chain of thousands of formulas is no reason to overflow.
    const path: string[] = [];
    const stack: { name: string; next: number }[] = done.has(start) ? [] : [{ name: start, next: 0 }];
    if (stack.length > 0) path.push(start);
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      if (top === undefined) break;
      const next = graph.get(top.name)?.[top.next++];
      if (next === undefined) {
        done.add(top.name);
        stack.pop();
        path.pop();
      } else if (path.includes(next)) {
        cycles.push([...path.slice(path.indexOf(next)), next]);
      } else if (graph.has(next) && !done.has(next)) {
        stack.push({ name: next, next: 0 });
        path.push(next);
      }
    }
  }
  return cycles;
}
