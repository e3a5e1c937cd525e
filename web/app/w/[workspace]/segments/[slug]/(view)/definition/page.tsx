import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { segmentDefinition } from '../../../../../../../data/segments.ts';
import { ConditionRows } from '../../../../../../../ui/condition-rows.tsx';
import { Section } from '../../../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../../../ui/paths.ts';
import css from './definition.module.css';

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('segments.meta');
  return { title: words('definition') };
}

export default async function SegmentDefinitionPage({
  params,
}: {
  params: Promise<{ workspace: string; slug: string }>;
}) {
  const { workspace, slug } = await params;
  const words = await getTranslations('segments.definition');
  const segment = await segmentDefinition(slug);
  if (segment === null) notFound();
  return (
    <>
      <p className={css.sentence}>{segment.sentence}</p>
      <Section title={words(segment.tree === null ? 'statement' : 'conditions')}>
        {segment.tree === null ? (
          <pre className={css.sql}>{segment.sql}</pre>
        ) : (
          <ConditionRows tree={segment.tree} paths={pathsOf(workspace)} />
        )}
      </Section>
    </>
  );
}
