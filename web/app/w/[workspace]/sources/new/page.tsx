import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NewRelationPage } from '../../../../../ui/relations/relation-page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('sources.editor'))('newSource') };
}

export default async function NewSourcePage({
  params,
  searchParams,
}: {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [{ workspace }, { table }] = await Promise.all([params, searchParams]);
  return (
    <NewRelationPage kind="source" workspace={workspace} table={typeof table === 'string' ? table : ''} />
  );
}
