import { getTranslations } from 'next-intl/server';
import { humanise } from '../../models/words/names.ts';
import type { Timeline, TimelineEvent } from '../data/person-timeline.ts';
import { getFormats } from '../i18n/get-formats.ts';
import { Go } from './go.tsx';
import { Empty } from './notes.tsx';
import { Operation } from './operation.tsx';
import type { Paths } from './paths.ts';
import { sentRow } from './person/sent-row.ts';
import { RunStatus } from './run-status.tsx';
import css from './timeline.module.css';

interface TimelineDaysProps {
  events: readonly TimelineEvent[];
  /** The channels' names. */
  channels?: Timeline['channels'];
  weftId: string;
  zone: string;
  paths: Paths;
  /** Without their channel, for the summary. */
  compact?: boolean;
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

type WhatProps = Omit<TimelineDaysProps, 'events' | 'channels' | 'compact'> & {
  event: TimelineEvent;
  compact: boolean;
};

async function What({ event, weftId, zone, paths, compact, whyHref }: WhatProps) {
  const format = await getFormats();
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
          aria-label={words('whyOf', { sync: syncName, time: format.time(event.at, zone) })}
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
export async function TimelineDays({ events, channels = [], compact = false, ...given }: TimelineDaysProps) {
  const format = await getFormats();
  const words = await getTranslations('profiles.timeline');
  const { zone } = given;
  if (events.length === 0) return <Empty quiet={compact}>{words('none')}</Empty>;
  // Below a page's title the days are its sections; in the summary they are parts of one.
  const Day = compact ? 'h3' : 'h2';
  const names = new Map(channels.map((channel) => [channel.slug, channel.name]));
  const days = Map.groupBy(events, (event) => format.day(event.at, zone));
  return (
    <div className={compact ? css.compact : undefined}>
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
                  {format.clock(event.at, zone)}
                </time>
                <span className={css.channel} title={names.get(event.channel)}>
                  {names.get(event.channel) ?? event.channel}
                </span>
                <What event={event} compact={compact} {...given} />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
