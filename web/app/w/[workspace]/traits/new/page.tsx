import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../../data/authorise.ts';
import { ownDraft, resourceState } from '../../../../../data/resource-state.ts';
import { traitChoices } from '../../../../../data/trait-choices.ts';
import { currentWorkspace } from '../../../../../data/workspace.ts';
import { Words } from '../../../../../i18n/words.tsx';
import { Empty } from '../../../../../ui/notes.tsx';
import { Page } from '../../../../../ui/page.tsx';
import { Part } from '../../../../../ui/part.tsx';
import { PendingBlock } from '../../../../../ui/skeletons.tsx';
import { TraitEditor } from '../../../../../ui/traits/trait-editor.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('traits'))('new') };
}

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<{ from?: string | string[] }>;
}

/** A new trait, or a copy of one that is there. */
export default async function NewTraitPage({ params, searchParams }: PageProps) {
  const [{ workspace }, { from }, words] = await Promise.all([
    params,
    searchParams,
    getTranslations('traits'),
  ]);
  if (!(await may('data.edit'))) {
    return (
      <Page title={words('new')}>
        <Empty>{words('form.noPermission')}</Empty>
      </Page>
    );
  }
  return (
    <Page title={words('new')}>
      <Part
        load={async () => {
          const [choices, { workspace: declared, zone }, copied, draft] = await Promise.all([
            traitChoices(),
            currentWorkspace(),
            typeof from === 'string' ? resourceState('trait', from) : null,
            ownDraft('trait', 'new'),
          ]);
          const first = choices.origins.find(({ persons }) => persons);
          const begun = {
            kind: 'trait',
            slug: '',
            ...(first === undefined ? {} : { from: first.slug }),
            measure: 'count',
          };
          return {
            choices,
            zone,
            spec:
              copied === null
                ? begun
                : { ...copied.resource, slug: `${copied.resource.slug}_copy`.slice(0, 63) },
            // A copy was asked for: what was begun before is another trait.
            draft: copied === null ? draft : null,
            taken: declared.all('trait').map(({ slug }) => slug),
          };
        }}
        pending={<PendingBlock height={480} />}
      >
        {(given) => (
          <Words areas={['traits', 'editor']}>
            <TraitEditor workspace={workspace} state={null} {...given} />
          </Words>
        )}
      </Part>
    </Page>
  );
}
