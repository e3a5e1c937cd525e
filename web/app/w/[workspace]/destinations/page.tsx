import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../data/authorise.ts';
import { destinationSummaries } from '../../../../data/destinations.ts';
import { DestinationList } from '../../../../ui/destination-list.tsx';
import { GoButton } from '../../../../ui/go-button.tsx';
import { Empty } from '../../../../ui/notes.tsx';
import { Page } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { pathsOf } from '../../../../ui/paths.ts';
import { PendingRows } from '../../../../ui/skeletons.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('destinations'))('title') };
}

export default async function DestinationsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [words, mayTest, mayEdit] = await Promise.all([
    getTranslations('destinations'),
    may('sync.run'),
    may('sync.edit'),
  ]);
  const paths = pathsOf(workspace);
  const add = mayEdit ? (
    <GoButton href={paths.newDestination()} filled>
      {words('add')}
    </GoButton>
  ) : null;
  return (
    <Page title={words('title')} lead={words('lead')} actions={add}>
      <Part load={destinationSummaries} pending={<PendingRows rows={4} />}>
        {(destinations) =>
          destinations.length === 0 ? (
            <Empty detail={words('emptyDetail')}>{words('empty')}</Empty>
          ) : (
            <DestinationList destinations={destinations} paths={paths} mayTest={mayTest} mayEdit={mayEdit} />
          )
        }
      </Part>
    </Page>
  );
}
