import { notFound, permanentRedirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { findPerson } from '../../../../../data/person.ts';
import { attempt } from '../../../../../data/problem.ts';
import { currentWorkspace } from '../../../../../data/workspace.ts';
import { plural } from '../../../../../ui/format.ts';
import { Empty, ProblemNote } from '../../../../../ui/notes.tsx';
import { Page } from '../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../ui/paths.ts';
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
  const { zone } = await currentWorkspace();
  const outcome = await attempt(() => findPerson(weftId));
  if (outcome.state === 'not-computed') {
    return (
      <Page title="Person">
        <Empty detail={outcome.mend}>{outcome.cause}</Empty>
      </Page>
    );
  }
  if (outcome.state === 'failed') {
    return (
      <Page title="Person">
        <ProblemNote problem={outcome.problem} />
      </Page>
    );
  }
  const found = outcome.data;
  if (found === null) notFound();
  if ('movedTo' in found) permanentRedirect(paths.profile(found.movedTo));
  const { person } = found;
  return (
    <Page
      title={person.name}
      lead={
        <>
          {plural(person.records, 'record')} since{' '}
          <Time at={person.firstSeen ?? person.createdAt} zone={zone} full /> · <Id>{person.weftId}</Id>
        </>
      }
    >
      <Tabs
        label="Person"
        tabs={[
          { name: 'Summary', href: paths.profile(weftId) },
          { name: 'Timeline', href: paths.profile(weftId, 'timeline') },
          { name: 'Identity', href: paths.profile(weftId, 'identity') },
          { name: 'Sent', href: paths.profile(weftId, 'sent') },
        ]}
      />
      {children}
    </Page>
  );
}
