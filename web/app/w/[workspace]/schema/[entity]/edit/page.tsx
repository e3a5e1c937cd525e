import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { nameOf } from '../../../../../../../models/words/names.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { EditRelationPage } from '../../../../../../ui/relations/relation-page.tsx';

interface EditPageProps {
  params: Promise<{ workspace: string; entity: string }>;
}

const declared = async ({ params }: EditPageProps) =>
  (await currentWorkspace()).workspace.get('entity', (await params).entity);

export async function generateMetadata(props: EditPageProps): Promise<Metadata> {
  const [words, entity] = await Promise.all([getTranslations('sources.editor'), declared(props)]);
  return { title: words('editSource', { name: entity === undefined ? '' : nameOf(entity) }) };
}

export default async function EditEntityPage(props: EditPageProps) {
  const entity = await declared(props);
  if (entity === undefined) notFound();
  return <EditRelationPage kind="entity" workspace={(await props.params).workspace} resource={entity} />;
}
