import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { resourceState } from '../../../../../../../data/resource-state.ts';
import { segmentVersions } from '../../../../../../../data/segment-versions.ts';
import { Empty } from '../../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../../ui/page.tsx';
import { Part } from '../../../../../../../ui/part.tsx';
import { VersionList } from '../../../../../../../ui/segments/version-list.tsx';
import { PendingRows } from '../../../../../../../ui/skeletons.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('segments.meta');
  return { title: words('versions') };
}

export default async function SegmentVersionsPage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params;
  const words = await getTranslations('segments.versions');
  const state = await resourceState('segment', slug);
  if (state === null) notFound();
  return (
    <Section title={words('title')}>
      <Part load={() => segmentVersions(slug)} pending={<PendingRows rows={4} />}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>{words('none')}</Empty>
          ) : (
            <VersionList
              key={state.version}
              {...{ slug, rows }}
              base={state.version}
              managed={state.managedBy !== 'app'}
              mayEdit={state.editable}
            />
          )
        }
      </Part>
    </Section>
  );
}
