'use client';

import { Button, Select, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { invitePerson } from '../../data/actions/people.ts';
import { ProblemNote } from '../notes.tsx';
import { useRoleChoices } from './role-choices.ts';
import css from './settings.module.css';
import { ShownOnce } from './shown-once.tsx';
import { useAct } from './use-act.ts';

/** An address and a role make the link by which somebody comes in. */
export function InviteForm() {
  const words = useTranslations('settings');
  const choices = useRoleChoices();
  const [email, setEmail] = useState('');
  const [invited, setInvited] = useState('');
  const [role, setRole] = useState('marketer');
  const [wrong, setWrong] = useState(false);
  const { pending, problem, secret, act } = useAct();
  return (
    <>
      <form
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const good = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim());
          setWrong(!good);
          if (!good) return;
          setInvited(email.trim());
          act(() => invitePerson(email, role));
        }}
      >
        <TextInput
          className={css.grow}
          label={words('inviteEmail')}
          type="email"
          value={email}
          maxLength={320}
          error={wrong ? words('badEmail') : null}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          label={words('role')}
          data={choices}
          value={role}
          allowDeselect={false}
          onChange={(value) => value !== null && setRole(value)}
        />
        <Button type="submit" loading={pending}>
          {words('inviteDo')}
        </Button>
      </form>
      {problem === null ? null : <ProblemNote problem={problem} />}
      {secret === null ? null : (
        <ShownOnce words={words('linkOnce', { email: invited })} label={words('link')} secret={secret} />
      )}
    </>
  );
}
