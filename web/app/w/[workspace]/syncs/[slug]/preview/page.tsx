import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { runSyncNow } from '../../../../../../data/actions/start-sync.ts';
import { may } from '../../../../../../data/authorise.ts';
import { type PreviewView, syncPreview } from '../../../../../../data/sync-plan.ts';
import { findSync } from '../../../../../../data/syncs.ts';
import { ActionForm } from '../../../../../../ui/action-form.tsx';
import { Chips } from '../../../../../../ui/chips.tsx';
import { plural, pluralExact } from '../../../../../../ui/format.ts';
import { Note } from '../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../../ui/paths.ts';
import { notSent, PlanSampleSections, PlanTally, sentOf } from '../../../../../../ui/plan-view.tsx';
import { listQuery } from '../../../../../../ui/query.ts';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';
import { SyncPage } from '../../../../../../ui/sync-head.tsx';
import { WaitingPlan } from '../../../../../../ui/waiting-plan.tsx';

export const metadata: Metadata = { title: 'Preview of a sync' };

interface PageProps {
  params: Promise<{ workspace: string; slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** What the button would send, by the preview that stands below it. */
function startLabel(preview: PreviewView, full: boolean): string {
  const rows = `${pluralExact(sentOf(preview), 'row')}${full ? ' again' : ''}`;
  return preview.stoppedBy.length > 0 ? `Ask for approval of ${rows}` : `Send ${rows}`;
}

function Preview({
  preview,
  full,
  operation,
  href,
  start,
}: {
  preview: PreviewView;
  full: boolean;
  operation: string | null;
  href: (operation: string | null) => string;
  start: React.ReactNode;
}) {
  return (
    <>
      {preview.stoppedBy.length === 0 ? null : (
        <WaitingPlan title="A run would wait for approval." reasons={preview.stoppedBy}>
          {null}
        </WaitingPlan>
      )}
      <Section title="What a run would do now" aside="Nothing was sent.">
        <PlanTally
          plan={preview}
          operation={operation}
          href={href}
          others={[
            ...notSent(preview),
            ...(full ? [] : [{ name: 'Unchanged', value: preview.unchanged }]),
            ...(preview.stays === 0
              ? []
              : [
                  {
                    name: 'Gone, left there',
                    value: preview.stays,
                    title: 'The mode of this sync removes nothing.',
                  },
                ]),
          ]}
        />
        {full ? (
          <Note>
            Everything again sends {plural(sentOf(preview), 'row')}, changed or not: for a destination that
            lost or altered what it had.
          </Note>
        ) : null}
        {start}
      </Section>
      <PlanSampleSections plan={preview} operation={operation} />
    </>
  );
}

export default async function SyncPreviewPage({ params, searchParams }: PageProps) {
  const { workspace, slug } = await params;
  const [sync, mayRun] = await Promise.all([findSync(slug), may('sync.run')]);
  if (sync === null) notFound();
  const paths = pathsOf(workspace);
  const { operation, status } = await listQuery(searchParams, { sort: '', direction: 'asc' });
  const full = status === 'full';
  const at = (to: { operation?: string | null; full?: boolean }) =>
    paths.sync(slug, 'preview', {
      status: (to.full ?? full) ? 'full' : null,
      operation: to.operation ?? null,
    });
  return (
    <SyncPage sync={sync} paths={paths} actions={null}>
      <Chips
        label="What to look at"
        chips={[
          { name: 'What changed', href: at({ full: false }), active: !full },
          { name: 'Everything again', href: at({ full: true }), active: full },
        ]}
      />
      <Part
        key={String(full)}
        load={() => syncPreview(slug, full)}
        pending={<PendingRows rows={8} />}
        effect="What a run would do cannot be computed. Nothing was sent."
      >
        {(preview) => (
          <Preview
            preview={preview}
            full={full}
            operation={operation}
            href={(to) => at({ operation: to })}
            start={
              mayRun && sentOf(preview) > 0 ? (
                <div style={{ alignSelf: 'flex-start' }}>
                  <ActionForm
                    action={runSyncNow}
                    label={startLabel(preview, full)}
                    icon={full ? 'again' : 'run'}
                    fields={{ sync: slug, kind: full ? 'full' : 'sync' }}
                    title="Computes the plan anew, and sends it unless it has to wait for approval."
                    filled
                  />
                </div>
              ) : null
            }
          />
        )}
      </Part>
    </SyncPage>
  );
}
