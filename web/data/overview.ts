import 'server-only';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { openAlerts } from '../../connectors/control/alerts.ts';
import { severityOf } from '../../models/alerts/judgement.ts';
import { type Paths, pathsOf } from '../ui/paths.ts';
import type { Problem } from '../ui/problem.ts';
import { stateOf } from '../words/run-words.ts';
import { sentence } from '../words/sentence.ts';
import { authorise } from './authorise.ts';
import { withControl } from './control.ts';
import { attempt } from './problem.ts';
import { lastRefresh, refreshes } from './runs.ts';
import { sourceStates } from './sources.ts';
import { lastRuns, type SyncRun } from './sync-runs.ts';
import { syncSummaries } from './syncs.ts';
import { temporalAnswers } from './temporal.ts';
import { numberOf, textOrNull } from './values.ts';
import { dialect, row } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** Runs that each row of the overview's table shows. */
const shownRuns = 14;

/** Everything that the overview is made of, read once for all its parts. */
export const overviewReadings = cache(async () => {
  await authorise('read');
  const [runs, sources, refreshPage, refresh, temporal] = await Promise.all([
    attempt(() => lastRuns(shownRuns)),
    attempt(sourceStates),
    refreshes(null),
    lastRefresh(),
    temporalAnswers(),
  ]);
  return { runs, sources, latest: refreshPage.runs[0] ?? null, refresh, temporal };
});

/** One thing that someone should look at. */
export interface Need {
  id: string;
  tone: 'bad' | 'warning';
  cause: string;
  since: string | null;
  /** Who or what is affected. */
  effect: string;
  mend: { text: string; href: string } | null;
}

/** At most so many: the rest waits behind them. */
const mostNeeds = 7;

type Readings = Awaited<ReturnType<typeof overviewReadings>>;
type Words = Awaited<ReturnType<typeof getTranslations<'overview'>>>;

function partsAway(readings: Readings, words: Words): Need[] {
  const away: Need[] = [];
  const failed = [readings.runs, readings.sources].find((one) => one.state === 'failed');
  if (failed?.state === 'failed') {
    const { problem } = failed;
    const effect = [words('parts.warehouseEffect'), problem.mend].filter(Boolean).join(' ');
    away.push({ id: 'warehouse', tone: 'bad', cause: problem.cause, since: null, effect, mend: null });
  }
  if (!readings.temporal) {
    const effect = words('parts.temporalEffect');
    away.push({
      id: 'temporal',
      tone: 'bad',
      cause: words('parts.temporal'),
      since: null,
      effect,
      mend: null,
    });
  }
  return away;
}

async function modelNeeds({ latest, refresh, sources }: Readings, words: Words): Promise<Need[]> {
  const { slug, workspace } = await currentWorkspace();
  const paths = pathsOf(slug);
  const needs: Need[] = [];
  if (latest?.status === 'failed') {
    needs.push({
      id: 'refresh',
      tone: 'bad',
      cause: words('models.failed', { error: latest.error?.message ?? words('models.noReason') }),
      since: latest.endedAt,
      effect: words('models.failedEffect'),
      mend: { text: words('models.see'), href: paths.modelRun(latest.id) },
    });
  } else if (
    refresh === null &&
    !(latest && stateOf(latest.status).live) &&
    workspace.all('source').length > 0
  ) {
    needs.push({
      id: 'first-refresh',
      tone: 'warning',
      cause: words('models.never'),
      since: null,
      effect: words('models.neverEffect'),
      mend: { text: words('models.go'), href: paths.models() },
    });
  }
  if (sources.state !== 'ready') return needs;
  for (const [source, state] of sources.data) {
    if (state.state !== 'missing') continue;
    needs.push({
      id: `source/${source}`,
      tone: 'warning',
      cause: words('models.source', { source }),
      since: null,
      effect: state.mend,
      mend: { text: words('models.open'), href: paths.source(source) },
    });
  }
  return needs;
}

function needOfRun(run: SyncRun, name: string, href: (status?: string) => string, words: Words): Need | null {
  if (run.status === 'failed') {
    return {
      id: `sync/${run.sync}`,
      tone: 'bad',
      cause: words('run.failed', { name, error: run.error ?? words('models.noReason') }),
      since: run.endedAt ?? run.startedAt,
      effect: words('run.failedEffect', { accepted: run.accepted, planned: run.planned }),
      mend: { text: words('run.open'), href: href() },
    };
  }
  if (run.status === 'awaiting_approval') {
    return {
      id: `sync/${run.sync}`,
      tone: 'warning',
      cause: words('run.waits', { name }),
      since: run.startedAt,
      effect: words('run.waitsEffect', { count: run.planned, reasons: run.stoppedBy.join('; ') }),
      mend: { text: words('run.look'), href: href() },
    };
  }
  if (run.status === 'expired') {
    return {
      id: `sync/${run.sync}`,
      tone: 'warning',
      cause: words('run.expired', { name }),
      since: run.endedAt,
      effect: words('run.expiredEffect', { count: run.planned }),
      mend: { text: words('run.open'), href: href() },
    };
  }
  if (run.rejected === 0) return null;
  return {
    id: `sync/${run.sync}`,
    tone: 'warning',
    cause: words('run.rejected', { name, count: run.rejected }),
    since: run.endedAt ?? run.startedAt,
    effect: words('run.rejectedEffect', { accepted: run.accepted, planned: run.planned }),
    mend: { text: words('run.rejects'), href: href('rejected') },
  };
}

/** Alerts that say what the last run of a sync, or the last refresh, says by itself. */
const toldByRuns = ['failed', 'credentials_refused', 'rejected', 'awaiting_approval'];

/** Alerts that stand, of what no run says: a sync that is slow or stale, a source or segment that changed in size. */
async function alertNeeds(words: Words): Promise<Need[]> {
  const { slug } = await currentWorkspace();
  const paths = pathsOf(slug);
  const open = await withControl(openAlerts);
  return open
    .filter(({ kind }) => !toldByRuns.includes(kind))
    .map(({ subject, kind, since, detail }) => ({
      id: `alert/${subject}/${kind}`,
      tone: severityOf(kind) === 'error' ? 'bad' : 'warning',
      cause: sentence(detail.title),
      since: since.toISOString(),
      effect: [...detail.lines, detail.mend ?? '']
        .filter((line) => line !== '')
        .map(sentence)
        .join(' '),
      mend: mendOf(subject, paths, words),
    }));
}

function mendOf(subject: string, paths: Paths, words: Words): Need['mend'] {
  const [kind, slug = ''] = subject.split('/');
  if (kind === 'sync') return { text: words('alert.sync'), href: paths.sync(slug) };
  if (kind === 'segment') return { text: words('alert.segment'), href: paths.segment(slug, 'history') };
  return { text: words('models.go'), href: paths.models() };
}

/** What needs someone, the worst first. */
export const needs = cache(async (): Promise<Need[]> => {
  const words = await getTranslations('overview');
  const readings = await overviewReadings();
  const { slug } = await currentWorkspace();
  const paths = pathsOf(slug);
  const syncs = await syncSummaries();
  const ofSyncs =
    readings.runs.state === 'ready'
      ? [...readings.runs.data].flatMap(([sync, [run]]) => {
          const declared = syncs.find((one) => one.slug === sync);
          if (!run || !declared) return [];
          return (
            needOfRun(run, declared.name, (status) => paths.syncRun(sync, run.id, { status }), words) ?? []
          );
        })
      : [];
  const all = [
    ...partsAway(readings, words),
    ...(await modelNeeds(readings, words)),
    ...ofSyncs,
    ...(await alertNeeds(words)),
  ];
  return all.sort((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad')).slice(0, mostNeeds);
});

export interface Totals {
  people: number;
  /** Those who are known since less than 30 days. */
  newPeople: number;
  records: number;
  events: number | null;
  newestEvent: string | null;
}

// The last totals that this process read, for when the warehouse is away.
const shared = globalThis as typeof globalThis & { weftTotals?: { totals: Totals; at: string } };

/** Thirty days. */
const latelyMs = 30 * 86_400_000;

async function readTotals(): Promise<Totals> {
  const lately = dialect().literal(new Date(Date.now() - latelyMs));
  const people = await row(
    `select count(*) as people, coalesce(sum(records), 0) as records,
       coalesce(sum(case when created_at >= ${lately} then 1 else 0 end), 0) as new_people
     from weft.identity_persons`,
  );
  // A workspace without event sources has no table of events.
  const at = dialect().ident('at');
  const events = await attempt(() => row(`select count(*) as events, max(${at}) as newest from weft.events`));
  return {
    people: numberOf(people.people),
    newPeople: numberOf(people.new_people),
    records: numberOf(people.records),
    events: events.state === 'ready' ? numberOf(events.data.events) : null,
    newestEvent: events.state === 'ready' ? textOrNull(events.data.newest) : null,
  };
}

/** The tiles' numbers; while the warehouse is away the last ones that were read, marked with their time. */
export async function totals(): Promise<{
  totals: Totals;
  staleSince: string | null;
  problem: Problem | null;
}> {
  await authorise('read');
  const outcome = await attempt(readTotals);
  if (outcome.state === 'ready') {
    shared.weftTotals = { totals: outcome.data, at: new Date().toISOString() };
    return { totals: outcome.data, staleSince: null, problem: null };
  }
  if (outcome.state === 'failed' && shared.weftTotals) {
    return { totals: shared.weftTotals.totals, staleSince: shared.weftTotals.at, problem: outcome.problem };
  }
  // Read again for its error: the part that shows the tiles tells "not computed" from "away".
  return { totals: await readTotals(), staleSince: null, problem: null };
}
