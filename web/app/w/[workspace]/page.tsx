import type { Metadata } from 'next';
import { refreshNow } from '../../../data/actions/start-refresh.ts';
import { needs, overviewReadings, totals } from '../../../data/overview.ts';
import { lastRefresh } from '../../../data/runs.ts';
import { stations } from '../../../data/stations.ts';
import { type SyncSummary, syncSummaries } from '../../../data/syncs.ts';
import { currentWorkspace } from '../../../data/workspace.ts';
import { ActionForm } from '../../../ui/action-form.tsx';
import { formatExact, formatTime, plural } from '../../../ui/format.ts';
import { Needs } from '../../../ui/needs.tsx';
import { Empty, Note } from '../../../ui/notes.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { Part } from '../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../ui/paths.ts';
import { PendingBlock, PendingRows, PendingTiles } from '../../../ui/skeletons.tsx';
import { SyncTable } from '../../../ui/sync-table.tsx';
import { Thread } from '../../../ui/thread.tsx';
import { AsOf, Count, Missing, Tile, Tiles } from '../../../ui/values.tsx';
import { runWords } from '../../../words/run-words.ts';

export const metadata: Metadata = { title: 'Overview' };

/** "3 of 3 syncs ran; 2 things need you." */
async function sentence(syncs: readonly SyncSummary[]): Promise<string> {
  const [{ runs }, found] = await Promise.all([overviewReadings(), needs()]);
  const need =
    found.length === 0
      ? 'nothing needs you'
      : `${plural(found.length, 'thing needs', 'things need')} you`.replace('\u00a0', ' ');
  if (runs.state === 'failed') return `The warehouse is away; ${need}.`;
  if (syncs.length === 0) return `No sync is declared yet; ${need}.`;
  const active = syncs.filter((sync) => !sync.paused);
  const last = active.map((sync) => (runs.state === 'ready' ? runs.data.get(sync.slug)?.[0] : undefined));
  const ran = last.filter((run) => run && ['good', 'warning'].includes(runWords(run.status).tone)).length;
  return `${ran} of ${plural(active.length, 'sync', 'syncs')} ran; ${need}.`;
}

function Syncs({
  syncs,
  readings,
  paths,
  zone,
}: {
  syncs: SyncSummary[];
  readings: Awaited<ReturnType<typeof overviewReadings>>;
  paths: Paths;
  zone: string;
}) {
  if (syncs.length === 0) {
    return (
      <Empty detail="Declare one as a file, `syncs/NAME.yml`, and run `./weft apply`.">
        No sync is declared.
      </Empty>
    );
  }
  const { runs } = readings;
  return (
    <>
      <SyncTable
        syncs={syncs}
        runs={runs.state === 'ready' ? runs.data : new Map()}
        known={runs.state !== 'failed'}
        paths={paths}
        zone={zone}
      />
      {runs.state === 'failed' ? <Note>The runs could not be read: the warehouse is away.</Note> : null}
    </>
  );
}

function Numbers({
  found,
  paths,
  zone,
}: {
  found: Awaited<ReturnType<typeof totals>>;
  paths: Paths;
  zone: string;
}) {
  const { totals: all, staleSince, problem } = found;
  const perPerson = all.people === 0 ? null : all.records / all.people;
  return (
    <>
      <Tiles>
        <Tile
          label="People"
          value={<Count value={all.people} />}
          note="known as one each"
          href={paths.profiles()}
        />
        <Tile
          label="Consolidation"
          value={
            perPerson === null ? <Missing reason="There is nobody yet" /> : `${perPerson.toFixed(2)} to 1`
          }
          note={`${formatExact(all.records)} records became ${formatExact(all.people)} people`}
          href={paths.identity()}
        />
        <Tile
          label="Events"
          value={<Count value={all.events} reason="No source of events has been computed" />}
          note={all.newestEvent === null ? null : `newest ${formatTime(all.newestEvent, zone)}`}
          href={paths.sources}
        />
      </Tiles>
      {staleSince === null ? null : (
        <Note>
          The warehouse is away: these are the last values, <AsOf at={staleSince} zone={zone} />.{' '}
          {problem?.mend}
        </Note>
      )}
    </>
  );
}

export default async function OverviewPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [{ zone, workspace: declared }, syncs, refresh] = await Promise.all([
    currentWorkspace(),
    syncSummaries(),
    lastRefresh(),
  ]);
  const paths = pathsOf(workspace);
  const way = (
    <Section title="From source to sync">
      <Part load={stations} pending={<PendingBlock height={84} />}>
        {(found) => <Thread stations={found} zone={zone} />}
      </Part>
    </Section>
  );
  if (declared.all('source').length === 0 && syncs.length === 0) {
    return (
      <Page
        title="Nothing is declared yet"
        lead="A workspace begins with a source: a table that knows people."
      >
        {way}
        <Empty detail="`./weft demo` shows a made-up company; `./weft init --from FOLDER` proposes a workspace for a folder of your own files.">
          Start from the command line.
        </Empty>
      </Page>
    );
  }
  return (
    <Page
      title="Overview"
      heading={sentence(syncs)}
      actions={<ActionForm action={refreshNow} label="Refresh now" icon="refresh" filled />}
    >
      <Section title="Needs you">
        <Part load={needs} pending={<PendingBlock height={64} />}>
          {(found) => <Needs needs={found} zone={zone} />}
        </Part>
      </Section>
      {way}
      <Section title="Syncs">
        <Part load={overviewReadings} pending={<PendingRows rows={syncs.length} />}>
          {(readings) => <Syncs syncs={syncs} readings={readings} paths={paths} zone={zone} />}
        </Part>
      </Section>
      <Section title="In numbers" aside={<AsOf at={refresh?.endedAt ?? null} zone={zone} />}>
        <Part load={totals} pending={<PendingTiles />}>
          {(found) => <Numbers found={found} paths={paths} zone={zone} />}
        </Part>
      </Section>
    </Page>
  );
}
