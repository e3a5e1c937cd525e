import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../../../data/authorise.ts';
import { connectingOf, vendorOf } from '../../../../../../data/connecting.ts';
import { destinationSummaries, destinationType } from '../../../../../../data/destinations.ts';
import { ownDraft } from '../../../../../../data/resource-state.ts';
import { DestinationEditor } from '../../../../../../ui/destination-editor/destination-editor.tsx';
import { NeedsRole } from '../../../../../../ui/needs-role.tsx';
import { Page } from '../../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../../ui/paths.ts';

interface PageProps {
  params: Promise<{ workspace: string; type: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Pick<PageProps, 'params'>): Promise<Metadata> {
  const { type: slug } = await params;
  const type = await destinationType(slug);
  return { title: (await getTranslations('destinations'))('connect', { type: type?.name ?? slug }) };
}

const isOfType = (spec: unknown, type: string): boolean =>
  typeof spec === 'object' && spec !== null && 'type' in spec && spec.type === type;

export default async function ConnectDestinationPage({ params, searchParams }: PageProps) {
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
        <NeedsRole permission="sync.edit" act={words('editAct')} />
      </Page>
    );
  }
  const [draft, others, vendor, connecting] = await Promise.all([
    ownDraft('destination', 'new'),
    destinationSummaries(),
    vendorOf(type),
    connectingOf((await searchParams).oauth),
  ]);
  return (
    <Page title={title} lead={type.description}>
      <DestinationEditor
        type={type}
        inForce={{ kind: 'destination', slug: '', type: type.slug, config: {} }}
        state={null}
        // A draft of another kind has other settings.
        draft={draft !== null && isOfType(draft.spec, type.slug) ? draft : null}
        taken={others.map((other) => other.slug)}
        list={pathsOf(workspace).destinations}
        {...{ vendor, connecting }}
      />
    </Page>
  );
}
