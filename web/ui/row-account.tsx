import type { ReactNode } from 'react';
import { type FieldChange, removes } from '../words/row-changes.ts';
import { FieldChanges } from './field-changes.tsx';
import css from './row-account.module.css';

interface RowAccountProps {
  row: {
    status: string;
    operation: string;
    reason: string | null;
    field: string | null;
    response: string | null;
    changes: readonly FieldChange[];
  };
  children?: ReactNode;
}

/** What was to change of a row, why it did not where it did not, and what the destination said. */
export function RowAccount({ row, children }: RowAccountProps) {
  const { status, operation, reason, field, response, changes } = row;
  return (
    <div className={css.account}>
      {reason === null ? null : (
        <p className={css.reason} data-status={status}>
          {reason}
          {field === null ? null : (
            <>
              {' '}
              (field <code>{field}</code>)
            </>
          )}
        </p>
      )}
      {children}
      <FieldChanges
        changes={changes}
        none={
          removes(operation)
            ? 'The record goes; what it held is not known, or no longer kept.'
            : 'No field was made, or it is no longer kept.'
        }
      />
      {response === null ? null : (
        <div>
          <p className={css.label}>What the destination said</p>
          <pre className={css.response}>{response}</pre>
        </div>
      )}
    </div>
  );
}
