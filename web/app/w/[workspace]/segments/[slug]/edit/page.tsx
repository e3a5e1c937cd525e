import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { attempt, troubleOf } from '../../../../../../data/problem.ts';
import { editedSegment } from '../../../../../../data/segment-builder.ts';
import { Empty, ProblemNote } from '../../../../../../ui/notes.tsx';
import { Page } from '../../../../../../ui/page.tsx';
import { SegmentBuilder } from '../../../../../../ui/segments/builder-loader.tsx';

interface PageProps {
  params: Promise<{ workspace: string; slug: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('segments.builder');
  return { title: words('metaEdit') };
}

export default async function EditSegmentPage({ params }: PageProps) {
  const { workspace, slug } = await params;
  const words = await getTranslations('segments.builder');
  const outcome = await attempt(() => editedSegment(slug));
  if (outcome.state !== 'ready') {
    return (
      <Page title={words('metaEdit')}>
        <ProblemNote problem={troubleOf(outcome)} />
      </Page>
    );
  }
  const found = outcome.data;
  if (found === null) notFound();
  if (found === 'forbidden') {
    return (
      <Page title={words('metaEdit')}>
        <Empty detail={words('forbiddenWho')}>{words('forbidden')}</Empty>
      </Page>
    );
  }
  return <SegmentBuilder workspace={workspace} {...found} />;
}
