import { getTranslations } from 'next-intl/server';
import { layered } from '../../data/layout.ts';
import type { Lineage, LineageNode } from '../../data/lineage.ts';
import { GraphLoader } from '../graph/graph-loader.tsx';
import type { Paths } from '../paths.ts';

const size = { width: 200, height: 58 };

export const lineageHref = ({ kind, name }: LineageNode, paths: Paths): string => {
  if (kind === 'table') return paths.catalogueTable(name);
  if (kind === 'model') return paths.model(name);
  return kind === 'segment' ? paths.segment(name) : paths.sync(name);
};

const tones = { table: 'source', model: 'model', segment: 'entity', sync: 'use' } as const;

/** A lineage as a picture; `current` is the id of what it is about. */
export async function LineageView({
  of: { nodes, lines },
  current,
  paths,
  most = 720,
}: {
  of: Lineage;
  current: string | null;
  paths: Paths;
  /** Its greatest height. */
  most?: number;
}) {
  const [words, layout] = await Promise.all([
    getTranslations('models.lineage'),
    layered(
      nodes.map(({ id }) => ({ id, ...size })),
      lines,
    ),
  ]);
  return (
    <GraphLoader
      label={words('picture')}
      height={Math.min(most, Math.max(200, layout.height + 60))}
      nodes={nodes.map((node) => ({
        ...{ id: node.id, ...size, ...(layout.places[node.id] ?? { x: 0, y: 0 }) },
        ...{ title: node.title, kind: words(node.kind), detail: node.detail, tone: tones[node.kind] },
        href: lineageHref(node, paths),
        current: node.id === current,
      }))}
      lines={lines.map(({ from, to }) => ({ id: `${from} ${to}`, from, to, arrow: true }))}
    />
  );
}
