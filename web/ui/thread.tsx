import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import type { Station } from '../data/stations.ts';
import { Go } from './go.tsx';
import css from './thread.module.css';
import { Time } from './values.tsx';

const said = { done: 'done', next: 'next step', later: 'still to come', trouble: 'needs a look' } as const;

/** The way of the data, from source to sync: one thread through five stations. */
export function Thread({ stations, zone }: { stations: readonly Station[]; zone: string }) {
  return (
    <ol className={css.thread}>
      {stations.map((station) => (
        <li key={station.name} className={css.station} data-state={station.state}>
          <span className={css.knot} title={said[station.state]}>
            {station.state === 'done' ? <IconCheck size={12} stroke={2.5} aria-label={said.done} /> : null}
            {station.state === 'trouble' ? (
              <IconAlertTriangle size={12} stroke={2} aria-label={said.trouble} />
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
