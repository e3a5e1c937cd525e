import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js';
import { type InspectorEdge, type InspectorNode, outwards } from './graph-model.ts';

export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

const record = { width: 200, height: 44 };
const pillHeight = 28;

/** A pill is as wide as its text, within bounds; a box of a record has one size. */
export function sizeOf(node: InspectorNode): { width: number; height: number } {
  if (node.kind === 'record') return record;
  const letters = node.title.length + (node.value?.length ?? (node.masked ? 3 : 0));
  return { width: Math.min(240, Math.max(110, 34 + letters * 6.6)), height: pillHeight };
}

let elk: InstanceType<typeof ELK> | null = null;

/** One worker lays out all graphs, so that the page goes on answering meanwhile. */
function layouter(): InstanceType<typeof ELK> {
  elk ??= new ELK({
    workerFactory: () => new Worker(new URL('elkjs/lib/elk-worker.min.js', import.meta.url)),
  });
  return elk;
}

/** Where each node stands: layers from left to right, the first record at the left. */
export async function layoutGraph(
  nodes: readonly InspectorNode[],
  edges: readonly InspectorEdge[],
): Promise<Map<string, Place>> {
  const laid: ElkNode = await layouter().layout({
    id: 'graph',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      // A link that is held back says so between its ends.
      'elk.layered.spacing.nodeNodeBetweenLayers': edges.every(({ joins }) => joins) ? '44' : '104',
      'elk.spacing.nodeNode': '12',
      'elk.spacing.componentComponent': '28',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
    },
    children: nodes.map((node) => ({ id: node.id, ...sizeOf(node) })),
    edges: outwards({ nodes: [...nodes], edges: [...edges] }).map(({ id, source, target }) => ({
      id,
      sources: [source],
      targets: [target],
    })),
  });
  return new Map(
    (laid.children ?? []).map(({ id, x = 0, y = 0, width = 0, height = 0 }) => [id, { x, y, width, height }]),
  );
}
