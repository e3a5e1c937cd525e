'use client';

import { Anchor, Button, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { askAuth } from '../../../auth/ask-auth.ts';
import { ProblemNote } from '../../../ui/notes.tsx';
import css from '../entry.module.css';

/** The code of an authenticator app, or one of the backup codes. */
export function SecondFactorForm({ next }: { next: string }) {
  const words = useTranslations('signIn');
  const [backup, setBackup] = useState(false);
  const [code, setCode] = useState('');
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const confirm = async () => {
    setPending(true);
    setProblem(null);
    const path = backup ? '/two-factor/verify-backup-code' : '/two-factor/verify-totp';
    const answer = await askAuth(path, { code: code.trim() });
    if (answer.ok) return window.location.assign(next);
    setPending(false);
    setProblem(words(answer.status === 429 ? 'tooOften' : 'codeWrong'));
  };

  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <TextInput
        key={String(backup)}
        label={words(backup ? 'backup' : 'code')}
        name="code"
        inputMode={backup ? 'text' : 'numeric'}
        autoComplete="one-time-code"
        autoFocus
        required
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      {problem === null ? null : <ProblemNote problem={{ cause: problem }} />}
      <Button type="submit" loading={pending}>
        {words('codeSubmit')}
      </Button>
      <Anchor
        component="button"
        type="button"
        size="sm"
        onClick={() => {
          setBackup(!backup);
          setCode('');
        }}
      >
        {words(backup ? 'useApp' : 'useBackup')}
      </Anchor>
    </form>
  );
}
