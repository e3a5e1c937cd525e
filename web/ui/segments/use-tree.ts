'use client';

import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RowActions } from './builder-context.ts';
import {
  at,
  childrenOf,
  type Draft,
  duplicated,
  groupOf,
  howOf,
  idOf,
  inserted,
  lifted,
  moved,
  negated,
  nested,
  type Place,
  removed,
  replaced,
  rootOf,
  rowsOf,
  shifted,
  type TreeRow,
  whereOf,
  withHow,
} from './tree.ts';

export interface TreeState {
  rows: TreeRow[];
  actions: RowActions;
  /** The id of the row that has, or last had, the focus. */
  current: string;
  /** The row that is to get the focus once it stands. */
  wanted: RefObject<string | null>;
}

/** The tree of a definition with what is done to it. `edit` puts another one in its place, as one step of undo. */
export function useTree(
  where: unknown,
  edit: (to: (where: unknown) => unknown, of?: string) => void,
  onRemoved: () => void,
): TreeState {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState('');
  const wanted = useRef<string | null>(null);
  const { root, virtual } = rootOf(where);
  const rows = useMemo(() => rowsOf(root, closed, virtual), [root, closed, virtual]);
  const latest = useRef({ root, virtual, rows });
  latest.current = { root, virtual, rows };

  const focus = useCallback((id: string) => {
    setCurrent(id);
    const element = document.querySelector<HTMLElement>(`[data-row="${id}"]`);
    if (element === null) wanted.current = id;
    else if (!element.contains(document.activeElement) || document.activeElement !== element) element.focus();
  }, []);

  const actions = useMemo((): RowActions => {
    const change = (make: (root: Draft, place: Place) => Draft, id: string, of?: string): void => {
      edit((before) => {
        const tree = rootOf(before);
        const place = placeById(tree.root, id);
        if (place === undefined) return before;
        const next = make(tree.root, place);
        return next === tree.root ? before : whereOf(next, tree.virtual);
      }, of);
    };
    const then = (id: string) => {
      setCurrent(id);
      wanted.current = id;
    };
    const groupAt = (root: Draft, place: Place): { parent: Place; index: number } => {
      const node = at(root, place);
      if (node !== undefined && howOf(node) !== null)
        return { parent: place, index: childrenOf(node).length };
      return { parent: place.slice(0, -1), index: (place.at(-1) ?? 0) + 1 };
    };
    const add = (id: string, made: Draft, focused: Draft) => {
      change((root, place) => {
        const { parent, index } = groupAt(root, place);
        return inserted(root, parent, index, made);
      }, id);
      setClosed((before) => without(before, id));
      then(idOf(focused));
    };
    return {
      change: (id, to, of) =>
        change(
          (root, place) => {
            const node = at(root, place);
            return node === undefined ? root : replaced(root, place, to(node));
          },
          id,
          of,
        ),
      addCondition: (id) => {
        const made: Draft = {};
        add(id, made, made);
      },
      addGroup: (id) => {
        const made: Draft = {};
        const place = placeById(latest.current.root, id) ?? [];
        const around = at(
          latest.current.root,
          howOf(at(latest.current.root, place) ?? {}) === null ? place.slice(0, -1) : place,
        );
        const how = around && howOf(around) === 'all' ? 'any' : 'all';
        add(id, groupOf(how, [made]), made);
      },
      setHow: (id, how) =>
        change((root, place) => {
          const node = at(root, place);
          return node === undefined ? root : replaced(root, place, withHow(node, how));
        }, id),
      remove: (id) => {
        const index = latest.current.rows.findIndex((row) => row.id === id);
        const row = latest.current.rows[index];
        if (row === undefined || row.place.length === 0) return;
        change(removed, id);
        const inside = (other: TreeRow) => row.place.every((step, depth) => other.place[depth] === step);
        const next = latest.current.rows.slice(index + 1).find((other) => !inside(other));
        then((next ?? latest.current.rows[index - 1] ?? row).id);
        onRemoved();
      },
      duplicate: (id) => {
        const place = placeById(latest.current.root, id);
        if (place === undefined || place.length === 0) return;
        change(duplicated, id);
        copied.current = { parent: place.slice(0, -1), index: (place.at(-1) ?? 0) + 1 };
      },
      shift: (id, by) => {
        change((root, place) => shifted(root, place, by), id);
        then(id);
      },
      nest: (id) => {
        change(nested, id);
        then(id);
      },
      lift: (id) => {
        change(lifted, id);
        then(id);
      },
      negate: (id) => {
        change(negated, id);
        then(id);
      },
      toggle: (id, open) => {
        setClosed((before) => {
          const isOpen = !before.has(id);
          if ((open ?? !isOpen) === isOpen) return before;
          return isOpen ? new Set([...before, id]) : without(before, id);
        });
        then(id);
      },
      focus,
      move: (id, { id: target, after }) => {
        change((root, from) => {
          const place = placeById(root, target);
          if (place === undefined) return root;
          const node = at(root, place);
          // Onto a group's own row is into the group, at its beginning.
          if (node !== undefined && howOf(node) !== null && (after || place.length === 0))
            return moved(root, from, place, 0);
          return moved(root, from, place.slice(0, -1), (place.at(-1) ?? 0) + (after ? 1 : 0));
        }, id);
        then(id);
      },
    };
  }, [edit, focus, onRemoved]);

  // The copy gets its id when it is made: it is focused by where it stands.
  const copied = useRef<{ parent: Place; index: number } | null>(null);
  useEffect(() => {
    if (copied.current === null) return;
    const { parent, index } = copied.current;
    const node = at(root, [...parent, index]);
    copied.current = null;
    if (node) focus(idOf(node));
  }, [root, focus]);

  return {
    rows,
    actions,
    wanted,
    current: rows.some(({ id }) => id === current) ? current : (rows[0]?.id ?? ''),
  };
}

const without = (ids: ReadonlySet<string>, id: string): ReadonlySet<string> =>
  new Set([...ids].filter((one) => one !== id));

function placeById(root: Draft, id: string, from: Place = []): Place | undefined {
  if (idOf(root) === id) return from;
  for (const [index, child] of childrenOf(root).entries()) {
    const found = placeById(child, id, [...from, index]);
    if (found !== undefined) return found;
  }
  return undefined;
}
