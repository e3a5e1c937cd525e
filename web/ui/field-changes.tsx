import { useTranslations } from 'next-intl';
import { changesField, type FieldChange } from '../words/row-changes.ts';
import css from './field-changes.module.css';

function Value({ value, side }: { value: string | null; side: 'before' | 'after' }) {
  const words = useTranslations('runs.changes');
  if (value === null || value === '') return <span className={css.none}>{words('empty')}</span>;
  return side === 'before' ? (
    <del className={css.before}>{value}</del>
  ) : (
    <ins className={css.after}>{value}</ins>
  );
}

/** A field before and after: what goes is struck, what comes is underlined. */
function Change({ change }: { change: FieldChange }) {
  const words = useTranslations('runs.changes');
  const { field, kind, before, after } = change;
  return (
    <li className={css.change} data-kind={kind}>
      <span className={css.field}>{field}</span>
      <span className={css.values}>
        {changesField(change) ? (
          <>
            {kind === 'added' ? null : <Value value={before} side="before" />}
            {kind === 'changed' || kind === 'emptied' ? <span className={css.arrow}>→</span> : null}
            {kind === 'removed' ? null : <Value value={after} side="after" />}
          </>
        ) : (
          <span className={css.still}>{after ?? words('empty')}</span>
        )}
      </span>
      <span className={css.kind}>{words(kind)}</span>
    </li>
  );
}

interface FieldChangesProps {
  changes: readonly FieldChange[];
  /** What it means that there is none. */
  none: string;
}

/** What becomes of a row's fields: those that change, and behind a fold those that do not. */
export function FieldChanges({ changes, none }: FieldChangesProps) {
  const words = useTranslations('runs.changes');
  const changed = changes.filter(changesField);
  const still = changes.filter((change) => !changesField(change));
  return (
    <div className={css.wrap}>
      {changed.length === 0 ? (
        <p className={css.nothing}>{still.length === 0 ? none : words('none')}</p>
      ) : (
        <ul className={css.changes}>
          {changed.map((change) => (
            <Change key={change.field} change={change} />
          ))}
        </ul>
      )}
      {still.length === 0 ? null : (
        <details className={css.fold}>
          <summary>{words('asBefore', { count: still.length })}</summary>
          <ul className={css.changes}>
            {still.map((change) => (
              <Change key={change.field} change={change} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
