import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../data/authorise.ts';
import { attempt } from '../../../../data/problem.ts';
import { ownDraft } from '../../../../data/resource-state.ts';
import { lastRuns } from '../../../../data/sync-runs.ts';
import { syncSummaries } from '../../../../data/syncs.ts';
import { currentWorkspace } from '../../../../data/workspace.ts';
import { getFormats } from '../../../../i18n/get-formats.ts';
import { FindRow } from '../../../../ui/find-row.tsx';
import { Go } from '../../../../ui/go.tsx';
import { GoButton } from '../../../../ui/go-button.tsx';
import { Empty, Note, ProblemNote } from '../../../../ui/notes.tsx';
import { Page } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { pathsOf } from '../../../../ui/paths.ts';
import { PendingRows } from '../../../../ui/skeletons.tsx';
import { SyncTable } from '../../../../ui/sync-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('syncs'))('title') };
}

export default async function SyncsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const format = await getFormats();
  const { workspace } = await params;
  const [{ zone }, syncs, mayEdit, words] = await Promise.all([
    currentWorkspace(),
    syncSummaries(),
    may('sync.edit'),
    getTranslations('syncs'),
  ]);
  const paths = pathsOf(workspace);
  const draft = mayEdit ? await ownDraft('sync', 'new') : null;
  return (
    <Page
      title={words('title')}
      lead={words('lead')}
      actions={
        <>
          <FindRow action={paths.syncRow()} />
          <GoButton href={paths.rejects()}>{words('rejectsLink')}</GoButton>
          {mayEdit ? (
            <GoButton href={paths.newSync()} filled>
              {words('newShort')}
            </GoButton>
          ) : null}
        </>
      }
    >
      {draft === null ? null : (
        <Note>
          <Go href={paths.newSync()}>{words('draft', { time: format.time(draft.updatedAt, zone) })}</Go>
        </Note>
      )}
      {syncs.length === 0 ? (
        <Empty detail={words('emptyDetail')}>{words('empty')}</Empty>
      ) : (
        <Part load={() => attempt(() => lastRuns(14))} pending={<PendingRows rows={syncs.length} />}>
          {(runs) => (
            <>
              <SyncTable
                syncs={syncs}
                runs={runs.state === 'ready' ? runs.data : new Map()}
                known={runs.state !== 'failed'}
                paths={paths}
                zone={zone}
              />
              {runs.state === 'failed' ? <ProblemNote problem={runs.problem} /> : null}
              {runs.state === 'not-computed' ? <Note>{words('notRun')}</Note> : null}
            </>
          )}
        </Part>
      )}
    </Page>
  );
}
