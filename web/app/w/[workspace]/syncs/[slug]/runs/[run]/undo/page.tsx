import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { undoRun } from '../../../../../../../../data/actions/start-sync.ts';
import { may } from '../../../../../../../../data/authorise.ts';
import { type UndoView, undoPreview } from '../../../../../../../../data/sync-plan.ts';
import { findSyncRun } from '../../../../../../../../data/sync-runs.ts';
import { findSync } from '../../../../../../../../data/syncs.ts';
import { currentWorkspace } from '../../../../../../../../data/workspace.ts';
import { ActionForm } from '../../../../../../../../ui/action-form.tsx';
import { pluralExact } from '../../../../../../../../ui/format.ts';
import { Go } from '../../../../../../../../ui/go.tsx';
import { Empty, Note } from '../../../../../../../../ui/notes.tsx';
import { Page, Section } from '../../../../../../../../ui/page.tsx';
import { Part } from '../../../../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../../../../ui/paths.ts';
import { PlanSampleSections, PlanTally } from '../../../../../../../../ui/plan-view.tsx';
import { listQuery } from '../../../../../../../../ui/query.ts';
import { ReasonList } from '../../../../../../../../ui/reason-list.tsx';
import { PendingRows } from '../../../../../../../../ui/skeletons.tsx';
import { Time } from '../../../../../../../../ui/values.tsx';

export const metadata: Metadata = { title: 'Undo a run' };

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
  if (undo.sent === 0 && undo.skipped === 0) {
    return <Empty>The run changed nothing that could be taken back.</Empty>;
  }
  return (
    <>
      <Section title="What the undo would do" aside="Nothing was sent.">
        <PlanTally
          plan={undo}
          operation={operation}
          href={href}
          others={[{ name: 'Cannot be undone', value: undo.skipped, tone: 'warning' }]}
        />
        {undo.sent === 0 ? <Note>Nothing of this run can be undone; the reasons stand below.</Note> : start}
      </Section>
      {undo.reasons.length === 0 ? null : (
        <Section title="Cannot be undone">
          <ReasonList reasons={undo.reasons} />
        </Section>
      )}
      {undo.sent === 0 ? null : <PlanSampleSections plan={undo} operation={operation} />}
    </>
  );
}

export default async function UndoPage({ params, searchParams }: PageProps) {
  const { workspace, slug, run: id } = await params;
  const [{ zone }, sync, run, mayUndo] = await Promise.all([
    currentWorkspace(),
    findSync(slug),
    findSyncRun(slug, id),
    may('sync.undo'),
  ]);
  if (sync === null || run === null) notFound();
  const paths = pathsOf(workspace);
  const { operation } = await listQuery(searchParams, { sort: '', direction: 'asc' });
  return (
    <Page
      title={`Undo a run of ${sync.name}`}
      lead={
        <>
          Takes back what the <Go href={paths.syncRun(slug, id)}>run</Go> of{' '}
          <Time at={run.startedAt} zone={zone} full /> did: what it made is removed, what it changed is
          changed back, what it removed is made again. The source stays as it is, so the next run sends the
          changes anew unless they are gone there.
        </>
      }
    >
      {run.endedAt === null ? (
        <Empty detail="What it did is known once it is over.">The run is still under way.</Empty>
      ) : (
        <Part
          load={() => undoPreview(slug, id)}
          pending={<PendingRows rows={8} />}
          effect="What an undo would do cannot be computed. Nothing was sent."
        >
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
                      label={`Undo ${pluralExact(undo.sent, 'row')}`}
                      icon="undo"
                      fields={{ sync: slug, run: id }}
                      filled
                    />
                  </div>
                ) : (
                  <Note>Undoing it needs the permission “sync.undo”.</Note>
                )
              }
            />
          )}
        </Part>
      )}
    </Page>
  );
}
