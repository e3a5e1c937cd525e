'use client';

import { Textarea } from '@mantine/core';
import { useTranslations } from 'next-intl';
import css from './builder.module.css';

interface StatementFieldProps {
  statement: string | undefined;
  disabled: boolean;
  onChange: (statement: string) => void;
}

/** A segment that is an SQL statement. */
export default function StatementField({ statement, disabled, onChange }: StatementFieldProps) {
  const words = useTranslations('segments.builder');
  return (
    <Textarea
      label={words('statement')}
      description={words('statementHint')}
      autosize
      minRows={10}
      maxRows={30}
      spellCheck={false}
      disabled={disabled}
      classNames={{ input: css.statement }}
      value={statement}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
