import { useTranslations } from 'next-intl';
import type { PlannedChange } from '../data/sync-plan.ts';
import { removes } from '../words/row-changes.ts';
import { FieldChanges } from './field-changes.tsx';
import { Operation } from './operation.tsx';
import css from './planned-rows.module.css';
import { Id } from './values.tsx';

/** Rows that would be sent, each with what it changes. */
export function PlannedRows({ rows }: { rows: readonly PlannedChange[] }) {
  const words = useTranslations('runs.plan');
  return (
    <ul className={css.rows} aria-label={words('listed')}>
      {rows.map((row) => (
        <li key={`${row.operation}/${row.key}`} className={css.row}>
          <div className={css.head}>
            <Operation name={row.operation} />
            <span className={css.key}>
              <Id>{row.key}</Id>
            </span>
            {row.previousKey === null ? null : (
              <span className={css.previous}>
                {words.rich('untilNow', { key: () => <Id>{row.previousKey ?? ''}</Id> })}
              </span>
            )}
          </div>
          <FieldChanges changes={row.changes} none={words(removes(row.operation) ? 'gone' : 'noField')} />
        </li>
      ))}
    </ul>
  );
}
