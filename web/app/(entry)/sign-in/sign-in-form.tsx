'use client';

import { Button, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { type AuthAnswer, askAuth } from '../../../auth/ask-auth.ts';
import { ProblemNote } from '../../../ui/notes.tsx';
import { PasswordField } from '../../../ui/password-field.tsx';
import css from '../entry.module.css';
import { SecondFactorForm } from './second-factor-form.tsx';

/** E-mail address and password, then a second factor where there is one; or an identity provider. */
export function SignInForm({ next, signOn }: { next: string; signOn: string | null }) {
  const words = useTranslations('signIn');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [secondFactor, setSecondFactor] = useState(false);

  if (secondFactor) return <SecondFactorForm next={next} />;

  const said = ({ status }: AuthAnswer): string =>
    words(status === 401 ? 'wrong' : status === 429 ? 'tooOften' : 'failed');

  const signIn = async () => {
    setPending(true);
    setProblem(null);
    const answer = await askAuth('/sign-in/email', { email: email.trim(), password });
    if (answer.ok && answer.body.twoFactorRedirect === true) return setSecondFactor(true);
    // A whole load: what the browser kept of the pages of somebody else goes.
    if (answer.ok) return window.location.assign(next);
    setPending(false);
    setProblem(said(answer));
  };

  const signInBy = async () => {
    setPending(true);
    setProblem(null);
    const answer = await askAuth('/sign-in/social', {
      provider: 'sign-on',
      callbackURL: next,
      errorCallbackURL: '/sign-in',
    });
    if (answer.ok && typeof answer.body.url === 'string') return window.location.assign(answer.body.url);
    setPending(false);
    setProblem(said(answer));
  };

  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void signIn();
      }}
    >
      {signOn === null ? null : (
        <>
          <Button variant="default" onClick={() => void signInBy()} disabled={pending}>
            {words('with', { name: signOn })}
          </Button>
          <span className={css.or}>{words('or')}</span>
        </>
      )}
      <TextInput
        label={words('email')}
        type="email"
        name="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordField
        label={words('password')}
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {problem === null ? null : <ProblemNote problem={{ cause: problem }} />}
      <Button type="submit" loading={pending}>
        {words('submit')}
      </Button>
    </form>
  );
}
