'use client';

import {
  Background,
  BackgroundVariant,
  type Edge,
  MarkerType,
  MiniMap,
  type Node,
  type NodeProps,
} from '@xyflow/react';
import { useMemo } from 'react';
import { Go } from '../go.tsx';
import { Flow, LineEnds } from './flow.tsx';
import css from './graph.module.css';
import type { GraphNode, GraphView } from './graph-view.ts';

type BoxNode = Node<{ of: GraphNode }, 'box'>;

function Box({ data: { of } }: NodeProps<BoxNode>) {
  const content = (
    <>
      <span className={css.kind}>{of.kind}</span>
      <span className={css.title}>{of.title}</span>
      <span className={css.detail}>{of.detail}</span>
    </>
  );
  const shared = {
    className: css.box,
    style: { width: of.width, height: of.height },
    'data-tone': of.tone,
    'data-current': of.current === true,
    title: [of.title, of.detail].filter(Boolean).join(', '),
  };
  return (
    <>
      <LineEnds />
      {of.href === null ? (
        <div {...shared}>{content}</div>
      ) : (
        // `nopan` keeps a click from beginning to move the picture.
        <Go {...shared} href={of.href} className={`${css.box} nopan`}>
          {content}
        </Go>
      )}
    </>
  );
}

const nodeTypes = { box: Box };

interface GraphProps extends GraphView {
  label: string;
}

/** A picture that is wider is not shrunk to fit: nobody could read it. */
const readable = { width: 1900, zoom: 0.8 };

/** Where a wide picture begins: at its left, in the middle of what stands there. Null for one that fits. */
function beginningOf(nodes: readonly GraphNode[], height: number) {
  if (nodes.length === 0 || Math.max(...nodes.map(({ x, width }) => x + width)) < readable.width) return null;
  const current = nodes.find((node) => node.current);
  const left = Math.min(...nodes.map(({ x }) => x));
  const first = nodes.filter(({ x }) => x === left);
  const y = current?.y ?? first.reduce((sum, node) => sum + node.y, 0) / first.length;
  const x = current === undefined ? left - 20 : current.x - 480;
  return { x: -x * readable.zoom, y: height / 2 - y * readable.zoom, zoom: readable.zoom };
}

/** Draws a picture whose places are known. Its accessible twin is a table beside it. */
export function Graph({ nodes, lines, height, label }: GraphProps) {
  const boxes = useMemo(
    () =>
      nodes.map(
        (of): BoxNode => ({
          id: of.id,
          type: 'box',
          position: { x: of.x, y: of.y },
          data: { of },
          width: of.width,
          height: of.height,
        }),
      ),
    [nodes],
  );
  const edges = useMemo(
    () =>
      lines.map(
        ({ id, from, to, label: said, dashed, arrow }): Edge => ({
          id,
          source: from,
          target: to,
          label: said,
          style: dashed ? { strokeDasharray: '5 4' } : undefined,
          markerEnd: arrow
            ? { type: MarkerType.ArrowClosed, width: 14, height: 14, color: 'var(--weft-control)' }
            : undefined,
        }),
      ),
    [lines],
  );
  const start = useMemo(() => beginningOf(nodes, height), [nodes, height]);
  return (
    <section className={css.frame} style={{ height }} aria-label={label}>
      <Flow
        nodes={boxes}
        edges={edges}
        nodeTypes={nodeTypes}
        {...(start === null ? { fitView: true } : { defaultViewport: start })}
        fitViewOptions={{ padding: 0.06, maxZoom: 1 }}
        maxZoom={1.5}
        zoomOnScroll={false}
        preventScrolling={false}
        onlyRenderVisibleElements={nodes.length > 80}
        proOptions={{ hideAttribution: true }}
        aria-label={label}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1} color="var(--weft-hairline)" />
        {start === null ? null : <MiniMap pannable ariaLabel={label} />}
      </Flow>
    </section>
  );
}
