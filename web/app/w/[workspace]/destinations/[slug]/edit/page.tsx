import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { connectingOf, vendorOf } from '../../../../../../data/connecting.ts';
import { destinationSummaries, destinationType } from '../../../../../../data/destinations.ts';
import { ownDraft, resourceState } from '../../../../../../data/resource-state.ts';
import { DeleteResource } from '../../../../../../ui/delete-resource.tsx';
import { DestinationEditor } from '../../../../../../ui/destination-editor/destination-editor.tsx';
import { NeedsRole } from '../../../../../../ui/needs-role.tsx';
import { Page } from '../../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../../ui/paths.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('destinations'))('edit') };
}

export default async function EditDestinationPage({
  params,
  searchParams,
}: {
  params: Promise<{ workspace: string; slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { workspace, slug } = await params;
  const [words, state, draft, all] = await Promise.all([
    getTranslations('destinations'),
    resourceState('destination', slug),
    ownDraft('destination', slug),
    destinationSummaries(),
  ]);
  const type = state === null ? null : await destinationType(state.resource.type);
  const summary = all.find((one) => one.slug === slug);
  if (state === null || type === null || summary === undefined) notFound();
  const paths = pathsOf(workspace);
  const [vendor, connecting] = state.editable
    ? await Promise.all([vendorOf(type), connectingOf((await searchParams).oauth)])
    : [null, null];
  return (
    <Page
      title={summary.name}
      lead={`${type.name}. ${type.description}`}
      actions={
        state.editable ? (
          <DeleteResource
            kind="destination"
            slug={slug}
            name={summary.name}
            spec={state.resource}
            version={state.version}
            managed={state.managedBy !== 'app'}
            usedBy={summary.syncs.map((sync) => ({ name: sync.name, href: paths.sync(sync.slug) }))}
            after={paths.destinations}
          />
        ) : null
      }
    >
      {state.editable ? (
        <DestinationEditor
          key={state.version}
          type={type}
          inForce={state.resource}
          state={state}
          draft={draft}
          taken={[]}
          list={paths.destinations}
          {...{ vendor, connecting }}
        />
      ) : (
        <NeedsRole permission="sync.edit" act={words('editAct')} />
      )}
    </Page>
  );
}
