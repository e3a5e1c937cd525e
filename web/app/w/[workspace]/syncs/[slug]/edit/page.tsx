import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../../../data/authorise.ts';
import { ownDraft, resourceState } from '../../../../../../data/resource-state.ts';
import { syncChoices } from '../../../../../../data/sync-editor.ts';
import { findSync } from '../../../../../../data/syncs.ts';
import { NeedsRole } from '../../../../../../ui/needs-role.tsx';
import { Page } from '../../../../../../ui/page.tsx';
import { SyncEditor } from '../../../../../../ui/sync-editor/sync-editor.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('syncs'))('edit') };
}

export default async function EditSyncPage({
  params,
}: {
  params: Promise<{ workspace: string; slug: string }>;
}) {
  const { workspace, slug } = await params;
  const [words, summary, state, draft, mayRun, seesRows] = await Promise.all([
    getTranslations('syncs'),
    findSync(slug),
    resourceState('sync', slug),
    ownDraft('sync', slug),
    may('sync.run'),
    may('personal.read'),
  ]);
  if (summary === null || state === null) notFound();
  return (
    <Page title={summary.name} lead={words('editLead')}>
      {state.editable ? (
        <SyncEditor
          key={state.version}
          workspace={workspace}
          choices={await syncChoices()}
          inForce={state.resource}
          state={state}
          draft={draft}
          mayRun={mayRun}
          seesRows={seesRows}
        />
      ) : (
        <NeedsRole permission="sync.edit" act={words('editAct')} />
      )}
    </Page>
  );
}
