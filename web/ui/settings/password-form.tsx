'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { askAuth } from '../../auth/ask-auth.ts';
import { ProblemNote } from '../notes.tsx';
import { PasswordField } from '../password-field.tsx';
import { Status } from '../status.tsx';
import css from './settings.module.css';

/** Another password; the other sessions end with the old one. */
export function PasswordForm({ shortest }: { shortest: number }) {
  const words = useTranslations('settings');
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [pending, setPending] = useState(false);
  const [said, setSaid] = useState<'passwordChanged' | 'passwordWrong' | 'noPassword' | 'failed' | null>(
    null,
  );
  const short = next !== '' && next.length < shortest;

  const change = async () => {
    setPending(true);
    const answer = await askAuth('/change-password', {
      currentPassword: current,
      newPassword: next,
      revokeOtherSessions: true,
    });
    setPending(false);
    if (answer.ok) {
      setCurrent('');
      setNext('');
    }
    const { code } = answer.body;
    setSaid(
      answer.ok
        ? 'passwordChanged'
        : code === 'INVALID_PASSWORD'
          ? 'passwordWrong'
          : code === 'CREDENTIAL_ACCOUNT_NOT_FOUND'
            ? 'noPassword'
            : 'failed',
    );
  };

  return (
    <form
      className={css.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (!short) void change();
      }}
    >
      <PasswordField
        label={words('currentPassword')}
        autoComplete="current-password"
        required
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <PasswordField
        label={words('newPassword', { count: shortest })}
        autoComplete="new-password"
        required
        maxLength={200}
        value={next}
        error={short ? words('passwordShort', { count: shortest }) : null}
        onChange={(event) => setNext(event.currentTarget.value)}
      />
      {said === null ? null : said === 'passwordChanged' ? (
        <span role="status">
          <Status tone="good">{words(said)}</Status>
        </span>
      ) : (
        <ProblemNote problem={{ cause: words(said) }} />
      )}
      <div>
        <Button type="submit" variant="default" loading={pending} disabled={current === '' || next === ''}>
          {words('changePassword')}
        </Button>
      </div>
    </form>
  );
}
