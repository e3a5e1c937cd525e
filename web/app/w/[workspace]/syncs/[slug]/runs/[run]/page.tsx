import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { attempt } from '../../../../../../../data/problem.ts';
import { findRun, type RunView } from '../../../../../../../data/runs.ts';
import { reasons, rowsPageSize, syncRows } from '../../../../../../../data/sync-rows.ts';
import { findSyncRun, rowStatuses, type SyncRun } from '../../../../../../../data/sync-runs.ts';
import { findSync } from '../../../../../../../data/syncs.ts';
import { workflowUrl } from '../../../../../../../data/temporal.ts';
import { currentWorkspace } from '../../../../../../../data/workspace.ts';
import { Equation } from '../../../../../../../ui/equation.tsx';
import { formatSeconds } from '../../../../../../../ui/format.ts';
import { Live } from '../../../../../../../ui/live.tsx';
import { Empty, Note, ProblemNote } from '../../../../../../../ui/notes.tsx';
import { Page, Section } from '../../../../../../../ui/page.tsx';
import { Pager } from '../../../../../../../ui/pager.tsx';
import { Part } from '../../../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../../../ui/paths.ts';
import { listQuery } from '../../../../../../../ui/query.ts';
import { SearchField } from '../../../../../../../ui/search-field.tsx';
import { PendingRows } from '../../../../../../../ui/skeletons.tsx';
import { Status } from '../../../../../../../ui/status.tsx';
import { SyncReasons, SyncRowsTable } from '../../../../../../../ui/sync-rows-table.tsx';
import { TemporalLink } from '../../../../../../../ui/temporal-link.tsx';
import { Id, Time } from '../../../../../../../ui/values.tsx';
import { runWords } from '../../../../../../../words/run-words.ts';

export const metadata: Metadata = { title: 'Run of a sync' };

interface PageProps {
  params: Promise<{ workspace: string; slug: string; run: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** When it began and how long it took; the warehouse knows it once the rows are planned. */
function Lead({ run, asked, zone }: { run: SyncRun | null; asked: RunView | null; zone: string }) {
  const started = run?.startedAt ?? asked?.startedAt ?? asked?.createdAt ?? null;
  const ended = run?.endedAt ?? asked?.endedAt ?? null;
  const { tone, word } = runWords(run?.status ?? asked?.status ?? 'queued');
  return (
    <>
      <Status tone={tone}>{word}</Status> · <Time at={started} zone={zone} full />
      {started !== null && ended !== null
        ? ` · took ${formatSeconds((Date.parse(ended) - Date.parse(started)) / 1000)}`
        : null}
    </>
  );
}

/** Why a run that ended badly did, with its mend. */
function Failure({ run, asked }: { run: SyncRun | null; asked: RunView | null }) {
  const message = run?.error ?? asked?.error?.message ?? null;
  if (message === null) return null;
  const effect = run === null ? 'Nothing was sent.' : 'Rows that were accepted stay sent.';
  return <ProblemNote problem={{ cause: message, effect, mend: asked?.error?.mend ?? undefined }} />;
}

export default async function SyncRunPage({ params, searchParams }: PageProps) {
  const { workspace, slug, run: id } = await params;
  const [{ zone }, sync, recorded, planned] = await Promise.all([
    currentWorkspace(),
    findSync(slug),
    findRun(id),
    attempt(() => findSyncRun(slug, id)),
  ]);
  const asked = recorded?.run ?? null;
  const run = planned.state === 'ready' ? planned.data : null;
  if (run === null && asked === null && planned.state !== 'failed') notFound();
  const paths = pathsOf(workspace);
  const query = await listQuery(searchParams, { sort: 'at', direction: 'desc' });
  const status = rowStatuses.find((one) => one === query.status) ?? null;
  const live = runWords(asked?.status ?? run?.status ?? '').live;
  const rowsOf = (to: { status?: string | null; page?: number; q?: string }) =>
    paths.syncRun(slug, id, { status, q: query.q, ...to });
  return (
    <Page
      title={`Run of ${sync?.name ?? slug}`}
      lead={<Lead run={run} asked={asked} zone={zone} />}
      actions={
        <>
          {live ? <Live run={id} zone={zone} /> : null}
          <TemporalLink href={await workflowUrl(asked?.workflowId ?? null)} />
        </>
      }
    >
      <Failure run={run} asked={asked} />
      {planned.state === 'failed' ? <ProblemNote problem={planned.problem} /> : null}
      {run === null ? (
        planned.state === 'failed' ? null : (
          <Empty detail="The warehouse is computing what changed since the last run; its rows appear here.">
            {live ? 'Planning.' : 'The run ended before its rows were planned.'}
          </Empty>
        )
      ) : (
        <>
          <Section title="Rows by outcome" aside={<Id>{id}</Id>}>
            <Equation run={run} current={status} href={(to) => rowsOf({ status: to, q: '' })} />
            <Part load={() => reasons(id)} pending={null}>
              {(found) => <SyncReasons reasons={found} href={(to, q) => rowsOf({ status: to, q })} />}
            </Part>
          </Section>
          <Section title={status === null ? 'Rows' : `Rows: ${runWords(status).word.toLowerCase()}`}>
            <SearchField label="Search rows" placeholder="Key or reason" />
            <Part
              load={() => syncRows({ run: id, status, q: query.q, page: query.page })}
              pending={<PendingRows rows={10} />}
            >
              {(found) =>
                found.total === 0 ? (
                  <Empty>
                    {query.q === ''
                      ? `No ${status ?? 'planned'} row in this run.`
                      : `No ${status ?? ''} row matches “${query.q}”.`}
                  </Empty>
                ) : (
                  <>
                    <SyncRowsTable rows={found.rows} paths={paths} zone={zone} />
                    <Pager
                      page={query.page}
                      pageSize={rowsPageSize}
                      total={found.total}
                      noun="rows"
                      href={(page) => rowsOf({ page })}
                    />
                  </>
                )
              }
            </Part>
            {run.rejected > 0 ? <Note>A rejected row is tried again when it changes.</Note> : null}
          </Section>
        </>
      )}
    </Page>
  );
}
