import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ownPath } from '../../../auth/ask-auth.ts';
import { hasOwner, signOnName } from '../../../data/entry.ts';
import { attempt } from '../../../data/problem.ts';
import { ProblemNote } from '../../../ui/notes.tsx';
import { Prose } from '../../../ui/prose.tsx';
import css from '../entry.module.css';
import { SignInForm } from './sign-in-form.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('signIn'))('title') };
}

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const text = (value: string | string[] | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

export default async function SignInPage({ searchParams }: PageProps) {
  const words = await getTranslations('signIn');
  const { next, error } = await searchParams;
  const known = await attempt(hasOwner);
  if (known.state === 'ready' && !known.data) redirect('/setup');
  return (
    <>
      <h1>{words('title')}</h1>
      <p className={css.lead}>{words(text(next) === null ? 'lead' : 'ended')}</p>
      {known.state === 'failed' ? <ProblemNote problem={known.problem} /> : null}
      {text(error) === null ? null : (
        <ProblemNote
          problem={{ cause: words('signOnFailed', { reason: text(error)?.slice(0, 200) ?? '' }) }}
        />
      )}
      <SignInForm next={ownPath(text(next))} signOn={signOnName()} />
      <p className={css.foot}>
        <Prose text={words('forgot')} />
      </p>
    </>
  );
}
