import { getTranslations } from 'next-intl/server';
import { shortestPassword } from '../../../../../../connectors/control/people.ts';
import { ownAccount, type SessionRow } from '../../../../../data/people.ts';
import { currentWorkspace } from '../../../../../data/workspace.ts';
import { DataTable } from '../../../../../ui/data-table.tsx';
import { Section } from '../../../../../ui/page.tsx';
import { Part } from '../../../../../ui/part.tsx';
import { EndSession } from '../../../../../ui/settings/end-session.tsx';
import { PasswordForm } from '../../../../../ui/settings/password-form.tsx';
import { SecondFactor } from '../../../../../ui/settings/second-factor.tsx';
import { PendingRows } from '../../../../../ui/skeletons.tsx';
import { Dim, Facts, Missing, Time } from '../../../../../ui/values.tsx';

async function Sessions({ found, zone }: { found: SessionRow[]; zone: string }) {
  const words = await getTranslations('settings');
  return (
    <DataTable
      caption={words('sessions')}
      rows={found}
      rowKey={(session) => session.id}
      columns={[
        {
          key: 'browser',
          title: words('browser'),
          clip: true,
          cell: (session) => (
            <>
              {session.browser ?? words('unknownBrowser')}
              {session.current ? <Dim> · {words('current')}</Dim> : null}
            </>
          ),
        },
        {
          key: 'address',
          title: words('address'),
          width: '180px',
          from: 'roomy',
          cell: (session) => session.address || <Missing reason={words('unknownBrowser')} />,
        },
        {
          key: 'since',
          title: words('started'),
          align: 'end',
          width: '190px',
          cell: (session) => <Time at={session.createdAt} zone={zone} />,
        },
        {
          key: 'seen',
          title: words('seen'),
          align: 'end',
          width: '190px',
          cell: (session) => <Time at={session.seenAt} zone={zone} />,
        },
        {
          key: 'act',
          title: words('actions'),
          align: 'end',
          width: '130px',
          cell: (session) => (session.current ? <Dim>–</Dim> : <EndSession id={session.id} />),
        },
      ]}
    />
  );
}

export default async function AccountPage() {
  const words = await getTranslations('settings');
  const { zone } = await currentWorkspace();
  return (
    <Part load={ownAccount} pending={<PendingRows rows={6} />}>
      {(account) => (
        <>
          <Section title={words('profile')}>
            <Facts
              facts={[
                { term: words('who'), value: account.name },
                { term: words('inviteEmail'), value: account.email },
              ]}
            />
          </Section>
          <Section title={words('password')}>
            <PasswordForm shortest={shortestPassword} />
          </Section>
          <Section title={words('secondFactor')}>
            <SecondFactor on={account.secondFactor} />
          </Section>
          <Section title={words('sessions')}>
            <Sessions found={account.sessions} zone={zone} />
          </Section>
        </>
      )}
    </Part>
  );
}
