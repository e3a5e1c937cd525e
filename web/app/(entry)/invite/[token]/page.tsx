import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { shortestPassword } from '../../../../../connectors/control/people.ts';
import { invitedTo } from '../../../../data/entry.ts';
import { attempt } from '../../../../data/problem.ts';
import { GoButton } from '../../../../ui/go-button.tsx';
import { ProblemNote } from '../../../../ui/notes.tsx';
import { EnterForm } from '../../enter-form.tsx';
import css from '../../entry.module.css';

// The address is the secret: no page that is left from here is told it.
export const metadata: Metadata = { title: 'Weft', referrer: 'no-referrer' };

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const words = await getTranslations('signIn');
  const shell = await getTranslations('shell');
  const { token } = await params;
  const invitation = await attempt(() => invitedTo(token));
  if (invitation.state !== 'ready') {
    return invitation.state === 'failed' ? <ProblemNote problem={invitation.problem} /> : null;
  }
  if (invitation.data === null) {
    return (
      <>
        <h1>{words('inviteGone')}</h1>
        <p className={css.lead}>{words('inviteGoneLead')}</p>
        <GoButton href="/sign-in">{words('toSignIn')}</GoButton>
      </>
    );
  }
  const { workspace, email, role, by } = invitation.data;
  return (
    <>
      <h1>{words('inviteTitle', { workspace })}</h1>
      <p className={css.lead}>{words('inviteLead', { by, email, role: shell(`roles.${role}`) })}</p>
      <EnterForm token={token} shortest={shortestPassword} />
    </>
  );
}
