import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { undoRun } from '../../../../../../../../data/actions/start-sync.ts';
import { may } from '../../../../../../../../data/authorise.ts';
import { type UndoView, undoPreview } from '../../../../../../../../data/sync-plan.ts';
import { findSyncRun } from '../../../../../../../../data/sync-runs.ts';
import { findSync } from '../../../../../../../../data/syncs.ts';
import { currentWorkspace } from '../../../../../../../../data/workspace.ts';
import { ActionForm } from '../../../../../../../../ui/action-form.tsx';
import { Go } from '../../../../../../../../ui/go.tsx';
import { NeedsRole } from '../../../../../../../../ui/needs-role.tsx';
import { Empty, Note } from '../../../../../../../../ui/notes.tsx';
import { Page, Section } from '../../../../../../../../ui/page.tsx';
import { Part } from '../../../../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../../../../ui/paths.ts';
import { PlanSampleSections, PlanTally } from '../../../../../../../../ui/plan-view.tsx';
import { listQuery } from '../../../../../../../../ui/query.ts';
import { ReasonList } from '../../../../../../../../ui/reason-list.tsx';
import { PendingRows } from '../../../../../../../../ui/skeletons.tsx';
import { Time } from '../../../../../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('runs'))('undoing.metadata') };
}

interface PageProps {
  params: Promise<{ workspace: string; slug: string; run: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

function Undo({
  undo,
  operation,
  href,
  start,
}: {
  undo: UndoView;
  operation: string | null;
  href: (operation: string | null) => string;
  start: React.ReactNode;
}) {
  const runs = useTranslations('runs');
  const words = useTranslations('runs.undoing');
  if (undo.sent === 0 && undo.skipped === 0) return <Empty>{words('nothing')}</Empty>;
  return (
    <>
      <Section title={words('would')} aside={runs('nothingSent')}>
        <PlanTally
          plan={undo}
          operation={operation}
          href={href}
          others={[{ name: words('cannot'), value: undo.skipped, tone: 'warning' }]}
        />
        {undo.sent === 0 ? <Note>{words('noneOfIt')}</Note> : start}
      </Section>
      {undo.reasons.length === 0 ? null : (
        <Section title={words('cannot')}>
          <ReasonList reasons={undo.reasons} />
        </Section>
      )}
      {undo.sent === 0 ? null : <PlanSampleSections plan={undo} operation={operation} />}
    </>
  );
}

export default async function UndoPage({ params, searchParams }: PageProps) {
  const { workspace, slug, run: id } = await params;
  const [{ zone }, sync, run, mayUndo, words] = await Promise.all([
    currentWorkspace(),
    findSync(slug),
    findSyncRun(slug, id),
    may('sync.undo'),
    getTranslations('runs.undoing'),
  ]);
  if (sync === null || run === null) notFound();
  const approval = await getTranslations('syncs.approval');
  const paths = pathsOf(workspace);
  const { operation } = await listQuery(searchParams, { sort: '', direction: 'asc' });
  return (
    <Page
      title={words('title', { sync: sync.name })}
      lead={words.rich('lead', {
        run: (text) => <Go href={paths.syncRun(slug, id)}>{text}</Go>,
        time: () => <Time at={run.startedAt} zone={zone} full />,
      })}
    >
      {run.endedAt === null ? (
        <Empty detail={words('liveDetail')}>{words('live')}</Empty>
      ) : (
        <Part load={() => undoPreview(slug, id)} pending={<PendingRows rows={8} />} effect={words('effect')}>
          {(undo) => (
            <Undo
              undo={undo}
              operation={operation}
              href={(to) => paths.syncUndo(slug, id, { operation: to })}
              start={
                mayUndo ? (
                  <div style={{ alignSelf: 'flex-start' }}>
                    <ActionForm
                      action={undoRun}
                      label={words('undo', { count: undo.sent })}
                      icon="undo"
                      fields={{ sync: slug, run: id }}
                      filled
                    />
                  </div>
                ) : (
                  <NeedsRole permission="sync.undo" act={approval('undoAct')} />
                )
              }
            />
          )}
        </Part>
      )}
    </Page>
  );
}
