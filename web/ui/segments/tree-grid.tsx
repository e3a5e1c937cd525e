'use client';

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useTranslations } from 'next-intl';
import {
  type DragEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useBuilder } from './builder-context.ts';
import { rowKey } from './row-keys.ts';
import css from './tree.module.css';
import type { TreeRow as Row } from './tree.ts';
import { type RowState, TreeRow } from './tree-row.tsx';

interface TreeGridProps {
  rows: readonly Row[];
  stateOf: (row: Row) => RowState;
  /** The row that Tab leads to. */
  current: string;
  /** The row that is to get the focus once it stands. */
  wanted: RefObject<string | null>;
  slug: string;
  foot: ReactNode;
}

/** From so many rows on, only those in sight are drawn. */
const mostDrawn = 150;

const isText = (target: EventTarget): boolean =>
  target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable);

/** The first field of a row's cells. */
const fieldIn = (row: HTMLElement | null): HTMLElement | null =>
  row?.querySelector<HTMLElement>('[role="gridcell"] :is(button, select, input):not([disabled])') ?? null;

/** The tree as a grid whose rows are walked, moved, nested and made by keys. */
export function TreeGrid({ rows, stateOf, current, wanted, slug, foot }: TreeGridProps) {
  const { actions, editable } = useBuilder();
  const words = useTranslations('segments');
  const list = useRef<HTMLDivElement>(null);
  const [drop, setDrop] = useState<{ id: string; after: boolean } | null>(null);
  const dragged = useRef<string | null>(null);
  const virtual = rows.length > mostDrawn;
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    if (virtual) setMargin((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, [virtual]);
  const virtualizer = useWindowVirtualizer({
    count: virtual ? rows.length : 0,
    estimateSize: () => 41,
    overscan: 12,
    scrollMargin: margin,
    getItemKey: (index) => rows[index]?.id ?? index,
  });

  // A row that was made, moved or walked to is focused once it is drawn, and drawn once it is in sight.
  useEffect(() => {
    if (wanted.current === null) return;
    const row = list.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`);
    if (row) {
      wanted.current = null;
      row.focus();
      return;
    }
    const index = virtual ? rows.findIndex(({ id }) => id === wanted.current) : -1;
    if (index >= 0) virtualizer.scrollToIndex(index);
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const element =
      event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-row]') : null;
    const index = rows.findIndex(({ id }) => id === element?.dataset.row);
    const row = rows[index];
    if (!row || !list.current?.contains(element)) return;
    if (event.target !== element) {
      // Inside of a cell the keys are the field's; Esc leads back to the row.
      if (event.key === 'Escape' && !event.defaultPrevented) {
        event.preventDefault();
        element?.focus();
      }
      if (isText(event.target) || !event.altKey) return;
    }
    const act = rowKey(
      event,
      { row, index, rows, actions, enter: () => fieldIn(element)?.focus() },
      editable,
    );
    if (!act) return;
    event.preventDefault();
    act();
  };

  const rowAt = (event: DragEvent): { id: string; after: boolean } | null => {
    const element =
      event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-row]') : null;
    const id = element?.dataset.row;
    if (!element || id === undefined) return null;
    const { top, height } = element.getBoundingClientRect();
    return { id, after: event.clientY > top + height / 2 };
  };

  const shown = virtual
    ? virtualizer.getVirtualItems().flatMap(({ index, start }) => {
        const row = rows[index];
        return row ? [{ row, index, start }] : [];
      })
    : rows.map((row, index) => ({ row, index, start: 0 }));

  return (
    <div className={css.grid} data-readonly={!editable || undefined}>
      <div
        role="treegrid"
        tabIndex={-1}
        aria-label={words('row.tree')}
        aria-rowcount={rows.length + 1}
        aria-readonly={!editable}
        ref={list}
        onKeyDown={onKeyDown}
        onDragStart={(event) => {
          dragged.current = event.target instanceof HTMLElement ? (event.target.dataset.grip ?? null) : null;
        }}
        onDragOver={(event) => {
          const target = rowAt(event);
          if (dragged.current === null || target === null || target.id === dragged.current) return;
          event.preventDefault();
          if (drop?.id !== target.id || drop.after !== target.after) setDrop(target);
        }}
        onDrop={(event) => {
          event.preventDefault();
          if (dragged.current !== null && drop !== null) actions.move(dragged.current, drop);
          dragged.current = null;
          setDrop(null);
        }}
        onDragEnd={() => {
          dragged.current = null;
          setDrop(null);
        }}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="row" tabIndex={-1} className={css.head}>
          {(['grip', 'tree', 'leftHead', 'menuHead'] as const).map((name) => (
            // biome-ignore lint/a11y/useSemanticElements: as above
            <span key={name} role="columnheader" tabIndex={-1}>
              <span className={name === 'grip' || name === 'menuHead' ? css.spoken : undefined}>
                {words(`row.${name}`)}
              </span>
            </span>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div
          role="rowgroup"
          className={css.rows}
          style={virtual ? { position: 'relative', height: virtualizer.getTotalSize() } : undefined}
        >
          {shown.map(({ row, index, start }) => {
            const drawn = (
              <TreeRow
                key={row.id}
                row={row}
                state={stateOf(row)}
                current={row.id === current}
                drop={drop?.id === row.id ? (drop.after ? 'after' : 'before') : null}
                slug={slug}
              />
            );
            return virtual ? (
              <div
                key={row.id}
                role="presentation"
                ref={virtualizer.measureElement}
                data-index={index}
                style={{
                  position: 'absolute',
                  ...{ top: 0, left: 0, right: 0 },
                  transform: `translateY(${start - margin}px)`,
                }}
              >
                {drawn}
              </div>
            ) : (
              drawn
            );
          })}
        </div>
      </div>
      <div className={css.foot}>{foot}</div>
    </div>
  );
}
