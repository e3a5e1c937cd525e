import { notFound, redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { findPerson } from '../../../../../data/person.ts';
import { attempt } from '../../../../../data/problem.ts';
import { currentWorkspace } from '../../../../../data/workspace.ts';
import { Words } from '../../../../../i18n/words.tsx';
import { Empty, ProblemNote } from '../../../../../ui/notes.tsx';
import { Page } from '../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../ui/paths.ts';
import { JoinedNote } from '../../../../../ui/person/joined-note.tsx';
import { Tabs } from '../../../../../ui/tabs.tsx';
import { Id, Time } from '../../../../../ui/values.tsx';

interface LayoutProps {
  params: Promise<{ workspace: string; weftId: string }>;
  children: ReactNode;
}

/** One person: who they are, above the tabs. An id that was merged away leads to where its records went. */
export default async function PersonLayout({ params, children }: LayoutProps) {
  const { workspace, weftId: encoded } = await params;
  const weftId = decodeURIComponent(encoded);
  const paths = pathsOf(workspace);
  const words = await getTranslations('profiles');
  const { zone } = await currentWorkspace();
  const outcome = await attempt(() => findPerson(weftId));
  if (outcome.state === 'not-computed') {
    return (
      <Page title={words('person')}>
        <Empty detail={outcome.mend}>{outcome.cause}</Empty>
      </Page>
    );
  }
  if (outcome.state === 'failed') {
    return (
      <Page title={words('person')}>
        <ProblemNote problem={outcome.problem} />
      </Page>
    );
  }
  const found = outcome.data;
  if (found === null) notFound();
  if ('movedTo' in found) redirect(paths.profile(found.movedTo, 'summary', { from: weftId }));
  const { person } = found;
  return (
    <Page
      title={person.name}
      lead={
        <>
          {words('records', { count: person.records })} {words('since')}{' '}
          <Time at={person.firstSeen ?? person.createdAt} zone={zone} full /> · <Id>{person.weftId}</Id>
        </>
      }
    >
      <Words areas={['profiles']}>
        <JoinedNote href={paths.profile(weftId, 'identity')} />
      </Words>
      <Tabs
        label={words('person')}
        tabs={(['summary', 'timeline', 'traits', 'identity', 'sent'] as const).map((tab) => ({
          name: words(`tabs.${tab}`),
          href: paths.profile(weftId, tab),
        }))}
      />
      {children}
    </Page>
  );
}
