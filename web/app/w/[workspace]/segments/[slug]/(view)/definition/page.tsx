import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { segmentDefinition } from '../../../../../../../data/segments.ts';
import { ConditionRows } from '../../../../../../../ui/condition-rows.tsx';
import { Note } from '../../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../../../ui/paths.ts';
import css from './definition.module.css';

export const metadata: Metadata = { title: 'Definition of a segment' };

export default async function SegmentDefinitionPage({
  params,
}: {
  params: Promise<{ workspace: string; slug: string }>;
}) {
  const { workspace, slug } = await params;
  const segment = await segmentDefinition(slug);
  if (segment === null) notFound();
  return (
    <>
      <p className={css.sentence}>{segment.sentence}</p>
      <Section title={segment.tree === null ? 'Statement' : 'Conditions'}>
        {segment.tree === null ? (
          <pre className={css.sql}>{segment.sql}</pre>
        ) : (
          <ConditionRows tree={segment.tree} paths={pathsOf(workspace)} />
        )}
        <Note>
          Declared in the workspace’s files as <code>slug: {slug}</code>; change it there and run{' '}
          <code>./weft apply</code>.
        </Note>
      </Section>
    </>
  );
}
