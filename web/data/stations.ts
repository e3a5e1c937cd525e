import 'server-only';
import { getTranslations } from 'next-intl/server';
import { getFormats } from '../i18n/get-formats.ts';
import { pathsOf } from '../ui/paths.ts';
import { stateOf } from '../words/run-words.ts';
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
  const format = await getFormats();
  const words = await getTranslations('overview');
  const [readings, { slug, workspace }] = await Promise.all([overviewReadings(), currentWorkspace()]);
  const paths = pathsOf(slug);
  const people = await attempt(() => row('select count(*) as people from weft.identity_persons'));
  const { runs, sources, refresh, latest } = readings;

  const declared = workspace.all('source').length;
  const states = sources.state === 'ready' ? [...sources.data.values()] : [];
  const read = states.filter((state) => state.state === 'ready').length;
  const lastRuns =
    runs.state === 'ready' ? [...runs.data.values()].flatMap((found) => found.slice(0, 1)) : [];
  const bad = lastRuns.filter((run) => ['bad', 'warning'].includes(stateOf(run.status).tone)).length;
  const away =
    sources.state === 'failed' || (states.length > 0 && states.every((state) => state.state === 'failed'));
  const segments = workspace.all('segment').length;
  const destinations = workspace.all('destination').length;
  const syncs = workspace.all('sync').length;
  const refreshing = latest !== null && stateOf(latest.status).live;

  const found: (Omit<Station, 'state'> & { done: boolean; trouble?: boolean })[] = [
    {
      name: words('station.source'),
      href: paths.sources,
      done: declared > 0 && read > 0,
      trouble: away || (declared > 0 && read < declared),
      words: away
        ? words('station.away')
        : declared === 0
          ? words('station.none')
          : read === declared
            ? words('station.read', { count: declared })
            : words('station.readOf', { read, count: declared }),
      at: newest(states.map((state) => (state.state === 'ready' ? state.newest : null))),
    },
    {
      name: words('station.identity'),
      href: paths.identity(),
      done: people.state === 'ready',
      trouble: people.state === 'failed' || latest?.status === 'failed',
      words: refreshing
        ? words('station.refreshing')
        : people.state === 'ready'
          ? words('station.people', { people: format.count(numberOf(people.data.people)) })
          : people.state === 'failed'
            ? words('station.away')
            : words('station.unresolved'),
      at: refresh?.endedAt ?? null,
    },
    {
      name: words('station.segment'),
      href: paths.segments(),
      done: segments > 0 && refresh !== null,
      words:
        segments === 0
          ? words('station.none')
          : refresh === null
            ? words('station.uncounted')
            : words('station.counted', { count: segments }),
      at: segments === 0 ? null : (refresh?.endedAt ?? null),
    },
    {
      name: words('station.destination'),
      href: paths.destinations,
      done: destinations > 0,
      words: destinations === 0 ? words('station.none') : words('station.connected', { count: destinations }),
      at: null,
    },
    {
      name: words('station.sync'),
      href: paths.syncs(),
      done: lastRuns.length > 0,
      trouble: bad > 0 || runs.state === 'failed',
      words:
        runs.state === 'failed'
          ? words('station.away')
          : syncs === 0
            ? words('station.none')
            : lastRuns.length === 0
              ? words('station.neverRan')
              : bad > 0
                ? words('station.troubled', { bad, count: syncs })
                : words('station.ran', { count: lastRuns.length }),
      at: newest(lastRuns.map((run) => run.endedAt ?? run.startedAt)),
    },
  ];
  const next = found.findIndex((station) => !station.done && !station.trouble);
  return found.map(({ done, trouble, ...station }, place) => ({
    ...station,
    state: trouble ? 'trouble' : done ? 'done' : place === next ? 'next' : 'later',
  }));
}
