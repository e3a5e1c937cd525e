import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { latestRun } from '../../../../../../data/sync-progress.ts';
import { runsPageSize, type SyncRun, syncRuns } from '../../../../../../data/sync-runs.ts';
import { findSync } from '../../../../../../data/syncs.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { getFormats } from '../../../../../../i18n/get-formats.ts';
import { DataTable, RowLink, type TableColumn } from '../../../../../../ui/data-table.tsx';
import type { Formats } from '../../../../../../ui/format.ts';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { Pager } from '../../../../../../ui/pager.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../../ui/paths.ts';
import { listQuery } from '../../../../../../ui/query.ts';
import { RunStatus } from '../../../../../../ui/run-status.tsx';
import { kindWord, type RunsWords } from '../../../../../../ui/run-words.ts';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';
import { SyncPage } from '../../../../../../ui/sync-head.tsx';
import { SyncState } from '../../../../../../ui/sync-state.tsx';
import { Count, Missing, Time } from '../../../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('runs'))('list.metadata') };
}

interface PageProps {
  params: Promise<{ workspace: string; slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

interface ColumnsOf {
  paths: Paths;
  zone: string;
  words: RunsWords;
  format: Formats;
}

function columnsOf({ paths, zone, words, format }: ColumnsOf): TableColumn<SyncRun>[] {
  const counted = (key: 'accepted' | 'rejected' | 'skipped' | 'pending'): TableColumn<SyncRun> => ({
    key,
    title: words(`list.${key}`),
    align: 'end',
    width: '90px',
    cell: (run) => <Count value={run[key]} href={paths.syncRun(run.sync, run.id, { status: key })} />,
  });
  return [
    {
      key: 'started',
      title: words('list.started'),
      cell: (run) => (
        <RowLink href={paths.syncRun(run.sync, run.id)}>
          <Time at={run.startedAt} zone={zone} full />
        </RowLink>
      ),
    },
    {
      key: 'status',
      title: words('list.outcome'),
      width: '190px',
      cell: (run) => <RunStatus status={run.status} />,
    },
    {
      key: 'kind',
      title: words('list.what'),
      width: '160px',
      from: 'wide',
      cell: (run) => kindWord(words, run.kind),
    },
    {
      key: 'planned',
      title: words('list.planned'),
      align: 'end',
      width: '90px',
      cell: (run) => <Count value={run.planned} />,
    },
    counted('accepted'),
    counted('rejected'),
    counted('skipped'),
    counted('pending'),
    {
      key: 'took',
      title: words('list.took'),
      align: 'end',
      width: '110px',
      from: 'roomy',
      cell: (run) =>
        run.startedAt === null || run.endedAt === null ? (
          <Missing reason={words('list.notOver')} />
        ) : (
          format.seconds((Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000)
        ),
    },
  ];
}

export default async function SyncRunsPage({ params, searchParams }: PageProps) {
  const { workspace, slug } = await params;
  const [{ zone }, sync, words, format] = await Promise.all([
    currentWorkspace(),
    findSync(slug),
    getTranslations('runs'),
    getFormats(),
  ]);
  if (sync === null) notFound();
  const paths = pathsOf(workspace);
  const { page } = await listQuery(searchParams, { sort: 'started', direction: 'desc' });
  return (
    <SyncPage sync={sync} paths={paths}>
      <Part load={() => latestRun(slug)} pending={<PendingRows rows={2} />}>
        {(last) => <SyncState sync={sync} last={last} paths={paths} zone={zone} />}
      </Part>
      <Section title={words('list.title')}>
        <Part load={() => syncRuns(slug, page)} pending={<PendingRows rows={8} />}>
          {({ runs, total }) =>
            runs.length === 0 ? (
              <Empty detail={words('list.noneDetail')}>{words('list.none')}</Empty>
            ) : (
              <>
                <DataTable
                  caption={words('list.title')}
                  columns={columnsOf({ paths, zone, words, format })}
                  rows={runs}
                  rowKey={(run) => run.id}
                  linked
                />
                <Pager
                  page={page}
                  pageSize={runsPageSize}
                  total={total}
                  noun={words('list.noun')}
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
