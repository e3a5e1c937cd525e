import type { RowMoment } from '../data/row-life.ts';
import { Go } from './go.tsx';
import { Operation } from './operation.tsx';
import type { Paths } from './paths.ts';
import { RowAccount } from './row-account.tsx';
import css from './row-life.module.css';
import { RunStatus } from './run-status.tsx';
import { Dim, Id, Time } from './values.tsx';

/** What runs did with a row, a moment each, the latest first. */
export function RowLife({
  moments,
  paths,
  zone,
}: {
  moments: readonly RowMoment[];
  paths: Paths;
  zone: string;
}) {
  return (
    <ol className={css.life}>
      {moments.map((moment, place) => (
        // A key that several rows have is in one run more than once.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={place} className={css.moment}>
          <div className={css.head}>
            <Go href={paths.syncRun(moment.sync, moment.runId, { row: moment.key })}>{moment.syncName}</Go>
            <span className={css.what}>
              <Operation name={moment.operation} />
              <RunStatus status={moment.status} />
            </span>
            <Dim>
              <Time at={moment.at} zone={zone} full />
            </Dim>
            {moment.previousKey === null ? null : (
              <Dim>
                <Id>{moment.previousKey}</Id> → <Id>{moment.key}</Id>
              </Dim>
            )}
          </div>
          <RowAccount row={moment} />
        </li>
      ))}
    </ol>
  );
}
