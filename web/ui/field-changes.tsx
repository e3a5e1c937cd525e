import { type ChangeKind, changesField, type FieldChange } from '../words/row-changes.ts';
import css from './field-changes.module.css';
import { plural } from './format.ts';

const words: Record<ChangeKind, string> = {
  added: 'added',
  changed: 'changed',
  emptied: 'emptied',
  removed: 'removed',
  same: 'unchanged',
  unsent: 'not sent',
};

function Value({ value, side }: { value: string | null; side: 'before' | 'after' }) {
  if (value === null || value === '') return <span className={css.none}>empty</span>;
  return side === 'before' ? (
    <del className={css.before}>{value}</del>
  ) : (
    <ins className={css.after}>{value}</ins>
  );
}

/** A field before and after: what goes is struck, what comes is underlined. */
function Change({ change }: { change: FieldChange }) {
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
          <span className={css.still}>{after ?? 'empty'}</span>
        )}
      </span>
      <span className={css.kind}>{words[kind]}</span>
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
  const changed = changes.filter(changesField);
  const still = changes.filter((change) => !changesField(change));
  return (
    <div className={css.wrap}>
      {changed.length === 0 ? (
        <p className={css.nothing}>{still.length === 0 ? none : 'No field changes.'}</p>
      ) : (
        <ul className={css.changes}>
          {changed.map((change) => (
            <Change key={change.field} change={change} />
          ))}
        </ul>
      )}
      {still.length === 0 ? null : (
        <details className={css.fold}>
          <summary>{plural(still.length, 'field')} as before</summary>
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
