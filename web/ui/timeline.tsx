import { getTranslations } from 'next-intl/server';
import { humanise } from '../../models/words/names.ts';
import type { Timeline, TimelineEvent } from '../data/person-timeline.ts';
import { formatClock, formatDay, formatTime } from './format.ts';
import { Go } from './go.tsx';
import { Empty } from './notes.tsx';
import { Operation } from './operation.tsx';
import type { Paths } from './paths.ts';
import { sentRow } from './person/sent-row.ts';
import { RunStatus } from './run-status.tsx';
import css from './timeline.module.css';

interface TimelineDaysProps {
  timeline: Timeline;
  weftId: string;
  zone: string;
  paths: Paths;
  /** Shows only so many, without their channel: for the summary. */
  most?: number;
  /** Where the reasons of a row that was sent open; without it they open on the timeline itself. */
  whyHref?: (row: string) => string;
}

const causes: Record<string, 'causeData' | 'causeDefinition' | 'causeIdentity'> = {
  data: 'causeData',
  definition: 'causeDefinition',
  identity: 'causeIdentity',
};

/** Details that a compact list shows of an event. */
const fewDetails = 3;

type WhatProps = Omit<TimelineDaysProps, 'timeline' | 'most'> & { event: TimelineEvent; compact: boolean };

async function What({ event, weftId, zone, paths, compact, whyHref }: WhatProps) {
  const words = await getTranslations('profiles.timeline');
  if (event.segment !== null) {
    const { slug, name, cause } = event.segment;
    const said = causes[cause];
    return (
      <span className={css.what}>
        <span className={css.title}>
          {words(event.title === 'entered' ? 'enteredSegment' : 'leftSegment')}
        </span>{' '}
        <Go href={paths.segment(slug)}>{name}</Go>{' '}
        <span className={css.details}>{said === undefined ? cause : words(said)}</span>
      </span>
    );
  }
  if (event.sent !== null) {
    const { sync, syncName, run, status } = event.sent;
    const row = sentRow({ run, sync });
    return (
      <span className={css.what}>
        <span className={css.outcome}>
          <Operation name={event.title} /> {words('sentTo')}{' '}
          <Go href={paths.syncRun(sync, run)}>{syncName}</Go>
          <RunStatus status={status} />
        </span>
        <Go
          className={css.aside}
          href={whyHref?.(row) ?? paths.profile(weftId, 'timeline', { row })}
          scroll={false}
          aria-label={words('whyOf', { sync: syncName, time: formatTime(event.at, zone) })}
        >
          {words('why')}
        </Go>
      </span>
    );
  }
  const details = compact ? event.details.slice(0, fewDetails) : event.details;
  const said = details.map((detail) => `${detail.name.toLowerCase()} ${detail.value}`).join(' · ');
  return (
    <span className={css.what}>
      <span className={css.line} title={said}>
        <span className={css.title}>{humanise(event.title)}</span> <span className={css.details}>{said}</span>
      </span>
      {event.record === null || compact ? null : (
        <Go
          className={css.aside}
          href={paths.record(weftId, { kind: 'source', slug: event.record.slug, key: [event.record.key] })}
          aria-label={words('recordOf', { event: humanise(event.title) })}
        >
          {words('record')}
        </Go>
      )}
    </span>
  );
}

/** Events by day, newest first, in the workspace's zone. */
export async function TimelineDays({ timeline, most, ...given }: TimelineDaysProps) {
  const words = await getTranslations('profiles.timeline');
  const { zone } = given;
  const events = most === undefined ? timeline.events : timeline.events.slice(0, most);
  if (events.length === 0) return <Empty quiet={most !== undefined}>{words('none')}</Empty>;
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
                data-kind={event.segment !== null ? 'segment' : event.sent !== null ? 'sent' : 'event'}
              >
                <time className={css.clock} dateTime={event.at} title={`${day}, ${zone}`}>
                  {formatClock(event.at, zone)}
                </time>
                <span className={css.channel} title={names.get(event.channel)}>
                  {names.get(event.channel) ?? event.channel}
                </span>
                <What event={event} compact={most !== undefined} {...given} />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
