import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { shortestPassword } from '../../../../connectors/control/people.ts';
import { hasOwner, reachedHereOnly } from '../../../data/entry.ts';
import { attempt } from '../../../data/problem.ts';
import { ProblemNote } from '../../../ui/notes.tsx';
import { EnterForm } from '../enter-form.tsx';
import css from '../entry.module.css';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('signIn'))('setupTitle') };
}

export default async function SetupPage() {
  const words = await getTranslations('signIn');
  const known = await attempt(hasOwner);
  if (known.state === 'ready' && known.data) redirect('/sign-in');
  return (
    <>
      <h1>{words('setupTitle')}</h1>
      {known.state === 'failed' ? (
        <ProblemNote problem={known.problem} />
      ) : reachedHereOnly() ? (
        <>
          <p className={css.lead}>{words('setupLead')}</p>
          <EnterForm token={null} shortest={shortestPassword} />
        </>
      ) : (
        <>
          <p className={css.lead}>{words('setupElsewhere')}</p>
          <code className={css.command}>./weft invite you@example.com --role admin</code>
        </>
      )}
    </>
  );
}
