import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { Station } from '../data/stations.ts';
import { Go } from './go.tsx';
import css from './thread.module.css';
import { Time } from './values.tsx';

/** The way of the data, from source to sync: one thread through five stations. */
export function Thread({ stations, zone }: { stations: readonly Station[]; zone: string }) {
  const words = useTranslations('overview.station');
  return (
    <ol className={css.thread}>
      {stations.map((station) => (
        <li key={station.name} className={css.station} data-state={station.state}>
          <span className={css.knot} title={words(station.state)}>
            {station.state === 'done' ? (
              <IconCheck size={12} stroke={2.5} aria-label={words('done')} />
            ) : null}
            {station.state === 'trouble' ? (
              <IconAlertTriangle size={12} stroke={2} aria-label={words('trouble')} />
            ) : null}
          </span>
          <Go className={css.name} href={station.href}>
            {station.name}
          </Go>
          <span className={css.words}>{station.words}</span>
          {station.at === null ? null : (
            <span className={css.age}>
              <Time at={station.at} zone={zone} />
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
