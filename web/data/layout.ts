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

interface Line {
  from: string;
  to: string;
}

/** Pictures change seldom, and to lay one out keeps this process from all else: the latest are kept. */
const mostKept = 50;
const kept = new Map<string, Promise<Layout>>();

/** Boxes in layers from left to right, so that few lines cross; laid out here, so that a page knows its height. */
export function layered(boxes: readonly Box[], lines: readonly Line[]): Promise<Layout> {
  const sizes = boxes.map(({ id, width, height }) => ({ id, width, height }));
  const ends = lines.map(({ from, to }) => ({ from, to }));
  const key = JSON.stringify([sizes, ends]);
  const layout = kept.get(key) ?? layOut(sizes, ends);
  kept.delete(key);
  kept.set(key, layout);
  layout.catch(() => kept.delete(key));
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
  return layout;
}

async function layOut(boxes: readonly Box[], lines: readonly Line[]): Promise<Layout> {
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
    children: [...boxes],
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
