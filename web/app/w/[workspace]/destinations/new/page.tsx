import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../../data/authorise.ts';
import { destinationTypes } from '../../../../../data/destinations.ts';
import { Catalogue } from '../../../../../ui/destination-editor/catalogue.tsx';
import { NeedsRole } from '../../../../../ui/needs-role.tsx';
import { Page } from '../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../ui/paths.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('destinations'))('add') };
}

export default async function NewDestinationPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [words, types, mayEdit] = await Promise.all([
    getTranslations('destinations'),
    destinationTypes(),
    may('sync.edit'),
  ]);
  return (
    <Page title={words('add')} lead={words('catalogueLead')}>
      {mayEdit ? null : <NeedsRole permission="sync.edit" act={words('editAct')} />}
      <Catalogue types={types} href={pathsOf(workspace).newDestination} />
    </Page>
  );
}
