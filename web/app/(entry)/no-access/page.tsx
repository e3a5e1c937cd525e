import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ownPath } from '../../../auth/ask-auth.ts';
import { currentActor, signedIn } from '../../../data/authorise.ts';
import { hasOwner } from '../../../data/entry.ts';
import { attempt } from '../../../data/problem.ts';
import { ProblemNote } from '../../../ui/notes.tsx';
import { SignOut } from '../../../ui/sign-out.tsx';
import css from '../entry.module.css';

export const metadata: Metadata = { title: 'Weft' };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Who is signed in and has no role here is told so; everybody else goes to the set-up, to the sign-in, or back. */
export default async function NoAccessPage({ searchParams }: PageProps) {
  const words = await getTranslations('signIn');
  const { next } = await searchParams;
  const back = ownPath(typeof next === 'string' ? next : null);
  const session = await attempt(signedIn);
  if (session.state !== 'ready') {
    return session.state === 'failed' ? <ProblemNote problem={session.problem} /> : null;
  }
  if (session.data === null) {
    if (!(await hasOwner())) redirect('/setup');
    redirect(back === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(back)}`);
  }
  if ((await currentActor()) !== null) redirect(back);
  return (
    <>
      <h1>{words('noAccess')}</h1>
      <p className={css.lead}>{words('noAccessLead', { email: session.data.user.email })}</p>
      <SignOut label={words('signOut')} />
    </>
  );
}
