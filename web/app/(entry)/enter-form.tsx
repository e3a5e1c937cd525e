'use client';

import { Button, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { askAuth } from '../../auth/ask-auth.ts';
import { type Entered, joinByInvitation, setUpOwner } from '../../data/actions/enter.ts';
import { ProblemNote } from '../../ui/notes.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import css from './entry.module.css';

/** How somebody first comes in: as the owner, with an address of their own, or by the link of an invitation. */
export function EnterForm({ token, shortest }: { token: string | null; shortest: number }) {
  const words = useTranslations('signIn');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [pending, setPending] = useState(false);
  const [answer, setAnswer] = useState<Entered | null>(null);

  const said = (field: 'noName' | 'badEmail' | 'shortPassword') =>
    answer?.state === 'wrong' && answer.fields.includes(field) ? words(field, { count: shortest }) : null;

  const enter = async () => {
    setPending(true);
    const entered = await (token === null
      ? setUpOwner({ name, email: email.trim(), password })
      : joinByInvitation({ token, name, password })
    ).catch((): Entered => ({ state: 'failed', problem: { cause: words('failed') } }));
    if (entered.state === 'entered') {
      await askAuth('/sign-in/email', { email: entered.email, password });
      return window.location.assign('/');
    }
    setPending(false);
    setAnswer(entered);
  };

  return (
    <form
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void enter();
      }}
    >
      <TextInput
        label={words('fullName')}
        name="name"
        autoComplete="name"
        required
        value={name}
        error={said('noName')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {token === null ? (
        <TextInput
          label={words('email')}
          name="email"
          type="email"
          autoComplete="username"
          required
          value={email}
          error={said('badEmail')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
      ) : null}
      <PasswordField
        label={words('newPassword', { count: shortest })}
        name="password"
        autoComplete="new-password"
        required
        value={password}
        error={said('shortPassword')}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {answer?.state === 'failed' ? <ProblemNote problem={answer.problem} /> : null}
      {answer?.state === 'gone' ? <ProblemNote problem={{ cause: words('inviteGoneLead') }} /> : null}
      <Button type="submit" loading={pending}>
        {words(token === null ? 'setupSubmit' : 'inviteSubmit')}
      </Button>
    </form>
  );
}
