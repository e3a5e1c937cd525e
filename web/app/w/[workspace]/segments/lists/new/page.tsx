import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { editedList } from '../../../../../../data/lists.ts';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Page } from '../../../../../../ui/page.tsx';
import { ListEditor } from '../../../../../../ui/segments/list-editor.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('segments.lists');
  return { title: words('newTitle') };
}

export default async function NewListPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const words = await getTranslations('segments.builder');
  const lists = await getTranslations('segments.lists');
  const made = await editedList(null);
  if (made === null) notFound();
  if (!made.mayEdit) {
    return (
      <Page title={lists('newTitle')}>
        <Empty detail={words('forbiddenWho')}>{words('forbidden')}</Empty>
      </Page>
    );
  }
  return <ListEditor workspace={workspace} {...made} />;
}
