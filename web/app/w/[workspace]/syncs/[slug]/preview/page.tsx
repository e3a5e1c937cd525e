import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { runSyncNow } from '../../../../../../data/actions/start-sync.ts';
import { may } from '../../../../../../data/authorise.ts';
import { type PreviewView, syncPreview } from '../../../../../../data/sync-plan.ts';
import { findSync } from '../../../../../../data/syncs.ts';
import { ActionForm } from '../../../../../../ui/action-form.tsx';
import { Chips } from '../../../../../../ui/chips.tsx';
import { Note } from '../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../../ui/paths.ts';
import { notSent, PlanSampleSections, PlanTally, sentOf } from '../../../../../../ui/plan-view.tsx';
import { listQuery } from '../../../../../../ui/query.ts';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';
import { SyncPage } from '../../../../../../ui/sync-head.tsx';
import { WaitingPlan } from '../../../../../../ui/waiting-plan.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('runs'))('preview.metadata') };
}

interface PageProps {
  params: Promise<{ workspace: string; slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
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
  const runs = useTranslations('runs');
  const words = useTranslations('runs.preview');
  return (
    <>
      {preview.stoppedBy.length === 0 ? null : (
        <WaitingPlan title={words('waits')} reasons={preview.stoppedBy}>
          {null}
        </WaitingPlan>
      )}
      <Section title={words('title')} aside={runs('nothingSent')}>
        <PlanTally
          plan={preview}
          operation={operation}
          href={href}
          others={[
            ...notSent(runs, preview),
            ...(full ? [] : [{ name: words('unchanged'), value: preview.unchanged }]),
            ...(preview.stays === 0
              ? []
              : [
                  {
                    name: words('stays'),
                    value: preview.stays,
                    title: words('staysTitle'),
                  },
                ]),
          ]}
        />
        {full ? <Note>{words('again', { count: sentOf(preview) })}</Note> : null}
        {start}
      </Section>
      <PlanSampleSections plan={preview} operation={operation} />
    </>
  );
}

export default async function SyncPreviewPage({ params, searchParams }: PageProps) {
  const { workspace, slug } = await params;
  const [sync, mayRun, words] = await Promise.all([
    findSync(slug),
    may('sync.run'),
    getTranslations('runs.preview'),
  ]);
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
        label={words('label')}
        chips={[
          { name: words('changed'), href: at({ full: false }), active: !full },
          { name: words('everything'), href: at({ full: true }), active: full },
        ]}
      />
      <Part
        key={String(full)}
        load={() => syncPreview(slug, full)}
        pending={<PendingRows rows={8} />}
        effect={words('effect')}
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
                    // What the button would send is the preview that stands below it.
                    label={words(preview.stoppedBy.length > 0 ? 'ask' : 'send', {
                      count: sentOf(preview),
                      again: full ? 'yes' : 'no',
                    })}
                    icon={full ? 'again' : 'run'}
                    fields={{ sync: slug, kind: full ? 'full' : 'sync' }}
                    title={words('sendTitle')}
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
