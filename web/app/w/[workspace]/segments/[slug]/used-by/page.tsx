import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { segmentDefinition } from '../../../../../../data/segments.ts';
import { DataTable, RowLink } from '../../../../../../ui/data-table.tsx';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { pathsOf, resourcePath } from '../../../../../../ui/paths.ts';
import { humanise } from '../../../../../../words/names.ts';

export const metadata: Metadata = { title: 'Used by' };

export default async function SegmentUsedByPage({
  params,
}: {
  params: Promise<{ workspace: string; slug: string }>;
}) {
  const { workspace, slug } = await params;
  const segment = await segmentDefinition(slug);
  if (segment === null) notFound();
  const paths = pathsOf(workspace);
  return (
    <Section title="Used by">
      {segment.usedBy.length === 0 ? (
        <Empty>No sync sends this segment, and no other segment is defined by it.</Empty>
      ) : (
        <DataTable
          caption="What uses this segment"
          rows={segment.usedBy}
          rowKey={(use) => `${use.kind}/${use.slug}`}
          linked
          columns={[
            {
              key: 'name',
              title: 'Name',
              clip: true,
              cell: (use) => (
                <RowLink href={resourcePath(paths, use.kind, use.slug) ?? paths.overview}>{use.name}</RowLink>
              ),
            },
            { key: 'kind', title: 'Kind', width: '160px', cell: (use) => humanise(use.kind) },
          ]}
        />
      )}
    </Section>
  );
}
