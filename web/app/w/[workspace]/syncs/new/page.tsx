import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../../data/authorise.ts';
import { ownDraft } from '../../../../../data/resource-state.ts';
import { newSync, syncChoices } from '../../../../../data/sync-editor.ts';
import { GoButton } from '../../../../../ui/go-button.tsx';
import { NeedsRole } from '../../../../../ui/needs-role.tsx';
import { Empty } from '../../../../../ui/notes.tsx';
import { Page } from '../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../ui/paths.ts';
import { SyncEditor } from '../../../../../ui/sync-editor/sync-editor.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('syncs'))('new') };
}

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NewSyncPage({ params, searchParams }: PageProps) {
  const { workspace } = await params;
  const [words, mayEdit, mayRun, seesRows, { from, segment, list }] = await Promise.all([
    getTranslations('syncs'),
    may('sync.edit'),
    may('sync.run'),
    may('personal.read'),
    begunFrom(searchParams),
  ]);
  if (!mayEdit) {
    return (
      <Page title={words('new')} lead={words('newLead')}>
        <NeedsRole permission="sync.edit" act={words('editAct')} />
      </Page>
    );
  }
  const [choices, draft, inForce] = await Promise.all([
    syncChoices(),
    ownDraft('sync', 'new'),
    newSync({ copyOf: from, segment, list }),
  ]);
  const begun = from !== null || segment !== null || list !== null;
  return (
    <Page title={words('new')} lead={words('newLead')}>
      {choices.destinations.length === 0 ? (
        <Empty
          detail={words('needsDestination')}
          action={
            <GoButton href={pathsOf(workspace).newDestination()} filled>
              {words('addDestination')}
            </GoButton>
          }
        >
          {words('noDestination')}
        </Empty>
      ) : (
        <SyncEditor
          workspace={workspace}
          choices={choices}
          inForce={inForce}
          state={null}
          // What was asked for by the address comes before what was begun another time.
          draft={begun ? null : draft}
          mayRun={mayRun}
          seesRows={seesRows}
        />
      )}
    </Page>
  );
}

/** Of what a new sync begins: a copy of another, or with a source. */
async function begunFrom(searchParams: PageProps['searchParams']) {
  const given = await searchParams;
  const one = (name: string): string | null => {
    const value = given[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return { from: one('copy'), segment: one('segment'), list: one('list') };
}
