import type { Metadata } from 'next';
import { notFound, permanentRedirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { type PersonGraph, personGraph } from '../../../../../../data/identity-graph.ts';
import { findPerson } from '../../../../../../data/person.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { Go } from '../../../../../../ui/go.tsx';
import { Inspector } from '../../../../../../ui/identity/inspector.tsx';
import { Page } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../../ui/paths.ts';
import { PendingBlock } from '../../../../../../ui/skeletons.tsx';
import { Id } from '../../../../../../ui/values.tsx';

interface PageProps {
  params: Promise<{ workspace: string; weftId: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('identity.inspector');
  return { title: words('meta') };
}

/** The graph of somebody who is there; an id that was merged away leads to where its records went. */
async function graphOf(weftId: string, workspace: string): Promise<PersonGraph> {
  const found = await personGraph(weftId);
  if (found === null) notFound();
  if ('movedTo' in found) permanentRedirect(pathsOf(workspace).identityGraph(found.movedTo));
  return found;
}

/** What the person is called; their id until that is known, and where it cannot be. */
async function heading(weftId: string, title: (name: string) => string): Promise<string> {
  const found = await findPerson(weftId).catch(() => null);
  return title(found !== null && 'person' in found ? found.person.name : weftId.slice(0, 8));
}

export default async function IdentityGraphPage({ params }: PageProps) {
  const { workspace, weftId: encoded } = await params;
  const weftId = decodeURIComponent(encoded);
  const words = await getTranslations('identity.inspector');
  const { zone } = await currentWorkspace();
  const paths = pathsOf(workspace);
  const title = (name: string) => words('title', { name });
  return (
    <Page
      title={title(weftId.slice(0, 8))}
      heading={heading(weftId, title)}
      wide
      lead={
        <>
          {words('lead')} <Id>{weftId}</Id> · <Go href={paths.profile(weftId)}>{words('profile')}</Go>
        </>
      }
    >
      <Part load={() => graphOf(weftId, workspace)} pending={<PendingBlock height={560} />}>
        {(graph) => <Inspector graph={graph} workspace={workspace} zone={zone} />}
      </Part>
    </Page>
  );
}
