import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { segmentDefinition } from '../../../../../../../data/segments.ts';
import { Empty } from '../../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../../../ui/paths.ts';
import { UsedBy } from '../../../../../../../ui/used-by.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('segments.meta');
  return { title: words('usedBy') };
}

export default async function SegmentUsedByPage({
  params,
}: {
  params: Promise<{ workspace: string; slug: string }>;
}) {
  const { workspace, slug } = await params;
  const words = await getTranslations('segments.usedBy');
  const segment = await segmentDefinition(slug);
  if (segment === null) notFound();
  return (
    <Section title={words('title')}>
      {segment.usedBy.length === 0 ? (
        <Empty>{words('none')}</Empty>
      ) : (
        <UsedBy caption={words('caption')} uses={segment.usedBy} paths={pathsOf(workspace)} />
      )}
    </Section>
  );
}
