'use client';

import { IconBan, IconFingerprint, IconGavel, IconId, IconListDetails } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { InspectorNode } from './graph-model.ts';
import css from './node-list.module.css';

const kinds = [
  { kind: 'record', icon: IconListDetails },
  { kind: 'identifier', icon: IconFingerprint },
  { kind: 'decision', icon: IconGavel },
  { kind: 'pair', icon: IconId },
] as const;

interface NodeListProps {
  nodes: readonly InspectorNode[];
  chosen: readonly string[];
  known: ReadonlySet<string>;
  onChoose: (id: string, also: boolean) => void;
  onPath: () => void;
}

/** The graph as a list: arrows move, Enter chooses one, space chooses one more, P says why the two are one. */
export function NodeList({ nodes, chosen, known, onChoose, onPath }: NodeListProps) {
  const words = useTranslations('identity.inspector');
  const groups = kinds
    .map((group) => ({ ...group, nodes: nodes.filter(({ kind }) => kind === group.kind) }))
    .filter((group) => group.nodes.length > 0);
  const order = groups.flatMap((group) => group.nodes);
  const [active, setActive] = useState(chosen[0] ?? order[0]?.id ?? null);
  const list = useRef<HTMLDivElement>(null);

  const moveTo = (place: number) => {
    const to = order[Math.max(0, Math.min(order.length - 1, place))];
    if (!to) return;
    setActive(to.id);
    list.current?.querySelector<HTMLElement>(`#node-${to.id}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const place = order.findIndex(({ id }) => id === active);
    const moves: Record<string, number> = {
      ArrowDown: place + 1,
      ArrowUp: place - 1,
      Home: 0,
      End: order.length - 1,
      PageDown: place + 10,
      PageUp: place - 10,
    };
    const to = moves[event.key];
    if (to !== undefined) moveTo(to);
    else if (event.key === 'Enter' && active !== null) onChoose(active, event.shiftKey);
    else if (event.key === ' ' && active !== null) onChoose(active, true);
    else if (event.key.toLowerCase() === 'p') onPath();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={list}
      className={css.list}
      role="listbox"
      aria-multiselectable="true"
      aria-label={words('list')}
    >
      {groups.map(({ kind, icon: Icon, nodes: found }) => (
        // biome-ignore lint/a11y/useSemanticElements: options of a list box are grouped so, and by no fieldset
        <div key={kind} role="group" aria-label={words(`kinds.${kind}`, { count: found.length })}>
          <div className={css.head} aria-hidden="true">
            {words(`kinds.${kind}`, { count: found.length })}
          </div>
          {found.map((node) => (
            <div
              key={node.id}
              id={`node-${node.id}`}
              className={css.option}
              role="option"
              aria-selected={chosen.includes(node.id)}
              tabIndex={node.id === active ? 0 : -1}
              onKeyDown={onKeyDown}
              data-known={known.has(node.id)}
              onClick={(event) => {
                setActive(node.id);
                onChoose(node.id, event.shiftKey || event.ctrlKey || event.metaKey);
              }}
            >
              <Icon size={16} stroke={1.5} aria-hidden="true" className={css.icon} />
              <span className={css.text}>
                <span className={css.title}>{node.title}</span>
                <span className={css.value} title={node.value ?? undefined}>
                  {node.masked ? '•••' : node.value}
                </span>
              </span>
              {node.heldBack === null ? null : (
                <span className={css.held} title={node.heldBack.text}>
                  <IconBan size={14} stroke={1.75} aria-hidden="true" />
                  <span className={css.spoken}>{words('withheld')}</span>
                </span>
              )}
              {known.has(node.id) ? null : <span className={css.spoken}>{words('notYet')}</span>}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
