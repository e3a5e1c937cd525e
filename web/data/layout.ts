import 'server-only';
import ELK, { type ElkNode } from 'elkjs/lib/elk.bundled.js';

export interface Box {
  id: string;
  width: number;
  height: number;
}

/** Where each box stands, in pixels from the top left, and how large the whole is. */
export interface Layout {
  places: Record<string, { x: number; y: number }>;
  width: number;
  height: number;
}

/** Boxes in layers from left to right, so that few lines cross; laid out here, so that the browser need not. */
export async function layered(
  boxes: readonly Box[],
  lines: readonly { from: string; to: string }[],
): Promise<Layout> {
  const known = new Set(boxes.map(({ id }) => id));
  const whole: ElkNode = {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.layered.spacing.nodeNodeBetweenLayers': '72',
      'elk.spacing.nodeNode': '14',
      'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
      'elk.spacing.componentComponent': '32',
    },
    children: boxes.map(({ id, width, height }) => ({ id, width, height })),
    edges: lines
      .filter(({ from, to }) => known.has(from) && known.has(to) && from !== to)
      .map(({ from, to }, place) => ({ id: `line-${place}`, sources: [from], targets: [to] })),
  };
  const graph: ElkNode = await new ELK().layout(whole);
  return {
    places: Object.fromEntries((graph.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }])),
    width: graph.width ?? 0,
    height: graph.height ?? 0,
  };
}
