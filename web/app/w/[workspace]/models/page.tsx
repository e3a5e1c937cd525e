import type { Metadata } from 'next';
import { refreshNow } from '../../../../data/actions/start-refresh.ts';
import { type ModelCost, recordedCosts } from '../../../../data/model-costs.ts';
import { type RunView, refreshes } from '../../../../data/runs.ts';
import { currentWorkspace } from '../../../../data/workspace.ts';
import { ActionForm } from '../../../../ui/action-form.tsx';
import { DataTable, RowLink } from '../../../../ui/data-table.tsx';
import { Go } from '../../../../ui/go.tsx';
import { Live } from '../../../../ui/live.tsx';
import { ModelCosts, togetherWords } from '../../../../ui/model-costs.tsx';
import { Empty } from '../../../../ui/notes.tsx';
import { Page, Section } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../ui/paths.ts';
import { tookWords, triggerWords } from '../../../../ui/run-line.tsx';
import { RunStatus } from '../../../../ui/run-status.tsx';
import { PendingRows } from '../../../../ui/skeletons.tsx';
import { Dim, Missing, Time } from '../../../../ui/values.tsx';
import { runWords } from '../../../../words/run-words.ts';

export const metadata: Metadata = { title: 'Models' };

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

function Refreshes({ page, first, paths, zone }: RefreshesProps) {
  if (page.runs.length === 0) {
    return (
      <Empty detail="A refresh resolves identities and builds profiles, traits and segments in the warehouse, through dbt.">
        The models have never been refreshed.
      </Empty>
    );
  }
  const running = page.runs.find((run) => runWords(run.status).live);
  return (
    <>
      {running ? <Live run={running.id} zone={zone} /> : null}
      <DataTable
        caption="Refreshes, latest first"
        rows={page.runs}
        rowKey={(run) => run.id}
        linked
        columns={[
          {
            key: 'started',
            title: 'Started',
            cell: (run) => (
              <RowLink href={paths.modelRun(run.id)}>
                <Time at={run.startedAt ?? run.createdAt} zone={zone} full />
              </RowLink>
            ),
          },
          {
            key: 'status',
            title: 'Outcome',
            width: '140px',
            cell: (run) => <RunStatus status={run.status} />,
          },
          {
            key: 'error',
            title: 'Problem',
            clip: true,
            from: 'roomy',
            cell: (run) =>
              run.error === null ? <Dim>–</Dim> : <span title={run.error.message}>{run.error.message}</span>,
          },
          { key: 'trigger', title: 'Asked for', width: '190px', cell: (run) => triggerWords(run.trigger) },
          {
            key: 'took',
            title: 'Took',
            align: 'end',
            width: '110px',
            cell: (run) => tookWords(run) ?? <Missing reason="Not over yet" />,
          },
        ]}
      />
      {first && page.next === null ? null : (
        <p>
          {first ? null : <Go href={paths.models()}>Latest refreshes</Go>}{' '}
          {page.next === null ? null : <Go href={paths.models({ before: page.next })}>Earlier refreshes</Go>}
        </p>
      )}
    </>
  );
}

/** Before a refresh has recorded anything, the list of refreshes says so for both. */
function Costs({ costs, zone }: { costs: ModelCost[]; zone: string }) {
  if (costs.length === 0) return null;
  return (
    <Section title="What models take" aside={`${togetherWords(costs)} in 30 days`}>
      <ModelCosts costs={costs} zone={zone} />
    </Section>
  );
}

export default async function ModelsPage({ params, searchParams }: PageProps) {
  const { workspace } = await params;
  const { before } = await searchParams;
  const from = typeof before === 'string' ? before : null;
  const { zone } = await currentWorkspace();
  return (
    <Page
      title="Models"
      lead="SQL that Weft generates from the workspace; a refresh runs it in the warehouse."
      actions={<ActionForm action={refreshNow} label="Refresh now" icon="refresh" filled />}
    >
      {from === null ? (
        <Part load={recordedCosts} pending={<PendingRows rows={8} />}>
          {(costs) => <Costs costs={costs} zone={zone} />}
        </Part>
      ) : null}
      <Section title="Refreshes">
        <Part load={() => refreshes(from)} pending={<PendingRows rows={8} />}>
          {(page) => <Refreshes page={page} first={from === null} paths={pathsOf(workspace)} zone={zone} />}
        </Part>
      </Section>
    </Page>
  );
}
