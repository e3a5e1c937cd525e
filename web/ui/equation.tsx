import { useTranslations } from 'next-intl';
import { Fragment } from 'react';
import { type RowStatus, rowStatuses, type SyncRun } from '../data/sync-runs.ts';
import { useFormats } from '../i18n/use-formats.ts';
import css from './equation.module.css';
import { Go } from './go.tsx';

interface EquationProps {
  run: SyncRun;
  /** The outcome that the table below is filtered by: null for all, undefined where there is none. */
  current: RowStatus | null | undefined;
  href: (status: RowStatus | null) => string;
}

/** planned = accepted + rejected + skipped + pending: each term leads to its rows. */
export function Equation({ run, current, href }: EquationProps) {
  const format = useFormats();
  const words = useTranslations('runs.equation');
  return (
    <div className={css.wrap}>
      <div className={css.bar} aria-hidden="true">
        {rowStatuses.map((status) =>
          run[status] === 0 ? null : (
            <span key={status} className={css.part} data-term={status} style={{ flexGrow: run[status] }} />
          ),
        )}
      </div>
      <p className={css.equation}>
        <Go
          className={css.term}
          href={href(null)}
          aria-current={current === null ? 'true' : undefined}
          replace
          scroll={false}
        >
          {words('planned', { count: format.exact(run.planned) })}
        </Go>
        {rowStatuses.map((status, place) => (
          <Fragment key={status}>
            <span className={css.sign}>{place === 0 ? '=' : '+'}</span>
            <Go
              className={css.term}
              data-term={status}
              href={href(status)}
              aria-current={current === status ? 'true' : undefined}
              replace
              scroll={false}
            >
              {words(status, { count: format.exact(run[status]) })}
            </Go>
          </Fragment>
        ))}
      </p>
    </div>
  );
}
