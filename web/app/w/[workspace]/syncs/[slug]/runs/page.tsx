import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { latestRun } from '../../../../../../data/sync-progress.ts';
import { runsPageSize, type SyncRun, syncRuns } from '../../../../../../data/sync-runs.ts';
import { findSync } from '../../../../../../data/syncs.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { DataTable, RowLink, type TableColumn } from '../../../../../../ui/data-table.tsx';
import { formatSeconds } from '../../../../../../ui/format.ts';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { Pager } from '../../../../../../ui/pager.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../../ui/paths.ts';
import { listQuery } from '../../../../../../ui/query.ts';
import { RunStatus } from '../../../../../../ui/run-status.tsx';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';
import { SyncPage } from '../../../../../../ui/sync-head.tsx';
import { SyncState } from '../../../../../../ui/sync-state.tsx';
import { Count, Missing, Time } from '../../../../../../ui/values.tsx';
import { kindWords } from '../../../../../../words/run-words.ts';

export const metadata: Metadata = { title: 'Runs of a sync' };

interface PageProps {
  params: Promise<{ workspace: string; slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

function columnsOf(paths: Paths, zone: string): TableColumn<SyncRun>[] {
  const counted = (
    key: 'accepted' | 'rejected' | 'skipped' | 'pending',
    title: string,
  ): TableColumn<SyncRun> => ({
    key,
    title,
    align: 'end',
    width: '90px',
    cell: (run) => <Count value={run[key]} href={paths.syncRun(run.sync, run.id, { status: key })} />,
  });
  return [
    {
      key: 'started',
      title: 'Started',
      cell: (run) => (
        <RowLink href={paths.syncRun(run.sync, run.id)}>
          <Time at={run.startedAt} zone={zone} full />
        </RowLink>
      ),
    },
    {
      key: 'status',
      title: 'Outcome',
      width: '190px',
      cell: (run) => <RunStatus status={run.status} />,
    },
    {
      key: 'kind',
      title: 'What',
      width: '160px',
      from: 'wide',
      cell: (run) => kindWords(run.kind),
    },
    {
      key: 'planned',
      title: 'Planned',
      align: 'end',
      width: '90px',
      cell: (run) => <Count value={run.planned} />,
    },
    counted('accepted', 'Accepted'),
    counted('rejected', 'Rejected'),
    counted('skipped', 'Skipped'),
    counted('pending', 'Pending'),
    {
      key: 'took',
      title: 'Took',
      align: 'end',
      width: '110px',
      from: 'roomy',
      cell: (run) =>
        run.startedAt === null || run.endedAt === null ? (
          <Missing reason="Not over yet" />
        ) : (
          formatSeconds((Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000)
        ),
    },
  ];
}

export default async function SyncRunsPage({ params, searchParams }: PageProps) {
  const { workspace, slug } = await params;
  const [{ zone }, sync] = await Promise.all([currentWorkspace(), findSync(slug)]);
  if (sync === null) notFound();
  const paths = pathsOf(workspace);
  const { page } = await listQuery(searchParams, { sort: 'started', direction: 'desc' });
  return (
    <SyncPage sync={sync} paths={paths}>
      <Part load={() => latestRun(slug)} pending={<PendingRows rows={2} />}>
        {(last) => <SyncState sync={sync} last={last} paths={paths} zone={zone} />}
      </Part>
      <Section title="Runs">
        <Part load={() => syncRuns(slug, page)} pending={<PendingRows rows={8} />}>
          {({ runs, total }) =>
            runs.length === 0 ? (
              <Empty detail="Run it now, or wait for its time.">This sync has not run yet.</Empty>
            ) : (
              <>
                <DataTable
                  caption="Runs"
                  columns={columnsOf(paths, zone)}
                  rows={runs}
                  rowKey={(run) => run.id}
                  linked
                />
                <Pager
                  page={page}
                  pageSize={runsPageSize}
                  total={total}
                  noun="runs"
                  href={(to) => paths.sync(slug, 'runs', { page: to })}
                />
              </>
            )
          }
        </Part>
      </Section>
    </SyncPage>
  );
}
