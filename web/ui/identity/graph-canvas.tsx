'use client';

import {
  BaseEdge,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  getBezierPath,
  type Node,
  type NodeProps,
  type ReactFlowInstance,
} from '@xyflow/react';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Flow, LineEnds } from '../graph/flow.tsx';
import { PendingBlock } from '../skeletons.tsx';
import css from './graph-canvas.module.css';
import { type InspectorEdge, type InspectorNode, outwards } from './graph-model.ts';
import { layoutGraph, type Place } from './layout-graph.ts';

type Drawn = Node<{ node: InspectorNode; chosen: boolean; known: boolean }, 'weft'>;
type Link = Edge<{ joins: boolean; known: boolean; label: string }, 'weft'>;

interface GraphCanvasProps {
  nodes: InspectorNode[];
  edges: InspectorEdge[];
  chosen: readonly string[];
  known: ReadonlySet<string>;
  onChoose: (id: string, also: boolean) => void;
}

function WeftNode({ data: { node, chosen, known } }: NodeProps<Drawn>) {
  return (
    <div
      className={css.node}
      data-kind={node.kind}
      data-held={node.heldBack !== null}
      data-chosen={chosen}
      data-known={known}
      title={node.value === null ? node.title : `${node.title} ${node.value}`}
    >
      <LineEnds />
      <span className={css.title}>{node.title}</span>
      {node.masked ? <span className={css.value}>•••</span> : null}
      {node.value === null ? null : <span className={css.value}>{node.value}</span>}
    </div>
  );
}

function WeftEdge({ data, ...edge }: EdgeProps<Link>) {
  const [path, x, y] = getBezierPath(edge);
  const held = data?.joins === false;
  return (
    <>
      <BaseEdge path={path} className={css.edge} data-held={held} data-known={data?.known} />
      {held ? (
        <EdgeLabelRenderer>
          <span
            className={css.label}
            data-known={data.known}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            {data.label}
          </span>
        </EdgeLabelRenderer>
      ) : null}
    </>
  );
}

/** Below it nothing can be read: a larger graph is shown from its left, and moved. */
const readableZoom = 0.6;

/** The whole graph where it can be read, else its beginning. */
function showBeginning(flow: ReactFlowInstance<Drawn, Link>, frame: DOMRect): void {
  const { x, y, width, height } = flow.getNodesBounds(flow.getNodes());
  const margin = 24;
  const fits = Math.min((frame.width - 2 * margin) / width, (frame.height - 2 * margin) / height);
  const zoom = Math.min(1, Math.max(readableZoom, fits));
  const start = (from: number, size: number, room: number, first: number) =>
    size * zoom > room - 2 * margin ? first : (room - size * zoom) / 2 - from * zoom;
  const [first] = flow.getNodes();
  void flow.setViewport({
    zoom,
    x: start(x, width, frame.width, margin - x * zoom),
    // Of a tall one the first record stands in the middle.
    y: start(y, height, frame.height, frame.height / 2 - ((first?.position.y ?? 0) + 22) * zoom),
  });
}

const nodeTypes = { weft: WeftNode };
const edgeTypes = { weft: WeftEdge };

/** The graph as a picture; the list beside it is the same for those who do not see it, and for the keyboard. */
export default function GraphCanvas({ nodes, edges, chosen, known, onChoose }: GraphCanvasProps) {
  const words = useTranslations('identity.inspector');
  const [places, setPlaces] = useState<Map<string, Place> | null>(null);
  const [flow, setFlow] = useState<ReactFlowInstance<Drawn, Link> | null>(null);
  const frame = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let current = true;
    layoutGraph(nodes, edges).then((laid) => {
      if (current) setPlaces(laid);
    });
    return () => {
      current = false;
    };
  }, [nodes, edges]);

  const drawn = useMemo(
    (): Drawn[] =>
      nodes.map((node) => {
        const { x = 0, y = 0, width = 0, height = 0 } = places?.get(node.id) ?? {};
        return {
          ...{ id: node.id, type: 'weft' as const, position: { x, y }, width, height },
          data: { node, chosen: chosen.includes(node.id), known: known.has(node.id) },
        };
      }),
    [nodes, places, chosen, known],
  );
  const links = useMemo((): Link[] => {
    const directed = new Map(outwards({ nodes, edges }).map((edge) => [edge.id, edge]));
    return edges.map((edge) => ({
      ...{ id: edge.id, type: 'weft' as const },
      source: directed.get(edge.id)?.source ?? edge.source,
      target: directed.get(edge.id)?.target ?? edge.target,
      data: {
        joins: edge.joins,
        known: known.has(edge.source) && known.has(edge.target),
        label: words('withheld'),
      },
    }));
  }, [nodes, edges, known, words]);

  // What was chosen elsewhere comes into view.
  const latest = chosen.at(-1);
  useEffect(() => {
    const place = latest === undefined ? undefined : places?.get(latest);
    const room = frame.current?.getBoundingClientRect();
    if (!flow || !place || !room) return;
    const { x, y, zoom } = flow.getViewport();
    const [left, top] = [place.x * zoom + x, place.y * zoom + y];
    const inView =
      left >= 0 &&
      top >= 0 &&
      left + place.width * zoom <= room.width &&
      top + place.height * zoom <= room.height;
    if (!inView) void flow.setCenter(place.x + place.width / 2, place.y + place.height / 2, { zoom });
  }, [flow, places, latest]);

  if (places === null) return <PendingBlock height={420} />;
  return (
    <Flow<Drawn, Link>
      ref={frame}
      className={css.flow}
      nodes={drawn}
      edges={links}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      disableKeyboardA11y
      onlyRenderVisibleElements
      onInit={(instance) => {
        setFlow(instance);
        if (frame.current) showBeginning(instance, frame.current.getBoundingClientRect());
      }}
      maxZoom={2}
      aria-label={words('picture')}
      onNodeClick={(event, node) => onChoose(node.id, event.shiftKey || event.ctrlKey || event.metaKey)}
    />
  );
}
