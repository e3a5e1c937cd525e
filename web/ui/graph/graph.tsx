'use client';

import '@xyflow/react/dist/style.css';

import {
  Background,
  BackgroundVariant,
  Controls,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react';
import { useMemo } from 'react';
import { Go } from '../go.tsx';
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
      <Handle type="target" position={Position.Left} className={css.handle} isConnectable={false} />
      {of.href === null ? (
        <div {...shared}>{content}</div>
      ) : (
        // `nopan` keeps a click from beginning to move the picture.
        <Go {...shared} href={of.href} className={`${css.box} nopan`}>
          {content}
        </Go>
      )}
      <Handle type="source" position={Position.Right} className={css.handle} isConnectable={false} />
    </>
  );
}

const nodeTypes = { box: Box };

interface GraphProps extends GraphView {
  label: string;
  words: { zoomIn: string; zoomOut: string; fit: string };
}

/** Draws a picture whose places are known. Its accessible twin is a table beside it. */
export function Graph({ nodes, lines, height, label, words }: GraphProps) {
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
  return (
    <section className={css.frame} style={{ height }} aria-label={label}>
      <ReactFlow
        nodes={boxes}
        edges={edges}
        nodeTypes={nodeTypes}
        fitView
        fitViewOptions={{ padding: 0.06, maxZoom: 1 }}
        minZoom={0.1}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        deleteKeyCode={null}
        zoomOnScroll={false}
        preventScrolling={false}
        onlyRenderVisibleElements={nodes.length > 80}
        proOptions={{ hideAttribution: true }}
        aria-label={label}
        ariaLabelConfig={{
          'controls.zoomIn.ariaLabel': words.zoomIn,
          'controls.zoomOut.ariaLabel': words.zoomOut,
          'controls.fitView.ariaLabel': words.fit,
        }}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1} color="var(--weft-hairline)" />
        <Controls showInteractive={false} />
      </ReactFlow>
    </section>
  );
}
