import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { editedList } from '../../../../../../data/lists.ts';
import { ListEditor } from '../../../../../../ui/segments/list-editor.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('segments.lists');
  return { title: words('list') };
}

interface PageProps {
  params: Promise<{ workspace: string; list: string }>;
}

export default async function ListPage({ params }: PageProps) {
  const { workspace, list } = await params;
  const found = await editedList(list);
  if (found === null) notFound();
  return <ListEditor key={found.state?.version} workspace={workspace} {...found} />;
}
