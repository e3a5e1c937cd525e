import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../../../../data/authorise.ts';
import { attempt } from '../../../../../../../data/problem.ts';
import { findRun, type RunView } from '../../../../../../../data/runs.ts';
import { runSoFar } from '../../../../../../../data/sync-progress.ts';
import type { SyncRun } from '../../../../../../../data/sync-runs.ts';
import { findSync } from '../../../../../../../data/syncs.ts';
import { workflowUrl } from '../../../../../../../data/temporal.ts';
import { currentWorkspace } from '../../../../../../../data/workspace.ts';
import { useFormats } from '../../../../../../../i18n/use-formats.ts';
import { GoButton } from '../../../../../../../ui/go-button.tsx';
import { Live } from '../../../../../../../ui/live.tsx';
import { Empty, ProblemNote } from '../../../../../../../ui/notes.tsx';
import { Page } from '../../../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../../../ui/paths.ts';
import { PlanDecision } from '../../../../../../../ui/plan-decision.tsx';
import { listQuery } from '../../../../../../../ui/query.ts';
import { RunAccount } from '../../../../../../../ui/run-account.tsx';
import { RunControls } from '../../../../../../../ui/run-controls.tsx';
import { RunStatus } from '../../../../../../../ui/run-status.tsx';
import { kindWord } from '../../../../../../../ui/run-words.ts';
import { TemporalLink } from '../../../../../../../ui/temporal-link.tsx';
import { Time } from '../../../../../../../ui/values.tsx';
import { stateOf } from '../../../../../../../words/run-words.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('runs'))('title') };
}

interface PageProps {
  params: Promise<{ workspace: string; slug: string; run: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** When it began and how long it took; the warehouse knows it once the rows are planned. */
function Lead({ run, asked, zone }: { run: SyncRun | null; asked: RunView | null; zone: string }) {
  const format = useFormats();
  const words = useTranslations('runs');
  const started = run?.startedAt ?? asked?.startedAt ?? asked?.createdAt ?? null;
  const ended = run?.endedAt ?? asked?.endedAt ?? null;
  return (
    <>
      <RunStatus status={run?.status ?? asked?.status ?? 'queued'} /> ·{' '}
      {run === null ? null : `${kindWord(words, run.kind)} · `}
      <Time at={started} zone={zone} full />
      {started !== null && ended !== null
        ? ` · ${words('took', { time: format.seconds((Date.parse(ended) - Date.parse(started)) / 1000) })}`
        : null}
      {run?.approvedBy ? ` · ${words('approvedBy', { by: run.approvedBy })}` : null}
    </>
  );
}

/** Why a run that ended badly did, with its mend. */
function Failure({ run, asked }: { run: SyncRun | null; asked: RunView | null }) {
  const words = useTranslations('runs');
  const message = run?.error ?? asked?.error?.message ?? null;
  if (message === null) return null;
  const effect = words(run === null ? 'nothingSent' : 'staysSent');
  return <ProblemNote problem={{ cause: message, effect, mend: asked?.error?.mend ?? undefined }} />;
}

export default async function SyncRunPage({ params, searchParams }: PageProps) {
  const { workspace, slug, run: id } = await params;
  const [{ zone }, sync, recorded, planned, mayRun, mayApprove, mayUndo, mayExport, maySeeRows, words] =
    await Promise.all([
      currentWorkspace(),
      findSync(slug),
      findRun(id),
      attempt(() => runSoFar(slug, id)),
      may('sync.run'),
      may('sync.approve'),
      may('sync.undo'),
      may('export'),
      may('personal.read'),
      getTranslations('runs'),
    ]);
  const asked = recorded?.run ?? null;
  const run = planned.state === 'ready' ? planned.data : null;
  if (run === null && asked === null && planned.state !== 'failed') notFound();
  const paths = pathsOf(workspace);
  const query = await listQuery(searchParams, { sort: 'at', direction: 'desc' });
  const live = stateOf(asked?.status ?? run?.status ?? '').live;
  const waits = run?.status === 'awaiting_approval' ? run : null;
  return (
    <Page
      title={words('of', { sync: sync?.name ?? slug })}
      lead={<Lead run={run} asked={asked} zone={zone} />}
      actions={
        <>
          {live ? <Live run={id} zone={zone} /> : null}
          {live && mayRun && waits === null ? (
            <RunControls run={id} status={run?.status ?? ''} accepted={run?.accepted ?? null} />
          ) : null}
          {!live && mayUndo && run !== null && run.accepted > 0 && sync !== null ? (
            <GoButton href={paths.syncUndo(slug, id)}>{words('undo')}</GoButton>
          ) : null}
          <TemporalLink href={await workflowUrl(asked?.workflowId ?? null)} />
        </>
      }
    >
      <Failure run={run} asked={asked} />
      {planned.state === 'failed' ? <ProblemNote problem={planned.problem} /> : null}
      {run === null && planned.state !== 'failed' ? (
        <Empty detail={words('planningDetail')}>{words(live ? 'planning' : 'endedEarly')}</Empty>
      ) : null}
      {waits === null ? null : (
        <PlanDecision
          run={waits}
          mayApprove={mayApprove}
          operation={query.operation}
          href={(operation) => paths.syncRun(slug, id, { operation })}
        />
      )}
      {run === null || waits !== null ? null : (
        <RunAccount
          mayExport={mayExport}
          maySeeRows={maySeeRows}
          run={run}
          live={live}
          query={query}
          paths={paths}
          zone={zone}
          mayRun={mayRun}
        />
      )}
    </Page>
  );
}
