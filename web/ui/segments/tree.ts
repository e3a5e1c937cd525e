import { fieldName } from '../../../models/workspace/field-path.ts';

/** A condition while it is being made: of the grammar's shape, with anything missing. Never changed in place. */
export type Draft = Readonly<Record<string, unknown>>;
export type How = 'all' | 'any' | 'none';
/** The way from the root over the places of children. */
export type Place = readonly number[];

const isDraft = (value: unknown): value is Draft =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOnly = (node: Draft, key: string): boolean => key in node && Object.keys(node).length === 1;

// Each child asks how its group joins: of ten thousand that would be a hundred million looks, and no list changes.
const known = new WeakSet<readonly unknown[]>();

function drafts(value: unknown): value is readonly Draft[] {
  if (!Array.isArray(value)) return false;
  if (known.has(value)) return true;
  const good = value.every(isDraft);
  if (good) known.add(value);
  return good;
}

/** How a group joins its children; null for a condition that is none. "Not any of these" is "none of these". */
export function howOf(node: Draft): How | null {
  if (isOnly(node, 'all') && drafts(node.all)) return 'all';
  if (isOnly(node, 'any') && drafts(node.any)) return 'any';
  return isOnly(node, 'not') && isDraft(node.not) ? 'none' : null;
}

const innerAny = (node: Draft): readonly Draft[] | null => {
  const inner = node.not;
  return isDraft(inner) && howOf(inner) === 'any' && drafts(inner.any) ? inner.any : null;
};

export function childrenOf(node: Draft): readonly Draft[] {
  if (drafts(node.all)) return node.all;
  if (drafts(node.any)) return node.any;
  return isDraft(node.not) ? (innerAny(node) ?? [node.not]) : [];
}

/** A group of children, as the grammar writes it. */
export function groupOf(how: How, children: readonly Draft[]): Draft {
  if (how !== 'none') return { [how]: children };
  const [only] = children;
  return children.length === 1 && only !== undefined ? { not: only } : { not: { any: children } };
}

// React and the focus know a condition by an id that it keeps while it is edited; nothing of it is written.
const ids = new WeakMap<Draft, string>();
let made = 0;

export function idOf(node: Draft): string {
  const given = ids.get(node);
  if (given !== undefined) return given;
  const id = `c${++made}`;
  ids.set(node, id);
  return id;
}

/** The same condition, edited. */
export function edited<D extends Draft>(before: Draft, after: D): D {
  if (after !== before) ids.set(after, idOf(before));
  return after;
}

/** A group with other children; one that was written `not: { any }` stays so. */
export function withChildren(node: Draft, children: readonly Draft[]): Draft {
  const how = howOf(node) ?? 'all';
  const written =
    how === 'none' && innerAny(node) !== null ? { not: { any: children } } : groupOf(how, children);
  return edited(node, written);
}

export const withHow = (node: Draft, how: How): Draft => edited(node, groupOf(how, childrenOf(node)));

/** The steps of the grammar from a group to a child of it. */
function stepsTo(node: Draft, index: number): (string | number)[] {
  const how = howOf(node);
  if (how === 'none') return innerAny(node) === null ? ['not'] : ['not', 'any', index];
  return [how ?? 'all', index];
}

export function at(root: Draft, place: Place): Draft | undefined {
  return place.reduce<Draft | undefined>((node, index) => node && childrenOf(node)[index], root);
}

/** The tree with another condition at a place. */
export function replaced(root: Draft, place: Place, to: Draft): Draft {
  const [index, ...rest] = place;
  if (index === undefined) return to;
  const children = childrenOf(root).map((child, position) =>
    position === index ? replaced(child, rest, to) : child,
  );
  return withChildren(root, children);
}

const parentOf = (place: Place): Place => place.slice(0, -1);
const indexOf = (place: Place): number => place.at(-1) ?? 0;

export function inserted(root: Draft, parent: Place, index: number, node: Draft): Draft {
  const group = at(root, parent);
  if (group === undefined) return root;
  return replaced(root, parent, withChildren(group, childrenOf(group).toSpliced(index, 0, node)));
}

/** The tree without a condition; a group that it leaves empty goes with it, but for the root. */
export function removed(root: Draft, place: Place): Draft {
  if (place.length === 0) return root;
  const parent = parentOf(place);
  const group = at(root, parent);
  if (group === undefined) return root;
  const children = childrenOf(group).toSpliced(indexOf(place), 1);
  if (children.length === 0 && parent.length > 0) return removed(root, parent);
  return replaced(root, parent, withChildren(group, children));
}

/** A copy right after it. */
export function duplicated(root: Draft, place: Place): Draft {
  const node = at(root, place);
  if (node === undefined || place.length === 0) return root;
  return inserted(root, parentOf(place), indexOf(place) + 1, structuredClone(node));
}

/** One place up or down among its siblings. */
export function shifted(root: Draft, place: Place, by: -1 | 1): Draft {
  const group = at(root, parentOf(place));
  const node = at(root, place);
  const to = indexOf(place) + by;
  if (group === undefined || node === undefined || place.length === 0) return root;
  const children = childrenOf(group);
  if (to < 0 || to >= children.length) return root;
  return replaced(
    root,
    parentOf(place),
    withChildren(group, children.toSpliced(indexOf(place), 1).toSpliced(to, 0, node)),
  );
}

const opposite = (how: How | null): How => (how === 'all' ? 'any' : 'all');

/** Into the group above it, or into a new one of its own. */
export function nested(root: Draft, place: Place): Draft {
  const node = at(root, place);
  const parent = at(root, parentOf(place));
  if (node === undefined || parent === undefined || place.length === 0) return root;
  const above = indexOf(place) === 0 ? undefined : childrenOf(parent)[indexOf(place) - 1];
  if (above === undefined || howOf(above) === null)
    return replaced(root, place, groupOf(opposite(howOf(parent)), [node]));
  const without = removed(root, place);
  const target = [...parentOf(place), indexOf(place) - 1];
  return inserted(without, target, childrenOf(above).length, node);
}

/** Out of its group, to the place after it. */
export function lifted(root: Draft, place: Place): Draft {
  const node = at(root, place);
  if (node === undefined || place.length < 2) return root;
  const parent = parentOf(place);
  const emptied = childrenOf(at(root, parent) ?? {}).length === 1;
  const index = indexOf(parent) + (emptied ? 0 : 1);
  return inserted(removed(root, place), parentOf(parent), index, node);
}

/** "None of" around it, or away again. */
export function negated(root: Draft, place: Place): Draft {
  const node = at(root, place);
  if (node === undefined) return root;
  const how = howOf(node);
  if (how !== null) return replaced(root, place, withHow(node, how === 'none' ? 'any' : 'none'));
  const parent = at(root, parentOf(place));
  if (parent && howOf(parent) === 'none' && childrenOf(parent).length === 1 && place.length > 1)
    return replaced(root, parentOf(place), node);
  return replaced(root, place, { not: node });
}

const startsWith = (place: Place, with_: Place): boolean =>
  with_.length <= place.length && with_.every((index, step) => place[step] === index);

/** A condition taken to another place: before the child `index` of the group `parent`. */
export function moved(root: Draft, from: Place, parent: Place, index: number): Draft {
  const node = at(root, from);
  // Nothing goes into itself.
  if (node === undefined || at(root, parent) === undefined || from.length === 0 || startsWith(parent, from))
    return root;
  const put = inserted(root, parent, index, marker);
  const old = placeOf(put, node);
  const cleared = old === undefined ? put : removed(put, old);
  const target = placeOf(cleared, marker);
  return target === undefined ? root : replaced(cleared, target, node);
}

/** Stands where something will be. */
const marker: Draft = Object.freeze({ profile: '' });

export function placeOf(root: Draft, node: Draft, from: Place = []): Place | undefined {
  if (root === node) return from;
  for (const [index, child] of childrenOf(root).entries()) {
    const found = placeOf(child, node, [...from, index]);
    if (found !== undefined) return found;
  }
  return undefined;
}

export interface TreeRow {
  id: string;
  node: Draft;
  place: Place;
  /** `where.all[0]`: how answers name it. */
  field: string;
  /** Of the row itself; null for a condition. */
  how: How | null;
  /** Of each group around it, outermost first: the threads at its left. */
  around: How[];
  index: number;
  siblings: number;
  open: boolean;
}

/** The rows of a tree as they stand one below the other. */
export function rowsOf(root: Draft, closed: ReadonlySet<string>, virtual: boolean): TreeRow[] {
  const found: TreeRow[] = [];
  const walk = (
    node: Draft,
    place: Place,
    path: readonly (string | number)[],
    around: How[],
    siblings: number,
  ): void => {
    const how = howOf(node);
    const id = idOf(node);
    const open = how !== null && !closed.has(id);
    found.push({
      ...{ id, node, place, field: fieldName(path), how, around },
      ...{ index: indexOf(place), siblings, open },
    });
    if (how === null || !open) return;
    const children = childrenOf(node);
    for (const [index, child] of children.entries()) {
      const steps = virtual && place.length === 0 ? [] : stepsTo(node, index);
      walk(child, [...place, index], [...path, ...steps], [...around, how], children.length);
    }
  };
  walk(root, [], ['where'], [], 1);
  return found;
}

const isNothing = (where: unknown): boolean => where === undefined || where === null;

/** The tree of a definition as a group: one that is a single condition stands in a group that is not written. */
export function rootOf(where: unknown): { root: Draft; virtual: boolean } {
  if (isNothing(where) || !isDraft(where)) return { root: { all: [] }, virtual: false };
  if (howOf(where) !== null) return { root: where, virtual: false };
  const root = wrappers.get(where) ?? { all: [where] };
  wrappers.set(where, root);
  return { root, virtual: true };
}

const wrappers = new WeakMap<Draft, Draft>();

/** What is written of a tree. */
export function whereOf(root: Draft, virtual: boolean): Draft {
  const [only, more] = childrenOf(root);
  return virtual && howOf(root) === 'all' && only !== undefined && more === undefined && howOf(only) === null
    ? only
    : root;
}
