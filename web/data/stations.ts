import 'server-only';
import { formatCount, plural } from '../ui/format.ts';
import { pathsOf } from '../ui/paths.ts';
import { runWords } from '../words/run-words.ts';
import { overviewReadings } from './overview.ts';
import { attempt } from './problem.ts';
import { numberOf } from './values.ts';
import { row } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** One of the five places that data passes on its way out. */
export interface Station {
  name: string;
  href: string;
  state: 'done' | 'next' | 'later' | 'trouble';
  /** How it stands, in a few words. */
  words: string;
  /** When that was; null where no time goes with it. */
  at: string | null;
}

const newest = (times: (string | null | undefined)[]): string | null =>
  times.reduce<string | null>(
    (latest, time) => (time && (latest === null || time > latest) ? time : latest),
    null,
  );

/** Source, identity, segment, destination, sync: each with whether it is done, and how it stands. */
export async function stations(): Promise<Station[]> {
  const [readings, { slug, workspace }] = await Promise.all([overviewReadings(), currentWorkspace()]);
  const paths = pathsOf(slug);
  const people = await attempt(() => row('select count(*) as people from weft.identity_persons'));
  const { runs, sources, refresh, latest } = readings;

  const declared = workspace.all('source').length;
  const states = sources.state === 'ready' ? [...sources.data.values()] : [];
  const read = states.filter((state) => state.state === 'ready').length;
  const lastRuns =
    runs.state === 'ready' ? [...runs.data.values()].flatMap((found) => found.slice(0, 1)) : [];
  const bad = lastRuns.filter((run) => ['bad', 'warning'].includes(runWords(run.status).tone)).length;
  const away =
    sources.state === 'failed' || (states.length > 0 && states.every((state) => state.state === 'failed'));
  const segments = workspace.all('segment').length;
  const destinations = workspace.all('destination').length;
  const syncs = workspace.all('sync').length;
  const refreshing = latest !== null && runWords(latest.status).live;

  const found: (Omit<Station, 'state'> & { done: boolean; trouble?: boolean })[] = [
    {
      name: 'Source',
      href: paths.sources,
      done: declared > 0 && read > 0,
      trouble: away || (declared > 0 && read < declared),
      words: away
        ? 'away'
        : declared === 0
          ? 'none declared'
          : read === declared
            ? `${plural(declared, 'source')} read`
            : `${read} of ${declared} read`,
      at: newest(states.map((state) => (state.state === 'ready' ? state.newest : null))),
    },
    {
      name: 'Identity',
      href: paths.identity(),
      done: people.state === 'ready',
      trouble: people.state === 'failed' || latest?.status === 'failed',
      words: refreshing
        ? 'refreshing'
        : people.state === 'ready'
          ? `${formatCount(numberOf(people.data.people))} people`
          : people.state === 'failed'
            ? 'away'
            : 'not resolved yet',
      at: refresh?.endedAt ?? null,
    },
    {
      name: 'Segment',
      href: paths.segments(),
      done: segments > 0 && refresh !== null,
      words:
        segments === 0
          ? 'none declared'
          : refresh === null
            ? 'not counted yet'
            : `${plural(segments, 'segment')} counted`,
      at: segments === 0 ? null : (refresh?.endedAt ?? null),
    },
    {
      name: 'Destination',
      href: paths.destinations,
      done: destinations > 0,
      words: destinations === 0 ? 'none declared' : `${plural(destinations, 'destination')} connected`,
      at: null,
    },
    {
      name: 'Sync',
      href: paths.syncs(),
      done: lastRuns.length > 0,
      trouble: bad > 0 || runs.state === 'failed',
      words:
        runs.state === 'failed'
          ? 'away'
          : syncs === 0
            ? 'none declared'
            : lastRuns.length === 0
              ? 'never ran'
              : bad > 0
                ? `${bad} of ${plural(syncs, 'sync', 'syncs')} with trouble`
                : `${plural(lastRuns.length, 'sync', 'syncs')} ran`,
      at: newest(lastRuns.map((run) => run.endedAt ?? run.startedAt)),
    },
  ];
  const next = found.findIndex((station) => !station.done && !station.trouble);
  return found.map(({ done, trouble, ...station }, place) => ({
    ...station,
    state: trouble ? 'trouble' : done ? 'done' : place === next ? 'next' : 'later',
  }));
}
