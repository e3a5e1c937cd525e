import { type Condition, condition as schema } from '../workspace/kinds/segment.ts';

export type TreePath = readonly (string | number)[];

/** What of a tree cannot be asked yet. */
export interface Unfinished {
  path: TreePath;
  message: string;
  /** Whether it is whole, and wrong: it names what is not there, or compares it with what it cannot hold. */
  wrong: boolean;
}

/** A tree without what is unfinished in it. */
export interface Finished {
  /** Undefined where nothing is left. */
  where: Condition | undefined;
  /** Where each condition that is left, groups included, stands in the tree that was given. */
  places: Map<Condition, TreePath>;
  unfinished: Unfinished[];
}

/** Deeper than anybody nests, and shallower than what a parser would fall over. */
const deepest = 40;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What of a tree that somebody is still making can be asked: a condition that is not whole is left out, as is a group
 * without one, so that no half of a rule ever widens or narrows a count.
 */
export function finishedOf(tree: unknown, from: TreePath = ['where']): Finished {
  const places = new Map<Condition, TreePath>();
  const unfinished: Unfinished[] = [];
  const place = (found: Condition, path: TreePath): Condition => {
    places.set(found, path);
    return found;
  };
  const leave = (path: TreePath, message: string): undefined => {
    unfinished.push({ path, message, wrong: false });
  };
  const read = (node: unknown, path: TreePath): Condition | undefined => {
    if (path.length > deepest * 2) return leave(path, 'is nested too deep');
    if (!isRecord(node)) return leave(path, 'is no condition');
    for (const key of ['all', 'any'] as const) {
      const children = node[key];
      if (!Array.isArray(children) || Object.keys(node).length > 1) continue;
      const kept = children.flatMap((child, index) => read(child, [...path, key, index]) ?? []);
      if (children.length === 0) return leave(path, 'has no condition yet');
      if (kept.length === 0) return undefined;
      return place(key === 'all' ? { all: kept } : { any: kept }, path);
    }
    if ('not' in node && Object.keys(node).length === 1) {
      const kept = read(node.not, [...path, 'not']);
      return kept === undefined ? undefined : place({ not: kept }, path);
    }
    const parsed = schema.safeParse(node);
    return parsed.success
      ? place(parsed.data, path)
      : leave(path, parsed.error.issues[0]?.message ?? 'is not whole');
  };
  return { where: read(tree, from), places, unfinished };
}

/** The same without conditions that were found wrong; those around them stay as they are, and where they are. */
export function without(
  { where, places, unfinished }: Finished,
  wrong: ReadonlyMap<Condition, string>,
): Finished {
  if (wrong.size === 0 || where === undefined) return { where, places, unfinished };
  const kept = new Map<Condition, TreePath>();
  const found: Unfinished[] = [...unfinished];
  const copy = (node: Condition): Condition | undefined => {
    const path = places.get(node) ?? [];
    const message = wrong.get(node);
    if (message !== undefined) {
      found.push({ path, message, wrong: true });
      return undefined;
    }
    const same = copied(node, copy);
    if (same !== undefined) kept.set(same, path);
    return same;
  };
  return { where: copy(where), places: kept, unfinished: found };
}

function copied(node: Condition, copy: (child: Condition) => Condition | undefined): Condition | undefined {
  if ('not' in node) {
    const child = copy(node.not);
    return child && { not: child };
  }
  if ('all' in node) {
    const all = node.all.flatMap((child) => copy(child) ?? []);
    return all.length === 0 ? undefined : { all };
  }
  if ('any' in node) {
    const any = node.any.flatMap((child) => copy(child) ?? []);
    return any.length === 0 ? undefined : { any };
  }
  return node;
}
