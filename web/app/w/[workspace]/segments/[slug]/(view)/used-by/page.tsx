import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { segmentDefinition } from '../../../../../../../data/segments.ts';
import { Empty } from '../../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../../../ui/paths.ts';
import { UsedBy } from '../../../../../../../ui/used-by.tsx';

export const metadata: Metadata = { title: 'Used by' };

export default async function SegmentUsedByPage({
  params,
}: {
  params: Promise<{ workspace: string; slug: string }>;
}) {
  const { workspace, slug } = await params;
  const segment = await segmentDefinition(slug);
  if (segment === null) notFound();
  return (
    <Section title="Used by">
      {segment.usedBy.length === 0 ? (
        <Empty>No sync sends this segment, and no other segment is defined by it.</Empty>
      ) : (
        <UsedBy caption="What uses this segment" uses={segment.usedBy} paths={pathsOf(workspace)} />
      )}
    </Section>
  );
}
