import { useTranslations } from 'next-intl';
import type { SyncRun } from '../data/sync-runs.ts';
import type { SyncSummary } from '../data/syncs.ts';
import { useFormats } from '../i18n/use-formats.ts';
import { stateOf } from '../words/run-words.ts';
import { DataTable, RowLink } from './data-table.tsx';
import type { Formats } from './format.ts';
import { Go } from './go.tsx';
import type { Paths } from './paths.ts';
import { RunStatus } from './run-status.tsx';
import { type RunsWords, statusWord } from './run-words.ts';
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

const cellOf = (
  run: SyncRun,
  { words, format, paths, zone }: { words: RunsWords; format: Formats; paths: Paths; zone: string },
): RunCell => ({
  id: run.id,
  tone: stateOf(run.status).tone,
  label: `${statusWord(words, run.status)}, ${run.startedAt === null ? words('table.notStarted') : format.time(run.startedAt, zone)}`,
  href: paths.syncRun(run.sync, run.id),
});

function Last({ run, known, zone }: { run: SyncRun | undefined; known: boolean; zone: string }) {
  const words = useTranslations('runs.table');
  if (run === undefined)
    return known ? <Dim>{words('neverRan')}</Dim> : <Missing reason={words('unreadable')} />;
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
  const format = useFormats();
  const runsWords = useTranslations('runs');
  const words = useTranslations('runs.table');
  const last = (sync: SyncSummary) => runs.get(sync.slug)?.[0];
  return (
    <DataTable
      caption={words('caption')}
      rows={syncs}
      rowKey={(sync) => sync.slug}
      linked
      comfortable
      columns={[
        {
          key: 'name',
          title: words('sync'),
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
          title: words('last'),
          width: '200px',
          cell: (sync) => <Last run={last(sync)} known={known} zone={zone} />,
        },
        {
          key: 'runs',
          title: words('lastRuns'),
          width: '170px',
          from: 'roomy',
          cell: (sync) => (
            <RunCells
              runs={(runs.get(sync.slug) ?? []).map((run) =>
                cellOf(run, { words: runsWords, format, paths, zone }),
              )}
            />
          ),
        },
        {
          key: 'planned',
          title: words('rows'),
          align: 'end',
          width: '80px',
          cell: (sync) => {
            const run = last(sync);
            return run ? (
              <Count value={run.planned} href={paths.syncRun(sync.slug, run.id)} />
            ) : (
              <Missing reason={words('neverRan')} />
            );
          },
        },
        {
          key: 'rejected',
          title: words('rejects'),
          align: 'end',
          width: '80px',
          cell: (sync) => {
            const run = last(sync);
            if (!run) return <Missing reason={words('neverRan')} />;
            if (run.rejected === 0) return <Dim>0</Dim>;
            return (
              <Go href={paths.syncRun(sync.slug, run.id, { status: 'rejected' })}>
                {format.exact(run.rejected)}
              </Go>
            );
          },
        },
        {
          key: 'when',
          title: words('when'),
          width: '220px',
          from: 'wide',
          cell: (sync) => (sync.paused ? <Status tone="stopped">{words('paused')}</Status> : sync.when),
        },
      ]}
    />
  );
}
