import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { nameOf } from '../../../../../../../models/words/names.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { EditRelationPage } from '../../../../../../ui/relations/relation-page.tsx';

interface EditPageProps {
  params: Promise<{ workspace: string; slug: string }>;
}

const declared = async ({ params }: EditPageProps) =>
  (await currentWorkspace()).workspace.get('source', (await params).slug);

export async function generateMetadata(props: EditPageProps): Promise<Metadata> {
  const [words, source] = await Promise.all([getTranslations('sources.editor'), declared(props)]);
  return { title: words('editSource', { name: source === undefined ? '' : nameOf(source) }) };
}

export default async function EditSourcePage(props: EditPageProps) {
  const source = await declared(props);
  if (source === undefined) notFound();
  return <EditRelationPage kind="source" workspace={(await props.params).workspace} resource={source} />;
}
