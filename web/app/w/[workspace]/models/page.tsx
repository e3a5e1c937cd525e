import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { refreshNow } from '../../../../data/actions/start-refresh.ts';
import { may } from '../../../../data/authorise.ts';
import { type ModelCost, recordedCosts } from '../../../../data/model-costs.ts';
import { type RunView, refreshes } from '../../../../data/runs.ts';
import { currentWorkspace } from '../../../../data/workspace.ts';
import { getFormats } from '../../../../i18n/get-formats.ts';
import { ActionForm } from '../../../../ui/action-form.tsx';
import { DataTable, RowLink } from '../../../../ui/data-table.tsx';
import { Go } from '../../../../ui/go.tsx';
import { GoButton } from '../../../../ui/go-button.tsx';
import { Live } from '../../../../ui/live.tsx';
import { ModelCosts, togetherWords } from '../../../../ui/model-costs.tsx';
import { Empty } from '../../../../ui/notes.tsx';
import { Page, Section } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../ui/paths.ts';
import { tookWords } from '../../../../ui/run-line.tsx';
import { RunStatus } from '../../../../ui/run-status.tsx';
import { triggerWord } from '../../../../ui/run-words.ts';
import { PendingRows } from '../../../../ui/skeletons.tsx';
import { Dim, Missing, Time } from '../../../../ui/values.tsx';
import { stateOf } from '../../../../words/run-words.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('models'))('title') };
}

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

interface RefreshesProps {
  page: { runs: RunView[]; next: string | null };
  first: boolean;
  paths: Paths;
  zone: string;
}

async function Refreshes({ page, first, paths, zone }: RefreshesProps) {
  const [format, words, runs] = await Promise.all([
    getFormats(),
    getTranslations('models'),
    getTranslations('runs'),
  ]);
  if (page.runs.length === 0) {
    return <Empty detail={words('neverDetail')}>{words('never')}</Empty>;
  }
  const running = page.runs.find((run) => stateOf(run.status).live);
  return (
    <>
      {running ? <Live run={running.id} zone={zone} /> : null}
      <DataTable
        caption={words('latestFirst')}
        rows={page.runs}
        rowKey={(run) => run.id}
        linked
        columns={[
          {
            key: 'started',
            title: words('started'),
            cell: (run) => (
              <RowLink href={paths.modelRun(run.id)}>
                <Time at={run.startedAt ?? run.createdAt} zone={zone} full />
              </RowLink>
            ),
          },
          {
            key: 'status',
            title: words('outcome'),
            width: '140px',
            cell: (run) => <RunStatus status={run.status} />,
          },
          {
            key: 'error',
            title: words('problem'),
            clip: true,
            from: 'roomy',
            cell: (run) =>
              run.error === null ? <Dim>–</Dim> : <span title={run.error.message}>{run.error.message}</span>,
          },
          {
            key: 'trigger',
            title: words('askedFor'),
            width: '190px',
            cell: (run) => triggerWord(runs, run.trigger),
          },
          {
            key: 'took',
            title: words('took'),
            align: 'end',
            width: '110px',
            cell: (run) => tookWords(format, run) ?? <Missing reason={words('notOver')} />,
          },
        ]}
      />
      {first && page.next === null ? null : (
        <p>
          {first ? null : <Go href={paths.models()}>{words('latest')}</Go>}{' '}
          {page.next === null ? null : <Go href={paths.models({ before: page.next })}>{words('earlier')}</Go>}
        </p>
      )}
    </>
  );
}

/** Before a refresh has recorded anything, the list of refreshes says so for both. */
async function Costs({ costs, zone, paths }: { costs: ModelCost[]; zone: string; paths: Paths }) {
  const [format, words] = await Promise.all([getFormats(), getTranslations('models')]);
  if (costs.length === 0) return null;
  return (
    <Section title={words('take')} aside={words('inMonth', { taken: togetherWords(format, costs) })}>
      <ModelCosts costs={costs} zone={zone} paths={paths} />
    </Section>
  );
}

export default async function ModelsPage({ params, searchParams }: PageProps) {
  const { workspace } = await params;
  const { before } = await searchParams;
  const from = typeof before === 'string' ? before : null;
  const [words, { zone }, mayRefresh, runs] = await Promise.all([
    getTranslations('models'),
    currentWorkspace(),
    may('refresh'),
    may('data.edit'),
  ]);
  const paths = pathsOf(workspace);
  return (
    <Page
      title={words('title')}
      lead={words('lead')}
      actions={
        <>
          {runs ? <GoButton href={paths.query}>{words('query')}</GoButton> : null}
          <GoButton href={paths.statements}>{words('written')}</GoButton>
          <GoButton href={paths.lineage()}>{words('lineageLink')}</GoButton>
          {mayRefresh ? (
            <ActionForm action={refreshNow} label={words('refresh')} icon="refresh" filled />
          ) : null}
        </>
      }
    >
      {from === null ? (
        <Part load={recordedCosts} pending={<PendingRows rows={8} />}>
          {(costs) => <Costs costs={costs} zone={zone} paths={paths} />}
        </Part>
      ) : null}
      <Section title={words('refreshes')}>
        <Part load={() => refreshes(from)} pending={<PendingRows rows={8} />}>
          {(page) => <Refreshes page={page} first={from === null} paths={paths} zone={zone} />}
        </Part>
      </Section>
    </Page>
  );
}
