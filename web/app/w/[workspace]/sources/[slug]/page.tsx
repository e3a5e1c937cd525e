import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { humanise } from '../../../../../../models/words/names.ts';
import { findSource } from '../../../../../data/sources.ts';
import { RelationView } from '../../../../../ui/relations/relation-view.tsx';
import { Count, Tile } from '../../../../../ui/values.tsx';

interface SourcePageProps {
  params: Promise<{ workspace: string; slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: SourcePageProps): Promise<Metadata> {
  const source = await findSource((await params).slug);
  return { title: source?.name ?? (await getTranslations('sources'))('source') };
}

export default async function SourcePage({ params, searchParams }: SourcePageProps) {
  const { slug, workspace } = await params;
  const [words, source, asked] = await Promise.all([
    getTranslations('sources'),
    findSource(slug),
    searchParams,
  ]);
  if (source === null) notFound();
  return (
    <RelationView
      kind="source"
      relation={source}
      workspace={workspace}
      events={source.shape === 'events'}
      reveal={asked.personal === 'shown'}
      tile={
        <Tile
          label={words('identifiers')}
          value={<Count value={source.identifiers.length} />}
          note={source.identifiers.map(humanise).join(', ')}
        />
      }
    />
  );
}
