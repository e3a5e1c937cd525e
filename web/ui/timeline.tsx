import { humanise } from '../../models/words/names.ts';
import type { Timeline, TimelineEvent } from '../data/person-timeline.ts';
import { formatClock, formatDay } from './format.ts';
import { Go } from './go.tsx';
import { Empty } from './notes.tsx';
import type { Paths } from './paths.ts';
import css from './timeline.module.css';

interface TimelineDaysProps {
  timeline: Timeline;
  zone: string;
  paths: Paths;
  /** Shows only so many, without their channel: for the summary. */
  most?: number;
}

const causes: Record<string, string> = {
  data: 'by new data',
  definition: 'as its definition changed',
  identity: 'as it changed who is one person',
};

/** Details that a compact list shows of an event. */
const fewDetails = 3;

function What({ event, paths, compact }: { event: TimelineEvent; paths: Paths; compact: boolean }) {
  if (event.segment !== null) {
    const { slug, name, cause } = event.segment;
    return (
      <span className={css.what}>
        <span className={css.title}>{event.title === 'entered' ? 'Entered' : 'Left'}</span>{' '}
        <Go href={paths.segment(slug)}>{name}</Go>{' '}
        <span className={css.details}>{causes[cause] ?? cause}</span>
      </span>
    );
  }
  const details = compact ? event.details.slice(0, fewDetails) : event.details;
  return (
    <span className={css.what}>
      <span className={css.title}>{humanise(event.title)}</span>{' '}
      <span className={css.details}>
        {details.map((detail) => `${detail.name.toLowerCase()} ${detail.value}`).join(' · ')}
      </span>
    </span>
  );
}

/** Events by day, newest first, in the workspace's zone. */
export function TimelineDays({ timeline, zone, paths, most }: TimelineDaysProps) {
  const events = most === undefined ? timeline.events : timeline.events.slice(0, most);
  if (events.length === 0) return <Empty>No event of this person is known.</Empty>;
  // Below a page's title the days are its sections; in the summary they are parts of one.
  const Day = most === undefined ? 'h2' : 'h3';
  const names = new Map(timeline.channels.map((channel) => [channel.slug, channel.name]));
  const days = Map.groupBy(events, (event) => formatDay(event.at, zone));
  return (
    <div className={most === undefined ? undefined : css.compact}>
      {[...days].map(([day, ofDay]) => (
        <section key={day} className={css.day}>
          <Day className={css.dayName}>{day}</Day>
          <ol className={css.events}>
            {ofDay.map((event) => (
              <li
                key={event.key}
                className={css.event}
                data-kind={event.segment === null ? 'event' : 'segment'}
              >
                <time className={css.clock} dateTime={event.at} title={`${day}, ${zone}`}>
                  {formatClock(event.at, zone)}
                </time>
                <span className={css.channel} title={names.get(event.channel)}>
                  {names.get(event.channel) ?? event.channel}
                </span>
                <What event={event} paths={paths} compact={most !== undefined} />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
