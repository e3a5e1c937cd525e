import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { layered } from '../../../../data/layout.ts';
import { type SchemaEdge, type SchemaGraph, type SchemaNode, schemaGraph } from '../../../../data/schema.ts';
import { DataTable } from '../../../../ui/data-table.tsx';
import { Go } from '../../../../ui/go.tsx';
import { GoButton } from '../../../../ui/go-button.tsx';
import { GraphLoader } from '../../../../ui/graph/graph-loader.tsx';
import { Empty } from '../../../../ui/notes.tsx';
import { Page, Section } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../ui/paths.ts';
import { PendingBlock } from '../../../../ui/skeletons.tsx';
import { Dim } from '../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('sources.schema'))('title') };
}

const size = { width: 208, height: 58 };

const hrefOf = ({ kind, slug }: SchemaNode, paths: Paths): string =>
  kind === 'source' ? paths.source(slug) : kind === 'entity' ? paths.entity(slug) : paths.identity();

/** The identifiers that a source carries: they say more of it than its table. */
const carried = ({ edges }: SchemaGraph, { id }: SchemaNode): string | undefined =>
  edges.find(({ from, kind }) => from === id && kind === 'identifies')?.label;

async function drawn() {
  const graph = await schemaGraph();
  const boxes = graph.nodes.map(({ id }) => ({ id, ...size }));
  // Sources to the left of people, and to their right what belongs to them, then what that is made of.
  const lines = graph.edges.map(({ from, to, kind, ...edge }) =>
    kind === 'identifies' ? { ...edge, from, to, label: '' } : { ...edge, from: to, to: from },
  );
  return { graph, lines, layout: await layered(boxes, lines) };
}

async function Picture({
  of: { graph, lines, layout },
  paths,
}: {
  of: Awaited<ReturnType<typeof drawn>>;
  paths: Paths;
}) {
  const words = await getTranslations('sources.schema');
  return (
    <GraphLoader
      label={words('picture')}
      height={Math.min(760, Math.max(360, layout.height + 60))}
      nodes={graph.nodes.map((node) => ({
        ...{ id: node.id, ...size, ...(layout.places[node.id] ?? { x: 0, y: 0 }) },
        title: node.kind === 'person' ? words('people') : node.name,
        kind: words(node.kind),
        detail:
          node.kind === 'person'
            ? words('types', { count: node.facts.length })
            : (carried(graph, node) ?? node.reads),
        tone: node.kind,
        href: hrefOf(node, paths),
      }))}
      lines={lines.map(({ from, to, label, many }, place) => ({
        ...{ id: String(place), from, to },
        ...(from === 'person' || to === 'person' ? {} : { label, dashed: many }),
      }))}
    />
  );
}

/** The picture as a list: each thing with what it leads to. */
async function Connections({ graph, paths }: { graph: SchemaGraph; paths: Paths }) {
  const words = await getTranslations('sources.schema');
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const nameOf = (node: SchemaNode) => (node.kind === 'person' ? words('people') : node.name);
  const said = (edge: SchemaEdge): string => {
    if (edge.kind === 'identifies') return words('identifies', { label: edge.label });
    if (edge.kind === 'person') return words('belongs', { label: edge.label });
    return words(edge.many ? 'joinMany' : 'join', { label: edge.label });
  };
  const alone = graph.nodes
    .filter(({ id, kind }) => kind !== 'person' && !graph.edges.some(({ from }) => from === id))
    .map((node) => ({ node, edge: null }));
  const rows = [
    ...graph.edges.flatMap((edge) => {
      const node = byId.get(edge.from);
      return node === undefined ? [] : [{ node, edge }];
    }),
    ...alone,
  ];
  return (
    <DataTable
      caption={words('connections')}
      rows={rows}
      rowKey={(_, place) => String(place)}
      columns={[
        {
          key: 'from',
          title: words('from'),
          width: '32%',
          clip: true,
          cell: ({ node }) => (
            <>
              <Dim>{words(node.kind)}</Dim> <Go href={hrefOf(node, paths)}>{nameOf(node)}</Go>
            </>
          ),
        },
        {
          key: 'how',
          title: words('how'),
          clip: true,
          cell: ({ edge }) => (edge === null ? <Dim>{words('alone')}</Dim> : said(edge)),
        },
        {
          key: 'to',
          title: words('to'),
          width: '28%',
          clip: true,
          cell: ({ edge }) => {
            const to = edge === null ? undefined : byId.get(edge.to);
            return to === undefined ? <Dim>–</Dim> : <Go href={hrefOf(to, paths)}>{nameOf(to)}</Go>;
          },
        },
      ]}
    />
  );
}

export default async function SchemaPage({ params }: { params: Promise<{ workspace: string }> }) {
  const paths = pathsOf((await params).workspace);
  const words = await getTranslations('sources.schema');
  return (
    <Page
      title={words('title')}
      lead={words('lead')}
      actions={<GoButton href={paths.catalogue()}>{words('catalogue')}</GoButton>}
    >
      <Part load={drawn} pending={<PendingBlock height={420} />}>
        {(found) =>
          found.graph.nodes.length === 1 ? (
            <Empty detail={words('noneDetail')}>{words('none')}</Empty>
          ) : (
            <>
              <Picture of={found} paths={paths} />
              <Section title={words('connections')} aside={words('connectionsHint')}>
                <Connections graph={found.graph} paths={paths} />
              </Section>
            </>
          )
        }
      </Part>
    </Page>
  );
}
