import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../../../data/authorise.ts';
import { destinationSummaries, destinationType } from '../../../../../../data/destinations.ts';
import { ownDraft } from '../../../../../../data/resource-state.ts';
import { DestinationEditor } from '../../../../../../ui/destination-editor/destination-editor.tsx';
import { Note } from '../../../../../../ui/notes.tsx';
import { Page } from '../../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../../ui/paths.ts';

interface PageProps {
  params: Promise<{ workspace: string; type: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { type: slug } = await params;
  const type = await destinationType(slug);
  return { title: (await getTranslations('destinations'))('connect', { type: type?.name ?? slug }) };
}

const isOfType = (spec: unknown, type: string): boolean =>
  typeof spec === 'object' && spec !== null && 'type' in spec && spec.type === type;

export default async function ConnectDestinationPage({ params }: PageProps) {
  const { workspace, type: slug } = await params;
  const [words, type, mayEdit] = await Promise.all([
    getTranslations('destinations'),
    destinationType(slug),
    may('sync.edit'),
  ]);
  if (type === null) notFound();
  const title = words('connect', { type: type.name });
  if (!mayEdit) {
    return (
      <Page title={title} lead={type.description}>
        <Note>{words('noPermission')}</Note>
      </Page>
    );
  }
  const [draft, others] = await Promise.all([ownDraft('destination', 'new'), destinationSummaries()]);
  return (
    <Page title={title} lead={type.description}>
      <DestinationEditor
        type={type}
        inForce={{ kind: 'destination', slug: '', type: type.slug, config: {} }}
        version={0}
        managedBy="app"
        file=""
        commit={null}
        // A draft of another kind has other settings.
        draft={draft !== null && isOfType(draft.spec, type.slug) ? draft : null}
        taken={others.map((other) => other.slug)}
        list={pathsOf(workspace).destinations}
      />
    </Page>
  );
}
