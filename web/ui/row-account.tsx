import { useTranslations } from 'next-intl';
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
  const words = useTranslations('runs.row');
  const { status, operation, reason, field, response, changes } = row;
  return (
    <div className={css.account}>
      {reason === null ? null : (
        <p className={css.reason} data-status={status}>
          {reason}
          {field === null ? null : <> {words.rich('field', { code: () => <code>{field}</code> })}</>}
        </p>
      )}
      {children}
      <FieldChanges changes={changes} none={words(removes(operation) ? 'gone' : 'noField')} />
      {response === null ? null : (
        <div>
          <p className={css.label}>{words('response')}</p>
          <pre className={css.response}>{response}</pre>
        </div>
      )}
    </div>
  );
}
