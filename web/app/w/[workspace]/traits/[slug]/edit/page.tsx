import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { nameOf } from '../../../../../../../models/words/names.ts';
import { ownDraft, resourceState } from '../../../../../../data/resource-state.ts';
import { traitChoices } from '../../../../../../data/trait-choices.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { Words } from '../../../../../../i18n/words.tsx';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Page } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { PendingBlock } from '../../../../../../ui/skeletons.tsx';
import { TraitEditor } from '../../../../../../ui/traits/trait-editor.tsx';

interface PageProps {
  params: Promise<{ workspace: string; slug: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { slug } = await params;
  return { title: (await getTranslations('traits'))('editTitle', { name: slug }) };
}

export default async function EditTraitPage({ params }: PageProps) {
  const { workspace, slug } = await params;
  const words = await getTranslations('traits');
  const state = await resourceState('trait', slug);
  if (state === null) notFound();
  const title = words('editTitle', { name: nameOf(state.resource) });
  if (!state.editable) {
    return (
      <Page title={title}>
        <Empty>{words('form.noPermission')}</Empty>
      </Page>
    );
  }
  const { version, managedBy, file, commit } = state;
  return (
    <Page title={title}>
      <Part
        load={async () => {
          const [choices, { zone }, draft] = await Promise.all([
            traitChoices(),
            currentWorkspace(),
            ownDraft('trait', slug),
          ]);
          return { choices, zone, draft };
        }}
        pending={<PendingBlock height={480} />}
      >
        {(given) => (
          <Words areas={['traits', 'editor']}>
            <TraitEditor
              key={version}
              workspace={workspace}
              spec={{ ...state.resource }}
              state={{ version, managedBy, file, commit }}
              taken={[]}
              {...given}
            />
          </Words>
        )}
      </Part>
    </Page>
  );
}
