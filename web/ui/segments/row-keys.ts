import type { KeyboardEvent } from 'react';
import type { RowActions } from './builder-context.ts';
import type { TreeRow } from './tree.ts';

interface Keyed {
  row: TreeRow;
  index: number;
  rows: readonly TreeRow[];
  actions: RowActions;
  /** Into the first field of the row. */
  enter: () => void;
}

/** What a key does on a row that has the focus; undefined for a key that is not one of the tree's. */
export function rowKey(event: KeyboardEvent, keyed: Keyed, editable: boolean): (() => void) | undefined {
  if (event.altKey) return editable ? moving(event.key, keyed) : undefined;
  if (event.ctrlKey || event.metaKey) return undefined;
  return walking(event.key, keyed) ?? (editable ? making(event.key, keyed) : undefined);
}

function moving(key: string, { row: { id }, actions }: Keyed): (() => void) | undefined {
  switch (key) {
    case 'ArrowUp':
      return () => actions.shift(id, -1);
    case 'ArrowDown':
      return () => actions.shift(id, 1);
    case 'ArrowRight':
      return () => actions.nest(id);
    case 'ArrowLeft':
      return () => actions.lift(id);
  }
}

function walking(key: string, { row, index, rows, actions, enter }: Keyed): (() => void) | undefined {
  const to = (place: number) => () => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, place))];
    if (next) actions.focus(next.id);
  };
  const { id, how, open, place } = row;
  switch (key) {
    case 'ArrowUp':
      return to(index - 1);
    case 'ArrowDown':
      return to(index + 1);
    case 'Home':
      return to(0);
    case 'End':
      return to(rows.length - 1);
    case 'ArrowRight':
      return how !== null && !open ? () => actions.toggle(id, true) : to(index + 1);
    case 'ArrowLeft': {
      if (how !== null && open) return () => actions.toggle(id, false);
      const parent = String(place.slice(0, -1));
      return to(place.length === 0 ? index : rows.findIndex((other) => String(other.place) === parent));
    }
    case 'Enter':
      return enter;
  }
}

function making(key: string, { row: { id }, actions }: Keyed): (() => void) | undefined {
  switch (key) {
    case 'a':
    case 'A':
      return () => actions.addCondition(id);
    case 'g':
    case 'G':
      return () => actions.addGroup(id);
    case 'n':
    case 'N':
      return () => actions.negate(id);
    case 'd':
    case 'D':
      return () => actions.duplicate(id);
    case 'Delete':
    case 'Backspace':
      return () => actions.remove(id);
  }
}
