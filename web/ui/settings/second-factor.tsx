'use client';

import { Button, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { renderSVG } from 'uqr';
import { askAuth } from '../../auth/ask-auth.ts';
import { ProblemNote } from '../notes.tsx';
import { PasswordField } from '../password-field.tsx';
import { Status } from '../status.tsx';
import css from './settings.module.css';

interface Enrolment {
  uri: string;
  backupCodes: string[];
}

const secretOf = (uri: string): string => new URL(uri).searchParams.get('secret') ?? '';

/** What better-auth answers to who turns it on. */
function enrolmentOf({ totpURI, backupCodes }: Record<string, unknown>): Enrolment | null {
  if (typeof totpURI !== 'string' || !Array.isArray(backupCodes)) return null;
  return { uri: totpURI, backupCodes: backupCodes.map(String) };
}

/** A code of an authenticator app besides the password: on, off, and on the way. */
export function SecondFactor({ on }: { on: boolean }) {
  const words = useTranslations('settings');
  const router = useRouter();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<'passwordWrong' | 'codeWrong' | 'failed' | null>(null);
  const [done, setDone] = useState(false);

  const ask = async (path: string, body: Record<string, unknown>) => {
    setPending(true);
    setProblem(null);
    const answer = await askAuth(path, body);
    setPending(false);
    return answer;
  };

  const begin = async () => {
    const answer = await ask(on ? '/two-factor/disable' : '/two-factor/enable', { password });
    if (!answer.ok) return setProblem(answer.status === 400 ? 'passwordWrong' : 'failed');
    setPassword('');
    if (on) return router.refresh();
    setEnrolment(enrolmentOf(answer.body));
  };

  const confirm = async () => {
    const answer = await ask('/two-factor/verify-totp', { code: code.trim() });
    if (!answer.ok) return setProblem('codeWrong');
    setDone(true);
    router.refresh();
  };

  const wrong = problem === null ? null : <ProblemNote problem={{ cause: words(problem) }} />;
  if (enrolment !== null) {
    return (
      <div className={css.stack}>
        {done ? (
          <span role="status">
            <Status tone="good">{words('factorDone')}</Status>
          </span>
        ) : (
          <>
            <p className={css.quiet}>{words('factorScan')}</p>
            <div className={css.code}>
              <div
                className={css.qr}
                // biome-ignore lint/security/noDangerouslySetInnerHtml: an SVG that uqr made of the key
                dangerouslySetInnerHTML={{ __html: renderSVG(enrolment.uri, { border: 0 }) }}
              />
              <div>
                <span className={css.quiet}>{words('factorKey')}</span>
                <div className={css.secret}>
                  <code>{secretOf(enrolment.uri)}</code>
                </div>
              </div>
            </div>
            <form
              className={css.form}
              onSubmit={(event) => {
                event.preventDefault();
                void confirm();
              }}
            >
              <TextInput
                label={words('factorCode')}
                inputMode="numeric"
                autoComplete="one-time-code"
                required
                value={code}
                onChange={(event) => setCode(event.currentTarget.value)}
              />
              <Button type="submit" loading={pending}>
                {words('factorConfirm')}
              </Button>
            </form>
            {wrong}
          </>
        )}
        <p className={css.quiet}>{words('factorBackup')}</p>
        <ul className={css.codes}>
          {enrolment.backupCodes.map((backup) => (
            <li key={backup}>{backup}</li>
          ))}
        </ul>
      </div>
    );
  }
  return (
    <div className={css.stack}>
      <p className={css.quiet}>{words('factorLead')}</p>
      <Status tone={on ? 'good' : 'idle'}>{words(on ? 'factorOn' : 'factorOff')}</Status>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          void begin();
        }}
      >
        <PasswordField
          className={css.grow}
          label={words('passwordToGoOn')}
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={pending} disabled={password === ''}>
          {words(on ? 'factorDisable' : 'factorEnable')}
        </Button>
      </form>
      {wrong}
    </div>
  );
}
