import type { SyncRun } from '../data/sync-runs.ts';
import type { SyncSummary } from '../data/syncs.ts';
import { runWords } from '../words/run-words.ts';
import { DataTable, RowLink } from './data-table.tsx';
import { formatTime } from './format.ts';
import { Go } from './go.tsx';
import type { Paths } from './paths.ts';
import { RunStatus } from './run-status.tsx';
import { type RunCell, RunCells, Status } from './status.tsx';
import { Count, Dim, Missing, Time } from './values.tsx';

interface SyncTableProps {
  syncs: readonly SyncSummary[];
  /** The last runs of each sync, newest first. */
  runs: ReadonlyMap<string, SyncRun[]>;
  /** Whether the runs could be read at all. */
  known: boolean;
  paths: Paths;
  zone: string;
}

const cellOf = (run: SyncRun, paths: Paths, zone: string): RunCell => ({
  id: run.id,
  tone: runWords(run.status).tone,
  label: `${runWords(run.status).word}, ${run.startedAt === null ? 'not started' : formatTime(run.startedAt, zone)}`,
  href: paths.syncRun(run.sync, run.id),
});

function Last({ run, known, zone }: { run: SyncRun | undefined; known: boolean; zone: string }) {
  if (run === undefined)
    return known ? <Dim>Never ran</Dim> : <Missing reason="The runs could not be read" />;
  return (
    <>
      <RunStatus status={run.status} />
      <br />
      <Dim>
        <Time at={run.startedAt} zone={zone} />
      </Dim>
    </>
  );
}

/** Syncs with how they have been doing: the last fourteen runs, what the last one left, and what comes next. */
export function SyncTable({ syncs, runs, known, paths, zone }: SyncTableProps) {
  const last = (sync: SyncSummary) => runs.get(sync.slug)?.[0];
  return (
    <DataTable
      caption="Syncs"
      rows={syncs}
      rowKey={(sync) => sync.slug}
      linked
      comfortable
      columns={[
        {
          key: 'name',
          title: 'Sync',
          clip: true,
          cell: (sync) => (
            <>
              <RowLink href={paths.sync(sync.slug)} title={sync.name}>
                {sync.name}
              </RowLink>
              <br />
              <Dim>
                {sync.from.name} → {sync.destination.name}
              </Dim>
            </>
          ),
        },
        {
          key: 'last',
          title: 'Last run',
          width: '200px',
          cell: (sync) => <Last run={last(sync)} known={known} zone={zone} />,
        },
        {
          key: 'runs',
          title: 'Last 14 runs',
          width: '170px',
          from: 'roomy',
          cell: (sync) => (
            <RunCells runs={(runs.get(sync.slug) ?? []).map((run) => cellOf(run, paths, zone))} />
          ),
        },
        {
          key: 'planned',
          title: 'Rows',
          align: 'end',
          width: '80px',
          cell: (sync) => {
            const run = last(sync);
            return run ? (
              <Count value={run.planned} href={paths.syncRun(sync.slug, run.id)} />
            ) : (
              <Missing reason="Never ran" />
            );
          },
        },
        {
          key: 'rejected',
          title: 'Rejects',
          align: 'end',
          width: '80px',
          cell: (sync) => {
            const run = last(sync);
            if (!run) return <Missing reason="Never ran" />;
            if (run.rejected === 0) return <Dim>0</Dim>;
            return <Go href={paths.syncRun(sync.slug, run.id, { status: 'rejected' })}>{run.rejected}</Go>;
          },
        },
        {
          key: 'when',
          title: 'When',
          width: '220px',
          from: 'wide',
          cell: (sync) => (sync.paused ? <Status tone="stopped">Paused</Status> : sync.when),
        },
      ]}
    />
  );
}
