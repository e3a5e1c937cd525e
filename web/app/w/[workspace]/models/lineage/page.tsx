import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { around, type Direction, type Lineage, lineage } from '../../../../../data/lineage.ts';
import { DataTable } from '../../../../../ui/data-table.tsx';
import { Go } from '../../../../../ui/go.tsx';
import { LineageFilter } from '../../../../../ui/lineage/lineage-filter.tsx';
import { LineageView, lineageHref } from '../../../../../ui/lineage/lineage-view.tsx';
import { Page, Section } from '../../../../../ui/page.tsx';
import { Part } from '../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../ui/paths.ts';
import { PendingBlock } from '../../../../../ui/skeletons.tsx';
import { Dim, Id } from '../../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('models.lineage'))('title') };
}

interface LineagePageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const kinds = ['model', 'table', 'segment', 'sync'] as const;

/** The picture as a list: each thing with what it is made of. */
async function MadeOf({ of: { nodes, lines }, paths }: { of: Lineage; paths: Paths }) {
  const words = await getTranslations('models.lineage');
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const rows = nodes.filter(({ kind }) => kind !== 'table');
  return (
    <DataTable
      caption={words('list')}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'name',
          title: words('name'),
          width: '34%',
          clip: true,
          cell: (node) => (
            <>
              <Dim>{words(node.kind)}</Dim> <Go href={lineageHref(node, paths)}>{node.title}</Go>
            </>
          ),
        },
        {
          key: 'reads',
          title: words('madeOf'),
          clip: true,
          cell: ({ id }) => {
            const reads = lines.flatMap(({ from, to }) => (to === id ? (byId.get(from) ?? []) : []));
            if (reads.length === 0) return <Dim>–</Dim>;
            return (
              <span title={reads.map(({ name }) => name).join(', ')}>
                {reads.map((node, place) => (
                  <span key={node.id}>
                    {place > 0 ? ', ' : ''}
                    <Go href={lineageHref(node, paths)}>
                      <Id>{node.kind === 'segment' ? node.title : node.name}</Id>
                    </Go>
                  </span>
                ))}
              </span>
            );
          },
        },
      ]}
    />
  );
}

export default async function LineagePage({ params, searchParams }: LineagePageProps) {
  const [{ workspace }, { of, direction }, words] = await Promise.all([
    params,
    searchParams,
    getTranslations('models.lineage'),
  ]);
  const paths = pathsOf(workspace);
  const id = typeof of === 'string' ? of : null;
  const way: Direction = direction === 'up' || direction === 'down' ? direction : 'both';
  return (
    <Page title={words('title')} lead={words('lead')}>
      <Part load={lineage} pending={<PendingBlock height={560} />}>
        {(whole) => {
          const shown = around(whole, id, way);
          return (
            <>
              <LineageFilter
                groups={kinds.map((kind) => ({
                  group: words(kind),
                  items: whole.nodes
                    .filter((node) => node.kind === kind)
                    .map((node) => ({ value: node.id, label: kind === 'table' ? node.name : node.title })),
                }))}
              />
              <LineageView key={`${id} ${way}`} of={shown} current={id} paths={paths} />
              <Section title={words('list')} aside={words('listHint')}>
                <MadeOf of={shown} paths={paths} />
              </Section>
            </>
          );
        }}
      </Part>
    </Page>
  );
}
