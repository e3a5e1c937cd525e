import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { attempt, troubleOf } from '../../../../../data/problem.ts';
import { newSegment } from '../../../../../data/segment-builder.ts';
import { Empty, ProblemNote } from '../../../../../ui/notes.tsx';
import { Page } from '../../../../../ui/page.tsx';
import { SegmentBuilder } from '../../../../../ui/segments/builder-loader.tsx';

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('segments.builder');
  return { title: words('titleNew') };
}

export default async function NewSegmentPage({ params, searchParams }: PageProps) {
  const { workspace } = await params;
  const { from } = await searchParams;
  const words = await getTranslations('segments.builder');
  const copyOf = typeof from === 'string' ? from : null;
  const outcome = await attempt(() => newSegment(copyOf, (name) => words('copyOf', { name })));
  if (outcome.state !== 'ready') {
    return (
      <Page title={words('titleNew')}>
        <ProblemNote problem={troubleOf(outcome)} />
      </Page>
    );
  }
  const made = outcome.data;
  if (made === 'forbidden') {
    return (
      <Page title={words('titleNew')}>
        <Empty detail={words('forbiddenWho')}>{words('forbidden')}</Empty>
      </Page>
    );
  }
  return <SegmentBuilder key={copyOf} workspace={workspace} {...made} />;
}
