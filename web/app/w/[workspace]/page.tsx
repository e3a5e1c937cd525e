import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { refreshNow } from '../../../data/actions/start-refresh.ts';
import { may } from '../../../data/authorise.ts';
import { needs, overviewReadings, totals } from '../../../data/overview.ts';
import { lastRefresh } from '../../../data/runs.ts';
import { stations } from '../../../data/stations.ts';
import { type SyncSummary, syncSummaries } from '../../../data/syncs.ts';
import { currentWorkspace, isDemo } from '../../../data/workspace.ts';
import { getFormats } from '../../../i18n/get-formats.ts';
import { ActionForm } from '../../../ui/action-form.tsx';
import { Go } from '../../../ui/go.tsx';
import { GoButton } from '../../../ui/go-button.tsx';
import { Needs } from '../../../ui/needs.tsx';
import { Empty, Note } from '../../../ui/notes.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { Part } from '../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../ui/paths.ts';
import { PendingBlock, PendingRows, PendingTiles } from '../../../ui/skeletons.tsx';
import { SyncTable } from '../../../ui/sync-table.tsx';
import { Thread } from '../../../ui/thread.tsx';
import { tourHref } from '../../../ui/tour/tour-steps.ts';
import { AsOf, Count, Missing, Tile, Tiles } from '../../../ui/values.tsx';
import { stateOf } from '../../../words/run-words.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('overview'))('title') };
}

/** "3 of 3 syncs ran; 2 things need you." */
async function sentence(syncs: readonly SyncSummary[]): Promise<string> {
  const words = await getTranslations('overview');
  const [{ runs }, found] = await Promise.all([overviewReadings(), needs()]);
  const need = words('need', { count: found.length });
  if (runs.state === 'failed') return words('away', { need });
  if (syncs.length === 0) return words('noSyncYet', { need });
  const active = syncs.filter((sync) => !sync.paused);
  const last = active.map((sync) => (runs.state === 'ready' ? runs.data.get(sync.slug)?.[0] : undefined));
  const ran = last.filter((run) => run && ['good', 'warning'].includes(stateOf(run.status).tone)).length;
  return words('ran', { ran, count: active.length, need });
}

async function Syncs({
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
  const words = await getTranslations('overview');
  if (syncs.length === 0) return <Empty detail={words('noSyncHow')}>{words('noSync')}</Empty>;
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
      {runs.state === 'failed' ? <Note>{words('runsAway')}</Note> : null}
    </>
  );
}

async function Numbers({
  found,
  paths,
  zone,
}: {
  found: Awaited<ReturnType<typeof totals>>;
  paths: Paths;
  zone: string;
}) {
  const format = await getFormats();
  const { totals: all, staleSince, problem } = found;
  const words = await getTranslations('overview');
  const perPerson = all.people === 0 ? null : all.records / all.people;
  return (
    <>
      <Tiles>
        <Tile
          label={words('people')}
          value={<Count value={all.people} />}
          note={words('growth', { count: format.signed(all.newPeople) })}
          href={paths.profiles()}
        />
        <Tile
          label={words('consolidation')}
          value={
            perPerson === null ? (
              <Missing reason={words('nobody')} />
            ) : (
              words('ratio', { ratio: format.fixed(perPerson, 2) })
            )
          }
          note={words('became', { records: format.exact(all.records), people: format.exact(all.people) })}
          href={paths.identity()}
        />
        <Tile
          label={words('events')}
          value={<Count value={all.events} reason={words('noEvents')} />}
          note={
            all.newestEvent === null ? null : words('newest', { time: format.time(all.newestEvent, zone) })
          }
          href={paths.sources}
        />
      </Tiles>
      {staleSince === null ? null : (
        <Note>
          {words('stale', { time: format.time(staleSince, zone) })} {problem?.mend}
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
  const words = await getTranslations('overview');
  const paths = pathsOf(workspace);
  const way = (
    <Section title={words('way')}>
      <Part load={stations} pending={<PendingBlock height={84} />}>
        {(found) => <Thread stations={found} zone={zone} />}
      </Part>
    </Section>
  );
  if (declared.all('source').length === 0 && syncs.length === 0) {
    return (
      <Page title={words('first.title')} lead={words('first.lead')}>
        {way}
        <Empty
          detail={words('first.demo')}
          action={
            (await may('data.edit')) ? (
              <GoButton href={paths.sources} filled>
                {words('first.connect')}
              </GoButton>
            ) : undefined
          }
        >
          {words('first.lead')}
        </Empty>
      </Page>
    );
  }
  return (
    <Page
      title={words('title')}
      heading={sentence(syncs)}
      actions={
        <>
          {(await isDemo()) ? (
            <Go href={tourHref(paths.overview, 0)}>{(await getTranslations('tour'))('start')}</Go>
          ) : null}
          {(await may('refresh')) ? (
            <ActionForm action={refreshNow} label={words('refresh')} icon="refresh" filled />
          ) : null}
        </>
      }
    >
      <Section title={words('needsYou')}>
        <Part load={needs} pending={<PendingBlock height={64} />}>
          {(found) => <Needs needs={found} zone={zone} />}
        </Part>
      </Section>
      {way}
      <Section title={words('syncs')}>
        <Part load={overviewReadings} pending={<PendingRows rows={syncs.length} />}>
          {(readings) => <Syncs syncs={syncs} readings={readings} paths={paths} zone={zone} />}
        </Part>
      </Section>
      <Section title={words('numbers')} aside={<AsOf at={refresh?.endedAt ?? null} zone={zone} />}>
        <Part load={totals} pending={<PendingTiles />}>
          {(found) => <Numbers found={found} paths={paths} zone={zone} />}
        </Part>
      </Section>
    </Page>
  );
}
